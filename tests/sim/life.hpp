// SPDX-License-Identifier: MIT
// One life of the plugin's process, from start to end or death: what App is in the real one.
#pragma once

#include "tests/sim/target.hpp"
#include "tests/sim/world.hpp"

namespace playsync::sim {

struct World::Life {
    Life(World& world, std::size_t mailbox_room);

    /// As the ABI's on_event; false: BUSY.
    bool take(Event event, UnixMs now);
    static std::unique_ptr<Target> make(World& world, ConfigTable& table);

    playsync_host host{};
    Log log;
    Disk disk;
    MortalQueue queue;
    Mailbox mailbox;
    Engine engine;
};

} // namespace playsync::sim
