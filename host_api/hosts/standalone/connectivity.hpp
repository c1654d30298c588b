// SPDX-License-Identifier: MIT
// Whether a machine has a network, from what its kernel tells (rtnetlink(7)). No I/O.
#pragma once

#include <map>
#include <set>
#include <span>

namespace playsync::standalone {

struct Link {
    bool loopback = false;
    bool running = false;  // up, and with a carrier
    bool hardware = false; // no bridge, tunnel, veth or the like

    bool operator==(Link const&) const = default;
};

/// By interface index.
struct MachineNetwork {
    std::map<int, Link> links;
    std::set<int> addressed;      // have an address of more than link scope
    std::set<int> default_routes; // lead out

    bool operator==(MachineNetwork const&) const = default;
};

/// A running link with an address, other than loopback, through which a default route leads; of a
/// hardware link the route is not asked, as a home network without a router is one too. A bridge
/// of containers on an unplugged machine has an address, but leads nowhere.
bool is_online(MachineNetwork const& network) noexcept;

/// Reads one datagram of a NETLINK_ROUTE dump into `network`; what is not understood is passed
/// over. False when the dump's end was among it.
bool read_dump(std::span<char const> datagram, MachineNetwork& network);

} // namespace playsync::standalone
