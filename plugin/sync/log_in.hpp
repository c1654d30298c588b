// SPDX-License-Identifier: MIT
// How a person lets us into an account: what is told and asked, whatever the service.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "plugin/sync/session.hpp"
#include "storage/secret.hpp"

namespace playsync {

/// What a person gave. All empty: the way that needs nothing typed here, a device code or quick
/// connect.
struct LogInRequest {
    std::string user;
    Secret password;
    Secret token;
};

/// Where a log-in stands after one more request to the service.
struct LogInStep {
    enum class Kind : std::uint8_t {
        waiting, // for the person; poll again after `interval`
        slower,  // as waiting, and the service wants fewer polls
        unsure,  // the service did not answer; the code may still be good
        done,    // credentials are on disk
        denied,
        expired,
        failed, // `message` says why
    };
    Kind kind = Kind::failed;
    std::string message; // in the service's words; may be empty

    // Of begin(), where there is something to show.
    std::string verify_url;
    std::string user_code;
    Millis expires_in{600'000};
    Millis interval{5000};

    static LogInStep of(Kind kind, std::string message = {})
    {
        LogInStep step;
        step.kind = kind;
        step.message = std::move(message);
        return step;
    }
};

/// When a log-in is asked after, and when it is over (RFC 8628 section 3.5). No clock: time is an
/// argument.
class LogInCourse {
public:
    /// `begun` is what begin() gave, at `now`.
    LogInCourse(LogInStep const& begun, Steady now)
        : interval_(std::clamp(begun.interval, least, most)),
          expires_(now + begun.expires_in),
          next_(now + interval_)
    {
    }

    Steady next() const noexcept { return std::min(next_, expires_); }
    Steady expires() const noexcept { return expires_; }
    bool is_over(Steady now) const noexcept { return now >= expires_; }

    /// True when `kind` is an end; else next() is when to ask again.
    bool after(LogInStep::Kind kind, Steady now) noexcept
    {
        using enum LogInStep::Kind;
        if (kind != waiting && kind != slower && kind != unsure)
            return true;
        if (kind == slower)
            interval_ = std::min(interval_ + slower_by, most);
        if (kind == unsure) // RFC 8628: after a time-out, an exponential backoff
            interval_ = std::min(interval_ * 2, most);
        next_ = now + interval_;
        return false;
    }

private:
    static constexpr Millis least{1000}, most{60'000}, slower_by{5000};

    Millis interval_;
    Steady expires_;
    Steady next_;
};

} // namespace playsync
