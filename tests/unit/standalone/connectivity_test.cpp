// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/connectivity.hpp"

#include <gtest/gtest.h>

#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <string>
#include <string_view>

namespace playsync::standalone {
namespace {

constexpr Link loopback{.loopback = true, .running = true, .hardware = true};
constexpr Link ethernet{.loopback = false, .running = true, .hardware = true};
constexpr Link unplugged{.loopback = false, .running = false, .hardware = true};
constexpr Link bridge{.loopback = false, .running = true, .hardware = false};

struct NetworkCase {
    char const* name;
    MachineNetwork network;
    bool online;
    friend void PrintTo(NetworkCase const& c, std::ostream* out) { *out << c.name; }
};
class ConnectivityTest : public testing::TestWithParam<NetworkCase> {};

TEST_P(ConnectivityTest, isDecided)
{
    EXPECT_EQ(is_online(GetParam().network), GetParam().online);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Machines, ConnectivityTest, testing::Values(
    NetworkCase{"nothing",           {}, false},
    NetworkCase{"loopbackAlone",     {{{1, loopback}}, {1}, {1}}, false},
    NetworkCase{"atHome",            {{{1, loopback}, {2, ethernet}}, {1, 2}, {2}}, true},
    NetworkCase{"withoutRouter",     {{{2, ethernet}}, {2}, {}}, true},
    NetworkCase{"withoutAddress",    {{{2, ethernet}}, {}, {2}}, false},
    NetworkCase{"cableOut",          {{{2, unplugged}}, {2}, {2}}, false},
    NetworkCase{"cableOutContainers",{{{2, unplugged}, {3, bridge}}, {2, 3}, {2}}, false},
    NetworkCase{"bridgeToTheWorld",  {{{2, ethernet}, {3, bridge}}, {3}, {3}}, true},
    NetworkCase{"inAContainer",      {{{1, loopback}, {5, bridge}}, {1, 5}, {5}}, true},
    NetworkCase{"addressOfNoLink",   {{}, {9}, {9}}, false}),
    [](auto const& test) { return test.param.name; });
// clang-format on

template <class Value>
std::string bytes_of(Value const& value)
{
    return {reinterpret_cast<char const*>(&value), sizeof value};
}

std::string padded(std::string bytes)
{
    bytes.resize(NLMSG_ALIGN(bytes.size()));
    return bytes;
}

template <class Payload>
std::string message(int type, Payload const& payload, std::string const& attributes = {})
{
    auto const body = padded(bytes_of(payload)) + attributes;
    nlmsghdr header{};
    header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + body.size());
    header.nlmsg_type = static_cast<std::uint16_t>(type);
    return bytes_of(header) + body;
}

std::string attribute(int type, std::string const& payload)
{
    rtattr header{};
    header.rta_len = static_cast<unsigned short>(sizeof header + payload.size());
    header.rta_type = static_cast<unsigned short>(type);
    return padded(bytes_of(header) + payload);
}

std::string link(int index, unsigned flags, std::string const& attributes = {})
{
    ifinfomsg payload{};
    payload.ifi_index = index;
    payload.ifi_flags = flags;
    return message(RTM_NEWLINK, payload, attributes);
}

std::string address(unsigned index, unsigned char scope, unsigned char flags = 0)
{
    ifaddrmsg payload{};
    payload.ifa_index = index;
    payload.ifa_scope = scope;
    payload.ifa_flags = flags;
    return message(RTM_NEWADDR, payload);
}

std::string route(unsigned char length, unsigned char type, std::string const& attributes)
{
    rtmsg payload{};
    payload.rtm_dst_len = length;
    payload.rtm_type = type;
    return message(RTM_NEWROUTE, payload, attributes);
}

MachineNetwork read(std::string const& datagram)
{
    MachineNetwork network;
    EXPECT_TRUE(read_dump(datagram, network));
    return network;
}

TEST(NetworkDumpTest, linksAreRead)
{
    constexpr unsigned up = IFF_UP | IFF_RUNNING;
    auto const network =
        read(link(1, up | IFF_LOOPBACK) + link(2, up) + link(3, IFF_UP) +
             link(4, up,
                  attribute(IFLA_IFNAME, "br0") + attribute(IFLA_LINKINFO | NLA_F_NESTED, "kind")));
    EXPECT_EQ(network.links,
              (std::map<int, Link>{{1, loopback}, {2, ethernet}, {3, unplugged}, {4, bridge}}));
}

TEST(NetworkDumpTest, onlyAddressesThatReachOutCount)
{
    auto const network =
        read(address(2, RT_SCOPE_UNIVERSE) + address(3, RT_SCOPE_LINK) + address(4, RT_SCOPE_HOST) +
             address(5, RT_SCOPE_SITE) + address(6, RT_SCOPE_UNIVERSE, IFA_F_TENTATIVE));
    EXPECT_EQ(network.addressed, (std::set<int>{2, 5}));
}

TEST(NetworkDumpTest, onlyDefaultRoutesCount)
{
    rtnexthop hop{};
    hop.rtnh_len = sizeof hop;
    hop.rtnh_ifindex = 8;
    auto const hops = bytes_of(hop);
    auto const network = read(route(0, RTN_UNICAST, attribute(RTA_OIF, bytes_of(2))) +
                              route(24, RTN_UNICAST, attribute(RTA_OIF, bytes_of(3))) +
                              route(0, RTN_UNREACHABLE, attribute(RTA_OIF, bytes_of(1))) +
                              route(0, RTN_UNICAST, attribute(RTA_MULTIPATH, hops + hops)));
    EXPECT_EQ(network.default_routes, (std::set<int>{2, 8}));
}

TEST(NetworkDumpTest, theEndIsSeen)
{
    MachineNetwork network;
    EXPECT_FALSE(read_dump(link(2, IFF_UP) + message(NLMSG_DONE, 0), network));
    EXPECT_EQ(network.links.size(), 1u);
    EXPECT_FALSE(read_dump(message(NLMSG_ERROR, 0), network));
}

TEST(NetworkDumpTest, whatIsCutShortIsPassedOver)
{
    auto const whole = link(4, IFF_UP, attribute(IFLA_IFNAME, "br0")) + address(2, 0) +
                       route(0, RTN_UNICAST, attribute(RTA_OIF, bytes_of(2)));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        MachineNetwork network;
        read_dump(std::string_view{whole}.substr(0, size), network);
    }
    auto broken = whole;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        broken[at] = '\xff';
        MachineNetwork network;
        read_dump(broken, network);
    }
}

} // namespace
} // namespace playsync::standalone
