// SPDX-License-Identifier: MIT
// What the outcomes so far mean for the next request to a target: circuit breaker, rate limit,
// log-in. No clock and no I/O: time is an argument.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "plugin/sync/backoff.hpp"

namespace playsync {

/// A clock that never jumps.
using Steady = std::chrono::steady_clock::time_point;

/// Why nothing may be sent now; `open` when something may.
enum class Gate : std::uint8_t {
    open,
    probing, // the breaker is open, and one request may go to see
    paused,
    offline,
    rate_limited,
    unreachable, // the breaker is open; a probe goes out at `until`
    needs_login,
    halted, // the address or a setting is wrong
};

struct Permission {
    Gate gate = Gate::open;
    std::optional<Steady> until; // when to ask again; nothing: not before something happens
    std::string detail;
};

struct SessionPolicy {
    Backoff backoff;
    unsigned failing_batches = 3;        // different batches failing in a row open the breaker
    Millis longest_limit{24 * 3600'000}; // more is not believed of a Retry-After
    Millis halted_probe{15 * 60'000};    // a wrong address may come right by itself
};

class Session {
public:
    explicit Session(SessionPolicy policy) : policy_(policy) {}

    Permission permission(Steady now) const;
    /// Whether failures say something of the target rather than of the changes.
    bool in_doubt() const noexcept { return breaker_open_; }
    std::optional<Steady> limited_until() const noexcept { return limited_until_; }

    /// `group` names the batch, so that one batch failing again does not look like many.
    void after(Outcome const& outcome, std::uint64_t group, Steady now, double chance);

    /// A limit that was told before this session began.
    void limit(std::optional<Steady> until) noexcept { limited_until_ = until; }
    /// Nobody is logged in, or the credentials were refused: only let_in() ends that.
    void require_login(std::string detail);
    void let_in() noexcept;
    /// What the service will still take; when that is nothing, a limit until it takes more.
    void allow(Allowance const& allowance, Steady now);
    void set_offline(bool offline) noexcept { offline_ = offline; }
    void set_paused(bool paused) noexcept { paused_ = paused; }
    /// A person wants it now: forgets waits and halts, but never a rate limit.
    void nudge() noexcept;

private:
    void halt(ErrorClass kind, Steady now);
    void keep_limit(Outcome const& outcome, Steady now, double chance);
    void open_breaker(Outcome const& outcome, Steady now, double chance);

    SessionPolicy policy_;
    bool paused_ = false;
    bool offline_ = false;
    bool breaker_open_ = false;
    unsigned breaker_failures_ = 0;
    Steady probe_at_{};
    unsigned failing_ = 0; // different batches in a row
    std::uint64_t last_failing_ = 0;
    std::optional<Steady> limited_until_;
    unsigned limits_in_a_row_ = 0;
    Gate halted_ = Gate::open; // needs_login or halted
    std::optional<Steady> halted_until_;
    std::string detail_;
};

} // namespace playsync
