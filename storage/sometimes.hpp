// SPDX-License-Identifier: MIT
// Rare branches tell the simulation that they were reached: a test that never gets there proves
// nothing about them. Nothing of it is in a release.
#pragma once

namespace playsync {

/// Set by who wants to know; called with the name of the branch. [engine-thread]
inline void (*on_sometimes)(char const* branch) = nullptr;

inline void sometimes([[maybe_unused]] char const* branch)
{
#ifndef NDEBUG
    if (on_sometimes)
        on_sometimes(branch);
#endif
}

} // namespace playsync
