// SPDX-License-Identifier: MIT
// Whether this machine has a network, and when that changes (rtnetlink(7)).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <thread>

namespace playsync::standalone {

/// What the kernel told of links and addresses. No I/O: tests feed it messages.
class NetworkState {
public:
    /// One datagram of a NETLINK_ROUTE socket; what cannot be read is passed over.
    void apply(std::span<char const> datagram);
    /// One running link, other than loopback, with an address of global scope. A default route is
    /// not asked for: a media server on a network without one still reaches its neighbours.
    bool online() const;

private:
    struct Link {
        bool loopback = false;
        bool running = false;
    };
    std::map<int, Link> links_;                        // by interface index
    std::map<int, std::set<std::uint64_t>> addresses_; // interface → hashes of global addresses
};

/// Follows the machine on a thread of its own and calls `changed` there, first with the state
/// found at the start.
class Connectivity {
public:
    /// Throws std::system_error when the kernel offers no rtnetlink.
    explicit Connectivity(std::function<void(bool online)> changed);
    ~Connectivity();
    Connectivity(Connectivity const&) = delete;
    Connectivity& operator=(Connectivity const&) = delete;

    /// The machine's state now. Throws as above.
    static bool online_now();

private:
    void follow();

    std::function<void(bool)> changed_;
    int socket_ = -1;
    int wake_ = -1;
    std::thread thread_;
};

} // namespace playsync::standalone
