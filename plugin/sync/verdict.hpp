// SPDX-License-Identifier: MIT
// From a batch and what came of sending it to what becomes of each change.
#pragma once

#include <span>
#include <vector>

#include "plugin/sync/backoff.hpp"
#include "storage/queue.hpp"

namespace playsync {

struct AttemptPolicy {
    unsigned attempts = 5; // then a change is dead
    Backoff backoff;
};

struct Circumstances {
    UnixMs now = 0;
    double chance = 0;            // in [0, 1)
    bool target_in_doubt = false; // the breaker is open: a failure says nothing of the changes
    unsigned times_uncertain = 0; // how often this very batch went out and no answer came
    UnixMs began = 0;             // when the batch was sent
};

/// Changes that are not settled stay as they were before they were claimed.
struct Verdict {
    std::vector<Settlement> settlements;
    std::vector<Ulid> release;
};

Verdict judge(std::span<Claimed const> batch, Outcome const& outcome, AttemptPolicy const& policy,
              Circumstances const& circumstances);

/// Names the changes of a batch: the same members, the same number; never 0.
std::uint64_t group_of(std::span<Claimed const> batch) noexcept;

} // namespace playsync
