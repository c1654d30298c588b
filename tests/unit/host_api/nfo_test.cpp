// SPDX-License-Identifier: MIT
#include "host_api/media/nfo.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/temp_dir.hpp"
#include "tests/unit/host_api/show.hpp"

namespace playsync::media {
namespace {

std::string read(std::string_view text, NfoOf of = NfoOf::item)
{
    auto const media = media_of_nfo(text, of);
    return media ? show(*media) : "nothing";
}

struct Row {
    char const* text;
    char const* expected;
};

// clang-format off
constexpr Row items[] = {
    {R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?><movie><title>Heat &amp; Dust</title>
        <year>1983</year><uniqueid type="tmdb">949</uniqueid>
        <uniqueid type="imdb" default="true">tt0113277</uniqueid></movie>)",
     "movie|title=Heat & Dust|1983|imdb=tt0113277|tmdb=949"},
    {"\xEF\xBB\xBF<movie><title> Heat </title><premiered>1995-12-15</premiered></movie>",
     "movie|title=Heat|1995"},
    {"<movie><title>Heat</title><imdbid>tt0113277</imdbid><tmdbid>949</tmdbid></movie>",
     "movie|title=Heat|imdb=tt0113277|tmdb=949"},
    {"<movie><title>Heat</title><id>tt0113277</id></movie>", "movie|title=Heat|imdb=tt0113277"},
    {"<movie><title>Heat</title><id>12345</id></movie>",     "movie|title=Heat"},
    {"<movie><title>Heat</title><uniqueid type=\"imdb\"></uniqueid></movie>", "movie|title=Heat"},
    {"<movie><title>Heat</title></movie>\nhttps://www.imdb.com/title/tt0113277/",
     "movie|title=Heat|imdb=tt0113277"},
    {R"(<!-- made by a person --><episodedetails><title>Pilot</title><showtitle>Lost</showtitle>
        <season>1</season><episode>2</episode><aired>2004-09-22</aired><year>2004</year>
        <uniqueid type="tvdb" default="true">127131</uniqueid></episodedetails>)",
     "episode|show=Lost|title=Pilot|s1e2|tvdb=127131"},
    {"<episodedetails><title>A</title><season>0</season><episode>1</episode></episodedetails>"
     "<episodedetails><title>B</title><season>0</season><episode>2</episode></episodedetails>",
     "episode|title=A|s0e1-2"},
    {"<episodedetails><season>x</season><episode>-4</episode></episodedetails>", "episode"},
    {"https://www.imdb.com/title/tt0113277/",               "video|imdb=tt0113277"},
    {"https://www.themoviedb.org/movie/949-heat",           "movie|tmdb=949"},
    {"just a text",                                         "nothing"},
    {"",                                                    "nothing"},
    {"<",                                                   "nothing"},
    {"<movie>",                                             "nothing"},
    {"<movie><title>Heat</movie>",                          "nothing"},
    {"<musicvideo><title>Song</title></musicvideo>",        "nothing"},
    {"<!DOCTYPE movie [<!ENTITY a \"b\">]><movie/>",        "nothing"},
};

constexpr Row shows[] = {
    {R"(<tvshow><title>Lost</title><year>2004</year><uniqueid type="tvdb">73739</uniqueid>
        <imdb_id>tt0411008</imdb_id></tvshow>)",
     "video|show=Lost|2004|show.tvdb=73739|show.imdb=tt0411008"},
    {"https://www.themoviedb.org/tv/4607-lost",  "video|show.tmdb=4607"},
    {"https://www.imdb.com/title/tt0411008/",    "video|show.imdb=tt0411008"},
    {"http://thetvdb.com/?tab=series&id=73739",  "video|show.tvdb=73739"},
};
// clang-format on

TEST(NfoTest, tellsItems)
{
    for (auto const& [text, expected] : items)
        EXPECT_EQ(read(text), expected) << text;
}

TEST(NfoTest, tellsShows)
{
    for (auto const& [text, expected] : shows)
        EXPECT_EQ(read(text, NfoOf::show), expected) << text;
}

TEST(NfoTest, refusesWhatIsTooLongOrTooDeep)
{
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += "<a>";
    EXPECT_EQ(read(deep), "nothing");
    EXPECT_EQ(read("<movie><title>" + std::string(longest_nfo, 'a') + "</title></movie>"),
              "nothing");
}

TEST(NfoTest, survivesEveryTruncation)
{
    std::string const whole = items[0].text;
    for (std::size_t length = 0; length + 1 < whole.size(); ++length)
        EXPECT_EQ(read(whole.substr(0, length)), "nothing") << length;
}

TEST(NfoTest, isLookedForBesideTheMediaAndAbove)
{
    std::vector<NfoPath> const movie{{"/m/Heat (1995)/Heat.nfo", NfoOf::item},
                                     {"/m/Heat (1995)/movie.nfo", NfoOf::item}};
    EXPECT_EQ(nfo_candidates("/m/Heat (1995)/Heat.mkv"), movie);
    std::vector<NfoPath> const episode{{"/tv/Lost/Season 1/Lost S01E02.nfo", NfoOf::item},
                                       {"/tv/Lost/Season 1/tvshow.nfo", NfoOf::show},
                                       {"/tv/Lost/tvshow.nfo", NfoOf::show}};
    EXPECT_EQ(nfo_candidates("/tv/Lost/Season 1/Lost S01E02.mkv"), episode);
    EXPECT_EQ(nfo_candidates("/clip.mkv").front().path, "/clip.nfo");
    for (auto const* none : {"", "/", "https://server/Heat.mkv", "/music/A/B/01 - C.flac",
                             "/m/Heat (1995)/Heat-trailer.mkv"})
        EXPECT_TRUE(nfo_candidates(none).empty()) << none;
}

class NfoFilesTest : public testing::Test {
protected:
    void write(std::string const& path, std::string const& text)
    {
        auto const whole = directory_.path() / path;
        std::filesystem::create_directories(whole.parent_path());
        std::ofstream{whole} << text;
    }
    std::vector<Media> read_for(std::string const& path)
    {
        return read_nfos((directory_.path() / path).string());
    }

    test::TempDir directory_;
};

TEST_F(NfoFilesTest, areReadOncePerItemAndShow)
{
    write("Lost/tvshow.nfo", shows[0].text);
    write("Lost/Season 1/Lost S01E02.nfo", items[7].text);
    auto const found = read_for("Lost/Season 1/Lost S01E02.mkv");
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(show(found[0]), items[7].expected);
    EXPECT_EQ(show(found[1]), shows[0].expected);
}

TEST_F(NfoFilesTest, thatCannotBeReadGiveWayToTheNext)
{
    write("Heat/Heat.nfo", "<movie>");
    write("Heat/movie.nfo", items[2].text);
    auto const found = read_for("Heat/Heat.mkv");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(show(found[0]), items[2].expected);
    std::filesystem::create_directories(directory_.path() / "Ronin/movie.nfo");
    EXPECT_TRUE(read_for("Ronin/Ronin.mkv").empty());
}

} // namespace
} // namespace playsync::media
