// SPDX-License-Identifier: MIT
#include "web/allow_list.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace playsync::web {
namespace {

struct Case {
    char const* name;
    std::vector<std::string> allowed;
    char const* peer; // null: not known
    bool admitted;
};

class AllowListTest : public testing::TestWithParam<Case> {};

TEST_P(AllowListTest, admitsWhoIsInIt)
{
    auto const& [name, texts, peer, admitted] = GetParam();
    std::vector<Network> allowed;
    for (auto const& text : texts) {
        auto const network = network_of(text);
        ASSERT_TRUE(network) << text;
        allowed.push_back(*network);
    }
    std::optional<net::ip::address> from;
    if (peer)
        from = net::ip::make_address(peer);
    EXPECT_EQ(admits(allowed, from), admitted);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(All, AllowListTest, testing::Values(
    Case{"emptyIsNobody",       {},                              "127.0.0.1",          false},
    Case{"notKnown",            {"0.0.0.0/0", "::/0"},           nullptr,              false},
    Case{"itself",              {"127.0.0.1"},                   "127.0.0.1",          true},
    Case{"itsNeighbour",        {"127.0.0.1"},                   "127.0.0.2",          false},
    Case{"theSecondOfTwo",      {"10.1.2.3", "127.0.0.1"},       "127.0.0.1",          true},
    Case{"inAPrefix",           {"127.0.0.0/8"},                 "127.255.0.9",        true},
    Case{"besideAPrefix",       {"127.0.0.0/8"},                 "126.255.255.255",    false},
    Case{"aPrefixOfNoByte",     {"172.16.0.0/12"},               "172.31.255.255",     true},
    Case{"besideOneOfNoByte",   {"172.16.0.0/12"},               "172.32.0.0",         false},
    Case{"wholeLength",         {"10.1.2.3/32"},                 "10.1.2.3",           true},
    Case{"besideWholeLength",   {"10.1.2.3/32"},                 "10.1.2.2",           false},
    Case{"allOfV4",             {"0.0.0.0/0"},                   "8.8.8.8",            true},
    Case{"allOfV4IsNoV6",       {"0.0.0.0/0"},                   "2001:db8::1",        false},
    Case{"allOfV6IsAll",        {"::/0"},                        "8.8.8.8",            true},
    Case{"v6Itself",            {"::1"},                         "::1",                true},
    Case{"v6IsNoV4",            {"::1"},                         "127.0.0.1",          false},
    Case{"v4IsNoV6",            {"127.0.0.1"},                   "::1",                false},
    Case{"v6InAPrefix",         {"fd00::/8"},                    "fdff::1",            true},
    Case{"v6BesideAPrefix",     {"fd00::/8"},                    "fe00::1",            false},
    Case{"v6WithAScope",        {"fe80::/10"},                   "fe80::1%1",          true},
    Case{"aMappedPeer",         {"127.0.0.1"},                   "::ffff:127.0.0.1",   true},
    Case{"aMappedPeerInPrefix", {"10.0.0.0/8"},                  "::ffff:10.9.8.7",    true},
    Case{"aMappedPeerBeside",   {"10.0.0.0/8"},                  "::ffff:11.9.8.7",    false},
    Case{"aMappedEntry",        {"::ffff:127.0.0.1"},            "127.0.0.1",          true},
    Case{"aMappedPrefix",       {"::ffff:10.0.0.0/104"},         "10.9.8.7",           true},
    Case{"aCompatibleIsNoV4",   {"127.0.0.1"},                   "::127.0.0.1",        false}),
    [](auto const& test) { return test.param.name; });
// clang-format on

TEST(NetworkTest, whatIsNoAddressAndNoPrefixIsNone)
{
    for (std::string const text : {"",
                                   " ",
                                   "localhost",
                                   "127.1",
                                   "127.0.0.1 ",
                                   " 127.0.0.1",
                                   "127.0.0.1:80",
                                   "[::1]",
                                   "127.0.0.256",
                                   "0x7f.0.0.1",
                                   "2130706433",
                                   "*",
                                   "127.0.0.*",
                                   "127.0.0.1/",
                                   "/8",
                                   "127.0.0.0/33",
                                   "127.0.0.0/-1",
                                   "127.0.0.0/+8",
                                   "127.0.0.0/8 ",
                                   "127.0.0.0/8/8",
                                   "127.0.0.0/4294967304",
                                   "127.0.0.0/255.0.0.0",
                                   "::/129",
                                   "::g",
                                   "fe80::1%1",
                                   "127.0.0.1/8",
                                   "10.0.0.0/4",
                                   "fd00::1/8",
                                   "::ffff:10.0.0.1/104"})
        EXPECT_FALSE(network_of(text)) << '\'' << text << '\'';
    EXPECT_FALSE(network_of(std::string{"127.0.0.1\0", 10}));
}

} // namespace
} // namespace playsync::web
