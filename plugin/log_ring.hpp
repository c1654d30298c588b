// SPDX-License-Identifier: MIT
// The newest lines of the log, in memory, for whoever asks later or follows.
#pragma once

#include <deque>
#include <functional>
#include <mutex>

#include "web/log_book.hpp"

namespace playsync {

/// [any-thread]
class LogRing : public web::LogBook {
public:
    static constexpr std::size_t most_lines = 1000;

    void add(web::LogEntry entry);
    web::LogPage read(web::LogQuery const& query) const override;

    /// `follow` is called for each line from now on, on the thread that logs, and must not log;
    /// empty: nobody follows. None is called any more when this returns.
    void follow(std::function<void(web::LogEntry const&)> follow);

private:
    std::mutex mutable mutex_;
    std::deque<web::LogEntry> lines_;
    std::uint64_t last_ = 0;
    std::function<void(web::LogEntry const&)> follow_;
};

/// Follows while it lives.
class LogFollow {
public:
    LogFollow(LogRing& ring, std::function<void(web::LogEntry const&)> follow) : ring_(ring)
    {
        ring_.follow(std::move(follow));
    }
    ~LogFollow() { ring_.follow({}); }
    LogFollow(LogFollow const&) = delete;
    LogFollow& operator=(LogFollow const&) = delete;

private:
    LogRing& ring_;
};

} // namespace playsync
