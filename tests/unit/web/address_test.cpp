// SPDX-License-Identifier: MIT
#include "web/address.hpp"

#include <gtest/gtest.h>

#include <array>

namespace playsync::web {
namespace {

TEST(AddressTest, splitsAtTheFirstQuestionMark)
{
    auto const address = split_target("/a?b=c?d");
    EXPECT_EQ(address.path, "/a");
    EXPECT_EQ(address.query, "b=c?d");
    EXPECT_EQ(split_target("/a").query, "");
}

TEST(AddressTest, decodesPercentSigns)
{
    EXPECT_EQ(percent_decoded("a%20b%2fC"), "a b/C");
    EXPECT_EQ(percent_decoded("%"), std::nullopt);
    EXPECT_EQ(percent_decoded("%2"), std::nullopt);
    EXPECT_EQ(percent_decoded("%zz"), std::nullopt);
    EXPECT_EQ(percent_decoded("a%00"), std::nullopt);
    EXPECT_EQ(percent_decoded("a%0d%0ab"), std::nullopt);
    EXPECT_EQ(percent_decoded("%41"), "A");
}

TEST(AddressTest, readsKnownParametersOnce)
{
    constexpr std::array<std::string_view, 2> allowed{"a", "b"};
    std::string wrong;
    auto const given = read_query("a=1%202&b=", allowed, wrong);
    ASSERT_TRUE(given);
    EXPECT_EQ(given->at("a"), "1 2");
    EXPECT_EQ(given->at("b"), "");
    EXPECT_TRUE(read_query("", allowed, wrong));
    for (std::string const query : {"c=1", "a=1&a=2", "a=%zz", "=1", "a=1&&b=2"}) {
        wrong.clear();
        EXPECT_FALSE(read_query(query, allowed, wrong)) << query;
        EXPECT_FALSE(wrong.empty());
    }
}

TEST(AddressTest, aStarIsOneSegmentThatIsNotEmpty)
{
    std::string_view segment;
    EXPECT_TRUE(fits("/targets/*/pause", "/targets/home/pause", segment));
    EXPECT_EQ(segment, "home");
    EXPECT_TRUE(fits("/targets/*", "/targets/x", segment));
    EXPECT_EQ(segment, "x");
    EXPECT_FALSE(fits("/targets/*", "/targets/", segment));
    EXPECT_FALSE(fits("/targets/*", "/targets", segment));
    EXPECT_FALSE(fits("/targets/*/pause", "/targets//pause", segment));
    EXPECT_FALSE(fits("/targets/*/pause", "/targets/a/b/pause", segment));
    EXPECT_FALSE(fits("/targets/*/pause", "/targets/pause", segment));
    EXPECT_TRUE(fits("/status", "/status", segment));
    EXPECT_FALSE(fits("/status", "/status/", segment));
}

} // namespace
} // namespace playsync::web
