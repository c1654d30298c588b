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

// clang-format off
constexpr Row paths[] = {
    {"https://server/a%20b/Heat%20(1995).mkv?api_key=s", "/a b/Heat (1995).mkv"},
    {"https://server/What%3F.mkv",                       "/What?.mkv"},
    {"https://server/a.mkv%3Fapi_key%3Ds",               "/a.mkv"},
    {"https://server/a.m3u8|User-Agent=s",               "/a.m3u8"},
    {"https://server/a.mkv;jsessionid=s",                "/a.mkv"},
    {"https://server/a|b;c.mkv",                         "/a|b;c.mkv"},
    {"https://server",                                   ""},
    {"slice://0-9@https://ada:secret@server",            ""},
    {"http://proxy/sftp%3a%2f%2fada%3asecret%40server%2fa.mkv", "/a.mkv"},
};

struct Shown {
    char const* address;
    char const* title;
    char const* expected;
};
/// What mpv shows: of a URL without a title what stands behind the last slash, decoded; and the
/// whole URL where that is nothing.
constexpr Shown shown[] = {
    {"http://u:p@host/Lost%20-%20S01E02.mkv?api_key=s", "Lost - S01E02.mkv?api_key=s", ""},
    {"http://u:p@host/Lost%20-%20S01E02.mkv?api_key=s", "Lost%20-%20S01E02.mkv?api_key=s", ""},
    {"http://host/Heat%20(1995).mkv",                   "Heat (1995).mkv", ""},
    {"http://host/get?path=/x/y&api_key=s",             "y&api_key=s", ""},
    {"http://u:p@host/",                                "http://u:p@host/", ""},
    {"http://host/a",                                   "", ""},
    {"http://radio/stream?token=s",                     "Artist - Song", "Artist - Song"},
};
// clang-format on

TEST(AddressTest, hasAPathWithoutParameters)
{
    for (auto const& [address, path] : paths)
        EXPECT_EQ(url_path(address), path) << address;
}

TEST(AddressTest, ofAStreamIsNoTitle)
{
    for (auto const& [address, title, expected] : shown)
        EXPECT_EQ(stream_title(address, title), expected) << address;
}

TEST(AddressTest, hasParts)
{
    auto const path = url_path("https://server/a/b/c.d.MKV?x=/y.z");
    auto const parts = split_path(path);
    EXPECT_EQ(parts.folders, (std::vector<std::string_view>{"a", "b"}));
    EXPECT_EQ(parts.name, "c.d.MKV");
    EXPECT_EQ(parts.stem, "c.d");
    EXPECT_EQ(parts.extension, "MKV");
    EXPECT_EQ(split_path("/a/Mr. Robot").stem, "Mr. Robot");
}

} // namespace
} // namespace playsync::media
