// SPDX-License-Identifier: MIT
// What the person at the terminal sees of a running sync.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "playsync/ext/admin.h"
#include "playsync/ext/status.h"

namespace playsync::standalone {

struct Progress {
    std::uint64_t synced = 0; // since the start
    double per_second = 0;
    std::uint64_t left = 0;
    std::uint64_t failed = 0;
    std::string note; // "paused (offline)"; may be empty
};

/// "synced 120 (40/s), left 55, failed 1, paused (offline)"
std::string progress_line(Progress const& progress);
/// "home: Heat failed: no such film", of a SYNC_FAILED report.
std::string failure_line(playsync_report const& report);

/// [any-thread]
class Terminal {
public:
    /// `live`: a progress line is wanted.
    explicit Terminal(bool live);

    /// A line of its own, above the progress.
    void say(std::string const& line);
    /// The same, on standard error.
    void complain(std::string const& line);
    /// Failures are shown, pauses become a part of the progress line. The report is not kept.
    void note(playsync_report const& report);
    /// The progress, rewritten in place on a terminal, and at most a line each second elsewhere.
    void show(playsync_totals const& totals);
    /// The same as the last word: whatever was shown a moment ago.
    void finish(playsync_totals const& totals);

private:
    using Clock = std::chrono::steady_clock;

    void clear();
    void write_error(std::string const& line);
    void write_progress(playsync_totals const& totals);
    double rate(std::uint64_t synced, Clock::time_point now);
    std::string pauses() const;

    std::mutex mutex_;
    bool live_;
    bool rewrites_;
    bool shown_ = false;
    bool started_ = false;
    std::string last_;
    Clock::time_point last_at_{};
    std::uint64_t synced_at_start_ = 0;
    std::map<std::string, std::string> paused_;    // target ("": all) → by whom
    std::map<std::string, std::string> complaint_; // target → why something is tried again
    std::deque<std::pair<Clock::time_point, std::uint64_t>> seen_;
};

} // namespace playsync::standalone
