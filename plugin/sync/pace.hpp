// SPDX-License-Identifier: MIT
// A token bucket: no more requests than a service has published, whatever it would let pass.
#pragma once

#include <algorithm>

#include "plugin/sync/session.hpp"

namespace playsync {

/// `requests` in any span of `per`; 0: as many as there are.
struct PaceLimit {
    unsigned requests = 0;
    Millis per{1000};

    bool operator==(PaceLimit const&) const = default;
};

class Pace {
public:
    explicit Pace(PaceLimit limit) : limit_(limit), tokens_(limit.requests) {}

    bool limits() const noexcept { return limit_.requests > 0; }
    bool same_limit(Pace const& other) const noexcept { return limit_ == other.limit_; }

    /// When the next request may go; not after `now` when it may go at once.
    Steady ready_at(Steady now) const noexcept
    {
        if (!limits() || tokens_at(now) >= 1)
            return now;
        auto const missing = (1 - tokens_at(now)) * static_cast<double>(limit_.per.count());
        return now + Millis{static_cast<std::int64_t>(missing / limit_.requests) + 1};
    }

    /// A request goes out at `now`. One too many is owed.
    void take(Steady now) noexcept
    {
        tokens_ = tokens_at(now) - 1;
        filled_ = std::max(filled_, now);
    }

private:
    double tokens_at(Steady now) const noexcept
    {
        if (filled_ == Steady{} || now <= filled_)
            return tokens_;
        auto const passed = std::chrono::duration<double, std::milli>(now - filled_).count();
        auto const gained = passed * limit_.requests / static_cast<double>(limit_.per.count());
        return std::min(tokens_ + gained, static_cast<double>(limit_.requests));
    }

    PaceLimit limit_;
    double tokens_;
    Steady filled_{};
};

} // namespace playsync
