// SPDX-License-Identifier: MIT
// What the engine does when there is no memory: it waits a moment for some.
#pragma once

namespace playsync {

/// Lets allocations of the calling thread, when they fail, be tried again for a fifth of a second
/// before they throw std::bad_alloc. Other threads are the host's: theirs throw at once. Does
/// nothing where the module shares its C++ library with the host, whose handler it would be.
/// [engine-thread]
void be_patient_for_memory() noexcept;

} // namespace playsync
