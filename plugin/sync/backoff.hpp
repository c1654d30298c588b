// SPDX-License-Identifier: MIT
// The delay before the next attempt: 1 2 4 8 16 32 s …, capped, with jitter.
#pragma once

#include <algorithm>
#include <cstdint>

#include "plugin/sync/outcome.hpp"

namespace playsync {

struct Backoff {
    Millis first{1000};
    Millis cap{60000};
    double jitter = 0.2; // share of the delay that chance may take away: 0 none, 1 full jitter
};

/// `failures` ≥ 1: how often it has failed in a row. `chance` in [0, 1).
constexpr Millis delay_after(unsigned failures, Backoff const& backoff, double chance) noexcept
{
    unsigned const doublings = std::min(failures == 0 ? 0u : failures - 1, 30u);
    auto const whole = std::min(backoff.first * (std::int64_t{1} << doublings), backoff.cap);
    auto const taken = static_cast<double>(whole.count()) * backoff.jitter * chance;
    return whole - Millis{static_cast<std::int64_t>(taken)};
}

/// No change waits longer for its next attempt, whatever a service asks for.
constexpr Millis longest_wait(Backoff const& backoff) noexcept
{
    return backoff.cap * 10;
}

} // namespace playsync
