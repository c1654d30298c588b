// SPDX-License-Identifier: MIT
// Why a change stands where it stands: one code of API.md, and its words. Pure.
#pragma once

#include "web/control.hpp"

namespace playsync {

/// What is around a change: its target and the store.
struct Surroundings {
    bool has_target = false;     // one of that name is set up
    web::Why target;             // why the target does not send, or that it does
    std::uint64_t in_flight = 0; // changes of the target
    unsigned attempts = 0;       // then a change is dead
    std::string refusing;        // why the store takes nothing; empty: it does
};

/// What holds a whole target back, or the store, says more than a change's own wait.
web::Why explain(Standing const& standing, Surroundings const& around, UnixMs now);

} // namespace playsync
