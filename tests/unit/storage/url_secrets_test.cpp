// SPDX-License-Identifier: MIT
// URLs without what they keep secret: as keys of items, and in texts for people.
#include "storage/url_secrets.hpp"

#include <gtest/gtest.h>

#include "storage/url_address.hpp"

namespace playsync {
namespace {

struct Row {
    char const* given;
    char const* expected;
};

// clang-format off
constexpr char const* keys_that_stay[] = {
    "", "6f1c", "film-949", "/m/Heat (1995)/Heat.mkv", "/m/what?.mkv", "/m/Who's there? = me.mkv",
    "/m/100%/C#/a.mkv", "C:\\films\\what?.mkv", "\\\\nas\\films\\a.mkv", "/m/a&b;c|d.mkv",
    "https://host/a.mkv", "HTTP://Host:8080/A%20b.mkv", "https://host/@user/video", "spotify:track:1",
    "https://host/a;b.mkv", "https://host/a|b.mkv", "https://[::1]:80/a.mkv", "plex://movie/5d77",
    "https://host", "https://host/", "file:///m/a%20b.mkv", "urn:isbn:0", "/m//a.mkv",
    "https://host/http/a", "https://host/50%25.mkv", "=", "?", "/", "//", "://", "a://",
};

constexpr Row keys[] = {
    {"http://u:p@host:8096/a.mkv?api_key=SECRET",      "http://host:8096/a.mkv"},
    {"HTTP://u:p@host/a.mkv#t=30",                     "HTTP://host/a.mkv"},
    {"http://u@host/a.mkv",                            "http://host/a.mkv"},
    {"http://u:p/q@host/a.mkv",                        "http://host/a.mkv"},
    {"http://u%3Ap%40host/a.mkv",                      "http://host/a.mkv"},
    {"http://u:p@[::1]:80/a.mkv",                      "http://[::1]:80/a.mkv"},
    {"smb://user:pass@nas/films/a.mkv",                "smb://nas/films/a.mkv"},
    {"rtsp://u:p@camera",                              "rtsp://camera"},
    {"//u:p@host/a.mkv?token=x",                       "//host/a.mkv"},
    {"/library/parts/1/file.mkv?X-Plex-Token=x",       "/library/parts/1/file.mkv"},
    {"https://host/a.mkv%3Fapi_key%3Dx",               "https://host/a.mkv"},
    {"https://host/a.mkv;jsessionid=x/b;type=a",       "https://host/a.mkv/b;type=a"},
    {"https://host/a.m3u8|Authorization=Bearer%20x",   "https://host/a.m3u8"},
    {"http://host/vfs/sftp%3a%2f%2fu%3ap%40nas%2fa.avi", "http://host/vfs/sftp://nas/a.avi"},
    {"http://u:p@proxy/http://u:p@host/a?token=x",     "http://proxy/http://host/a"},
    {"ytdl://https://u:p@host/a?token=x",              "ytdl://https://host/a"},
    {"lavf://cache:http://u:p@host/a?token=x",         "lavf://cache:http://host/a"},
    {"https://s3/a.mkv?X-Amz-Date=1&X-Amz-Signature=x","https://s3/a.mkv"},
    {"https://host/a.mp3?u=me&t=x&s=y&v=1.16&c=app",   "https://host/a.mp3"},
    {"https://blob/a.mkv?sv=1&se=2&sr=b&sp=r&sig=x",   "https://blob/a.mkv"},
    {"https://host/a.mkv?x=eyJhbGciOi.eyJ.abc",        "https://host/a.mkv"},
};

/// The same media, with another token, in another order.
constexpr Row same[] = {
    {"https://host/w?v=abc",                 "https://u:p@host/w?token=1&v=abc"},
    {"https://host/w?v=abc&list=1&token=1",  "https://host/w?list=1&token=22&v=abc"},
    {"https://host/w?v=a%62c",               "https://host/w?v=abc"},
    {"https://host/rest/stream?id=7&u=me&t=1&s=2&v=1&c=a", "https://host/rest/stream?id=7&u=me&t=3&s=4&v=1&c=a"},
    {"edl://%15%https://h/a?t=1,0,10;%20%https://h/b?token=2", "edl://%15%https://h/a?t=1,0,10;%22%https://h/b?token=333"},
    {"https://host/w#/watch/7",              "https://host/w?token=1#/watch/7"},
};

constexpr Row different[] = {
    {"https://host/w?v=abc",          "https://host/w?v=abd"},
    {"https://host/get?id=7",         "https://host/get?id=8"},
    {"https://host/get?id=7",         "https://host/get"},
    {"https://host/get?key=7",        "https://host/get?key=8"},
    {"https://host/get?7",            "https://host/get?8"},
    {"https://host/w#/watch/7",       "https://host/w#/watch/8"},
    {"plugin://addon/?id=7",          "plugin://addon/?id=8"},
    {"/get?id=7",                     "/get?id=8"},
    {"token=7",                       "token=8"},
    {"?token=7",                      "?token=8"},
    {"https://host/rest/stream?id=7&u=me&t=1&s=2&v=1&c=a", "https://host/rest/stream?id=8&u=me&t=1&s=2&v=1&c=a"},
    {"edl://https://h/a?id=1,0,10",   "edl://https://h/a?id=1,10,20"},
    {"slice://0-10@https://h/a?x=1",  "slice://10-20@https://h/a?x=1"},
    {"magnet:?xt=urn:btih:1",         "magnet:?xt=urn:btih:2"},
};

constexpr char const* texts_that_stay[] = {
    "", "Heat", "Who's Afraid of Virginia Woolf?", "What? = Nothing", "Heat & Ran", "1 + 1 = 2",
    "AC/DC: Back in Black", "50% Off", "C# Minor; or not", "Mr.Robot?", "#1 Crush", "a//b", "://",
    "Me@Home", "Where? Here; there|elsewhere", "100%", "What is a .mkv? A film", "/path/a.mkv",
    "R&B=Love", "Tom&Jerry", "// comment", "key = value",
};

constexpr Row texts[] = {
    {"Lost - S01E02.mkv?api_key=SECRET",              "Lost - S01E02.mkv"},
    {"Lost - S01E02.mkv?SECRET",                      "Lost - S01E02.mkv"},
    {"Lost - S01E02.mkv?api_key=SE CRET",             "Lost - S01E02.mkv"},
    {"Lost%20-%20S01E02.mkv%3Fapi_key%3DSECRET",      "Lost - S01E02.mkv"},
    {"stream?static=true&api_key=SECRET",             "stream"},
    {"b.mkv&api_key=SECRET",                          "b.mkv"},
    {"a.mkv#token",                                   "a.mkv"},
    {"index.m3u8|User-Agent=x&Authorization=SECRET",  "index.m3u8"},
    {"http://u:p@host/Heat%20(1995).mkv?api_key=x",   "Heat (1995).mkv"},
    {"HTTPS://u:p@host/",                             "host"},
    {"http://u:p@host:8000",                          "host:8000"},
    {"http%3A%2F%2Fu%3Ap%40host%2FHeat.mkv",          "Heat.mkv"},
    {"//u:p@host/Heat.mkv",                           "Heat.mkv"},
    {"Song (live) http://u:p@host/a?token=x 128 kbit","Song (live) http://host/a 128 kbit"},
    {"Radio - //u:p@host/a",                          "Radio - //host/a"},
    {"See https://host/a",                            "See https://host/a"},
    {"token=SECRET",                                  "token"},
    {"?api_key=SECRET",                               "api_key"},
};
// clang-format on

TEST(UrlSecretsTest, keysWithoutSecretsStayAsTheyAre)
{
    for (auto const* key : keys_that_stay)
        EXPECT_EQ(address_key(key), key);
}

TEST(UrlSecretsTest, signsOfAnAddressAreSeenWhereverTheyStand)
{
    for (std::size_t size = 1; size < 70; ++size)
        for (std::size_t at = 0; at < size; ++at) {
            std::string text(size, 'a');
            EXPECT_TRUE(is_plain(text)) << size;
            for (char const sign : {'?', '%', '#', '=', '|', ';'}) {
                text[at] = sign;
                EXPECT_FALSE(is_plain(text)) << text;
            }
            text[at] = '/';
            EXPECT_TRUE(is_plain(text)) << text;
            if (at > 0) {
                text[at - 1] = '/';
                EXPECT_FALSE(is_plain(text)) << text;
            }
        }
}

TEST(UrlSecretsTest, keysHaveNoSecrets)
{
    for (auto const& [given, expected] : keys)
        EXPECT_EQ(address_key(given), expected) << given;
}

TEST(UrlSecretsTest, theSameMediaHasOneKeyWhateverItsToken)
{
    for (auto const& [one, other] : same)
        EXPECT_EQ(address_key(one), address_key(other)) << one;
}

TEST(UrlSecretsTest, whatOnlyAParameterTellsApartStaysApart)
{
    for (auto const& [one, other] : different)
        EXPECT_NE(address_key(one), address_key(other)) << one;
}

TEST(UrlSecretsTest, aKeyIsItsOwnKey)
{
    auto const check = [](auto const& table) {
        for (auto const& [one, other] : table)
            for (auto const* each : {one, other}) {
                auto const key = address_key(each);
                EXPECT_EQ(address_key(key), key) << each;
            }
    };
    check(keys);
    check(same);
    check(different);
}

/// Stored in bodies, and by way of the item key in keys: it must not change within a schema.
TEST(UrlSecretsTest, aKeyIsTheSameForEver)
{
    EXPECT_EQ(address_key("https://www.youtube.com/watch?v=abc&t=30&token=x"),
              "https://www.youtube.com/watch~25c5cb9b2cebd1ed1009a49a");
}

TEST(UrlSecretsTest, textsWithoutSecretsStayAsTheyAre)
{
    for (auto const* text : texts_that_stay)
        EXPECT_EQ(text_without_secrets(text), text);
}

TEST(UrlSecretsTest, textsHaveNoSecrets)
{
    for (auto const& [given, expected] : texts) {
        EXPECT_EQ(text_without_secrets(given), expected);
        EXPECT_EQ(text_without_secrets(expected), expected);
    }
}

TEST(UrlSecretsTest, theEndOfAnAddressIsItsName)
{
    auto const* address = "http://host/tv/Heat%20(1995).mkv?path=/x/SECRET&more";
    EXPECT_EQ(text_without_secrets("SECRET&more", address), "Heat (1995).mkv");
    EXPECT_EQ(text_without_secrets("Live: Heat?path=/x/SECRET&more", address), "Live: Heat");
    EXPECT_EQ(text_without_secrets("play", "http://host/play?title=Heat"), "play");
    EXPECT_EQ(text_without_secrets("Heat", "http://host/play?title=Heat"), "Heat");
    EXPECT_EQ(text_without_secrets("Who? me.mkv", "/m/Who? me.mkv"), "Who? me.mkv");
}

TEST(UrlSecretsTest, allOfAnItemIsLookedAt)
{
    Item item;
    item.title = item.show = item.artist = item.album = "a.mkv?token=x";
    item.host_key = "http://u:p@host/a.mkv?token=x";
    item.ids = {{"url", "http://host/b?token=x"}, {"imdb", "tt0113277"}};
    EXPECT_TRUE(hide_url_secrets(item));
    for (auto const& text : {item.title, item.show, item.artist, item.album})
        EXPECT_EQ(text, "a.mkv");
    EXPECT_EQ(item.host_key, "http://host/a.mkv");
    EXPECT_EQ(item.ids[0].second, "http://host/b");
    EXPECT_FALSE(hide_url_secrets(item));
}

} // namespace
} // namespace playsync
