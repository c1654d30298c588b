// SPDX-License-Identifier: MIT
// Where a file is, and the key that names it there.
#include "host_api/media/address.hpp"

#include <gtest/gtest.h>

namespace playsync::media {
namespace {

TEST(AddressTest, isAbsolute)
{
    EXPECT_EQ(absolute_address("/home/ada", "a.mkv"), "/home/ada/a.mkv");
    EXPECT_EQ(absolute_address("/home/ada", "./b/../a.mkv"), "/home/ada/a.mkv");
    EXPECT_EQ(absolute_address("/home/ada", "/m/a.mkv"), "/m/a.mkv");
    EXPECT_EQ(absolute_address("/home/ada", "file:///m/a%20b.mkv"), "/m/a b.mkv");
    EXPECT_EQ(absolute_address("/home/ada", "https://server/a.mkv"), "https://server/a.mkv");
    EXPECT_EQ(absolute_address("/home/ada", "-"), "");
    EXPECT_EQ(absolute_address("/home/ada", ""), "");
}

struct Row {
    char const* address;
    char const* key;
};

// clang-format off
constexpr Row keys[] = {
    {"/m/a.mkv",                                 "/m/a.mkv"},
    {"/m/what?.mkv",                             "/m/what?.mkv"},
    {"/m/caf\xe9.mkv",                           "/m/caf%E9.mkv"},
    {"https://server/a.mkv",                     "https://server/a.mkv"},
    {"https://ada:secret@server:8096/a.mkv#t=1", "https://server:8096/a.mkv"},
    {"https://server/w?v=abc&api_key=s&X-Amz-Signature=s", "https://server/w?v=abc"},
    {"HTTPS://server/w?token=s",                 "https://server/w"},
    {"fd://3",                                   ""},
    {"memory://abc",                             ""},
    {"",                                         ""},
};
// clang-format on

TEST(AddressTest, makesAKeyWithoutSecrets)
{
    for (auto const& [address, key] : keys)
        EXPECT_EQ(host_key(address), key) << address;
}

TEST(AddressTest, hasParts)
{
    auto const parts = split_path("https://server/a/b/c.d.MKV?x=/y.z");
    EXPECT_EQ(parts.folders, (std::vector<std::string_view>{"a", "b"}));
    EXPECT_EQ(parts.name, "c.d.MKV");
    EXPECT_EQ(parts.stem, "c.d");
    EXPECT_EQ(parts.extension, "MKV");
    EXPECT_EQ(split_path("/a/Mr. Robot").stem, "Mr. Robot");
}

} // namespace
} // namespace playsync::media
