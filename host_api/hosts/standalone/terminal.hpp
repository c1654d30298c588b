// SPDX-License-Identifier: MIT
// What the person at the terminal sees of a running sync.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <utility>

#include "playsync/ext/admin.h"
#include "playsync/ext/status.h"

namespace playsync::standalone {

/// "synced 120 (40/s) · left 55 · failed 1"
std::string progress_line(playsync_totals const& totals, std::uint64_t synced_at_start,
                          double rate);
/// "home: Heat failed, will be tried again: no answer in time"; empty for reports that the
/// progress line shows anyway.
std::string report_line(playsync_report const& report);

/// [any-thread]
class Terminal {
public:
    /// `live`: a progress line is wanted.
    explicit Terminal(bool live);

    /// A line of its own, above the progress.
    void say(std::string const& line);
    /// The same, on standard error.
    void complain(std::string const& line);
    /// The progress, rewritten in place on a terminal and a line now and then elsewhere.
    void show(playsync_totals const& totals);
    void finish();

private:
    void clear();
    double rate(std::uint64_t synced);

    std::mutex mutex_;
    bool live_;
    bool rewrites_;
    bool shown_ = false;
    std::string last_;
    std::uint64_t synced_at_start_ = 0;
    bool started_ = false;
    std::deque<std::pair<std::chrono::steady_clock::time_point, std::uint64_t>> seen_;
};

} // namespace playsync::standalone
