// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/connectivity.hpp"

#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <cstring>
#include <optional>

namespace playsync::standalone {
namespace {

using Bytes = std::span<char const>;

/// Takes a fixed header off the front; the bytes need no alignment.
template <class Header>
std::optional<Header> take(Bytes& bytes)
{
    if (bytes.size() < sizeof(Header))
        return std::nullopt;
    Header header;
    std::memcpy(&header, bytes.data(), sizeof header);
    bytes = bytes.subspan(std::min<std::size_t>(NLMSG_ALIGN(sizeof header), bytes.size()));
    return header;
}

/// The attribute's payload, or nothing.
std::optional<Bytes> attribute(Bytes bytes, int type)
{
    while (bytes.size() >= sizeof(rtattr)) {
        rtattr header;
        std::memcpy(&header, bytes.data(), sizeof header);
        if (header.rta_len < sizeof header || header.rta_len > bytes.size())
            break;
        if ((header.rta_type & NLA_TYPE_MASK) == type)
            return bytes.subspan(sizeof header, header.rta_len - sizeof header);
        bytes = bytes.subspan(std::min<std::size_t>(RTA_ALIGN(header.rta_len), bytes.size()));
    }
    return std::nullopt;
}

void read_link(Bytes bytes, MachineNetwork& network)
{
    auto const link = take<ifinfomsg>(bytes);
    if (!link)
        return;
    constexpr unsigned running = IFF_UP | IFF_RUNNING;
    network.links[link->ifi_index] = {
        .loopback = (link->ifi_flags & IFF_LOOPBACK) != 0,
        .running = (link->ifi_flags & running) == running,
        // The kernel names the kind of every link that is made by software.
        .hardware = !attribute(bytes, IFLA_LINKINFO),
    };
}

void read_address(Bytes bytes, MachineNetwork& network)
{
    auto const address = take<ifaddrmsg>(bytes);
    constexpr unsigned unusable = IFA_F_TENTATIVE | IFA_F_DADFAILED;
    // An IPv6 address of link scope says only that there is a cable.
    if (address && address->ifa_scope < RT_SCOPE_LINK && (address->ifa_flags & unusable) == 0)
        network.addressed.insert(static_cast<int>(address->ifa_index));
}

void read_next_hops(Bytes bytes, MachineNetwork& network)
{
    while (bytes.size() >= sizeof(rtnexthop)) {
        rtnexthop hop;
        std::memcpy(&hop, bytes.data(), sizeof hop);
        if (hop.rtnh_len < sizeof hop || hop.rtnh_len > bytes.size())
            return;
        network.default_routes.insert(hop.rtnh_ifindex);
        bytes = bytes.subspan(std::min<std::size_t>(RTNH_ALIGN(hop.rtnh_len), bytes.size()));
    }
}

void read_route(Bytes bytes, MachineNetwork& network)
{
    auto const route = take<rtmsg>(bytes);
    if (!route || route->rtm_dst_len != 0 || route->rtm_type != RTN_UNICAST ||
        (route->rtm_flags & RTNH_F_DEAD) != 0)
        return;
    if (auto const out = attribute(bytes, RTA_OIF); out && out->size() >= sizeof(int)) {
        int index = 0;
        std::memcpy(&index, out->data(), sizeof index);
        network.default_routes.insert(index);
    }
    if (auto const hops = attribute(bytes, RTA_MULTIPATH))
        read_next_hops(*hops, network);
}

} // namespace

bool read_dump(Bytes datagram, MachineNetwork& network)
{
    while (datagram.size() >= sizeof(nlmsghdr)) {
        nlmsghdr header;
        std::memcpy(&header, datagram.data(), sizeof header);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > datagram.size())
            return true;
        auto const payload = datagram.subspan(sizeof header, header.nlmsg_len - sizeof header);
        switch (header.nlmsg_type) {
        case NLMSG_DONE:
        case NLMSG_ERROR:
            return false;
        case RTM_NEWLINK:
            read_link(payload, network);
            break;
        case RTM_NEWADDR:
            read_address(payload, network);
            break;
        case RTM_NEWROUTE:
            read_route(payload, network);
            break;
        default:
            break;
        }
        datagram =
            datagram.subspan(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), datagram.size()));
    }
    return true;
}

bool is_online(MachineNetwork const& network) noexcept
{
    return std::ranges::any_of(network.links, [&network](auto const& each) {
        auto const& [index, link] = each;
        return !link.loopback && link.running && network.addressed.contains(index) &&
               (link.hardware || network.default_routes.contains(index));
    });
}

} // namespace playsync::standalone
