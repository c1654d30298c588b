// SPDX-License-Identifier: MIT
// The disk under the store, which fails, lies, fills up, or is cut off in the middle of a commit.
#pragma once

#include "tests/sim/faults.hpp"
#include "tests/sim/trace.hpp"

namespace playsync::sim {

/// LMDB's commits and openings ask the disk that was made last; this program's linker sees to it.
class Disk {
public:
    Disk(Faults const& faults, Chance& chance, Trace& trace);
    ~Disk();
    Disk(Disk const&) = delete;
    Disk& operator=(Disk const&) = delete;

    enum class Commit : std::uint8_t { done, fails, full, done_but_fails, never };
    Commit commit();
    bool opens();

    /// The process is dead from here on: nothing more reaches the disk, whatever it still does.
    void cut_off() { cut_off_ = true; }
    bool is_cut_off() const noexcept { return cut_off_; }
    /// Set when a commit is where the process died.
    bool died = false;
    /// The first opening goes well, or there would be no life to tell of.
    bool calm = true;

private:
    bool happens(Fault fault);

    Faults const& faults_;
    Chance& chance_;
    Trace& trace_;
    bool cut_off_ = false;
};

} // namespace playsync::sim
