// SPDX-License-Identifier: MIT
// What can go wrong, and how often in this run. Each run has its own mixture, and half of the
// faults are off in it: some bugs need one fault alone, others a crowd.
#pragma once

#include <array>
#include <string_view>

#include "tests/sim/chance.hpp"

namespace playsync::sim {

enum class Fault : unsigned {
    refuse,       // nobody listens
    reset_before, // the request left, and the service has not done it
    reset_after,  // … or it has, but its answer is lost
    late_answer,  // done long after we gave up
    garbage,      // an answer that is none
    error_500,
    error_503,
    error_429,
    error_401,
    error_404,
    error_409,
    item_again,
    item_refused,
    slow,
    commit_fails,
    commit_lies, // it is on disk, and says it is not
    disk_full,
    reopen_fails,
    crash,
    crash_in_commit,
    restart,
    offline,
    clock_jump,
    late_event,
    burst, // more than the mailbox holds
    operating,
    editing,
    count
};

inline constexpr std::array<std::string_view, static_cast<std::size_t>(Fault::count)> fault_names{
    "refuse",      "reset_before", "reset_after",  "late_answer", "garbage",
    "error_500",   "error_503",    "error_429",    "error_401",   "error_404",
    "error_409",   "item_again",   "item_refused", "slow",        "commit_fails",
    "commit_lies", "disk_full",    "reopen_fails", "crash",       "crash_in_commit",
    "restart",     "offline",      "clock_jump",   "late_event",  "burst",
    "operating",   "editing"};

class Faults {
public:
    explicit Faults(Chance& chance)
    {
        for (auto& rate : rates_) {
            bool const on = chance.one_in(2);
            auto const rate_if_on = chance.share() * chance.share() * 0.5;
            rate = on ? rate_if_on : 0;
        }
    }
    double rate(Fault fault) const { return healed_ ? 0 : rates_[static_cast<std::size_t>(fault)]; }
    void switch_off(Fault fault) { rates_[static_cast<std::size_t>(fault)] = 0; }
    bool is_on(Fault fault) const { return rate(fault) > 0; }
    /// From now on nothing goes wrong.
    void heal() { healed_ = true; }
    bool healed() const noexcept { return healed_; }

private:
    std::array<double, static_cast<std::size_t>(Fault::count)> rates_{};
    bool healed_ = false;
};

} // namespace playsync::sim
