// SPDX-License-Identifier: MIT
// Names of files in the conventions of Jellyfin, Plex, Kodi and releases, and what they are.
#include "host_api/media/names.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "host_api/media/address.hpp"
#include "tests/unit/host_api/show.hpp"

namespace playsync::media {
namespace {

struct Row {
    char const* path;
    char const* expected;
};

// clang-format off
constexpr Row episodes[] = {
    {"/tv/Show (2008)/Season 01/Show - S01E02 - Title.mkv", "episode|show=Show|title=Title|2008|s1e2"},
    {"/tv/Show (2008)/Season 1/Show S01E02.mkv",            "episode|show=Show|2008|s1e2"},
    {"/tv/Show/Season 1/s01e02.mkv",                        "episode|show=Show|s1e2"},
    {"/tv/Show/Season 1/1x02.mkv",                          "episode|show=Show|s1e2"},
    {"/tv/Show/Season 1/Show 1x02 Title.avi",               "episode|show=Show|title=Title|s1e2"},
    {"/tv/Show/Specials/Show - S00E03 - Extra Day.mkv",     "episode|show=Show|title=Extra Day|s0e3"},
    {"/tv/Show/Specials/05 - Reunion.mkv",                  "episode|show=Show|title=Reunion|s0e5"},
    {"/tv/Show/Season 02/Show - S02E03-E04 - Both.mkv",     "episode|show=Show|title=Both|s2e3-4"},
    {"/tv/Show/Season 02/Show - S02E03E04.mkv",             "episode|show=Show|s2e3-4"},
    {"/tv/Show/Season 02/Show - s02e03-04.mkv",             "episode|show=Show|s2e3-4"},
    {"/tv/Show/Season 02/Show 2x03-2x04.mkv",               "episode|show=Show|s2e3-4"},
    {"/tv/Show/Season 3/07. A Name.mp4",                    "episode|show=Show|title=A Name|s3e7"},
    {"/tv/Show/Season 3/Episode 7.mp4",                     "episode|show=Show|s3e7"},
    {"/tv/Show/S03/Show - 07.mkv",                          "episode|show=Show|s3e7"},
    {"/tv/Show (2008)/Show S01E02 Title.mkv",               "episode|show=Show|title=Title|2008|s1e2"},
    {"Show.Name.S01E02.1080p.WEB.h264-GRP.mkv",             "episode|show=Show Name|s1e2"},
    {"Show.Name.2019.S01E02.The.Title.720p.HDTV.x264-G.mkv","episode|show=Show Name|title=The Title|2019|s1e2"},
    {"show_name_s01e02.mkv",                                "episode|show=show name|s1e2"},
    {"Show S2024E15.mkv",                                   "episode|show=Show|s2024e15"},
    {"/dl/24 S01E02.mkv",                                   "episode|show=24|s1e2"},
    {"/tv/1883 (2021)/Season 1/1883 - S01E02.mkv",          "episode|show=1883|2021|s1e2"},
    {"/tv/The Daily/The Daily - 2024-01-31 - Guest.mkv",    "episode|show=The Daily|title=Guest"},
    {"The.Daily.2024.01.31.Guest.720p.WEB.x264.mkv",        "episode|show=The Daily|title=Guest"},
    {"/tv/Lost (2004) [tvdbid-73739]/Season 1/Lost S01E02.mkv",
                                            "episode|show=Lost|2004|s1e2|show.tvdb=73739"},
    {"/tv/Lost (2004) {tmdb-4607} {imdb-tt0411008}/Season 1/Lost - s01e02 - Pilot {tvdb-127131}.mkv",
                  "episode|show=Lost|title=Pilot|2004|s1e2|show.tmdb=4607|show.imdb=tt0411008|tvdb=127131"},
    {"/tv/Lost {tvdb-73739}/Lost {tvdb-73739} - S01E02.mkv","episode|show=Lost|s1e2|show.tvdb=73739"},
    {"https://server/tv/Show/Season%201/Show%20S01E02.mkv", "episode|show=Show|s1e2"},
    {"/tv/Pokémon (1997)/Season 01/Pokémon S01E02.mkv",     "episode|show=Pokémon|1997|s1e2"},
};

constexpr Row movies[] = {
    {"/m/Movie (2010)/Movie (2010) [imdbid-tt1375666].mkv", "movie|title=Movie|2010|imdb=tt1375666"},
    {"/m/Movie (2010) [tmdbid-27205]/Movie (2010).mkv",     "movie|title=Movie|2010|tmdb=27205"},
    {"/m/Movie (2010) [tmdbid=27205]/Movie.mkv",            "movie|title=Movie|2010|tmdb=27205"},
    {"/m/Movie (2010) {imdb-tt1375666}/Movie (2010) {edition-Director's Cut}.mkv",
                                                            "movie|title=Movie|2010|imdb=tt1375666"},
    {"/m/Movie (2010) {tmdb-27205}.mkv",                    "movie|title=Movie|2010|tmdb=27205"},
    {"/m/Movie (2010)/Movie (2010) - 1080p.mkv",            "movie|title=Movie|2010"},
    {"/m/Movie (2010)/whatever.mkv",                        "movie|title=Movie|2010"},
    {"/m/Movie (2010)/BDMV/STREAM/00001.m2ts",              "movie|title=Movie|2010"},
    {"/m/Movie (2010)/VIDEO_TS/VTS_01_1.VOB",               "movie|title=Movie|2010"},
    {"Movie.Name.2010.1080p.BluRay.x264-GRP.mkv",           "movie|title=Movie Name|2010"},
    {"Movie Name 2010 1080p BluRay.mkv",                    "movie|title=Movie Name|2010"},
    {"Movie_Name_(2010)_[1080p].mp4",                       "movie|title=Movie Name|2010"},
    {"Blade.Runner.2049.2017.2160p.UHD.BluRay.mkv",         "movie|title=Blade Runner 2049|2017"},
    {"/m/1917 (2019)/1917 (2019).mkv",                      "movie|title=1917|2019"},
    {"/m/2001 A Space Odyssey (1968).mkv",                  "movie|title=2001 A Space Odyssey|1968"},
    {"/m/[REC] (2007)/[REC] (2007).mkv",                    "movie|title=REC|2007"},
    {"/m/Se7en (1995)/Se7en.mkv",                           "movie|title=Se7en|1995"},
    {"/m/Movie (2010) [imdbid-rubbish].mkv",                "movie|title=Movie|2010"},
};

constexpr Row others[] = {
    {"/m/holiday.mp4",                    "video|title=holiday"},
    {"/m/2019-07-04 beach.mp4",           "video|title=2019-07-04 beach"},
    {"/m/Wonder Woman 1984.mkv",          "video|title=Wonder Woman 1984"},
    {"/m/The.Big.Short.mkv",              "video|title=The Big Short"},
    {"/m/Movie (2010)/Movie (2010)-trailer.mkv", "video|title=Movie (2010)-trailer"},
    {"/m/Movie (2010)/trailers/One.mkv",  "video|title=One"},
    {"/m/Movie (2010) {imdb-tt1375666}/sample.mkv", "video|title=sample"},
    {"",                                  "video"},
    {"/",                                 "video"},
};

constexpr Row tracks[] = {
    {"/music/Artist/Album (1994)/01 - Title.flac",     "track|artist=Artist|album=Album|title=Title|1994"},
    {"/music/Artist/Album (1994)/CD2/01 - Title.flac", "track|artist=Artist|album=Album|title=Title|1994"},
    {"/music/Artist/1994 - Album/01. Title.mp3",       "track|artist=Artist|album=Album|title=Title|1994"},
    {"/music/Artist/Album/1-05 Title.mp3",             "track|artist=Artist|album=Album|title=Title"},
    {"/music/Artist - Title.ogg",                      "track|artist=Artist|title=Title"},
    {"/music/99 Luftballons.mp3",                      "track|title=99 Luftballons"},
    {"Title.opus",                                     "track|title=Title"},
};
// clang-format on

TEST(NamesTest, tellEpisodes)
{
    for (auto const& [path, expected] : episodes)
        EXPECT_EQ(show(media_of_path(path)), expected) << path;
}

struct Several {
    char const* path;
    int season;
    int episode;
    int last; // -1: one
};

// clang-format off
constexpr Several several[] = {
    {"The Office S03E12-E13.mkv",                         3, 12, 13},
    {"Seinfeld.S05E18-E19.The.Raincoats.720p.WEBRip.AVC-NTb.mkv", 5, 18, 19},
    {"Mr.Robot.S02E01E02.mkv",                            2, 1, 2},
    {"Show S01E16E17.mkv",                                1, 16, 17},
    {"Show S01E01-02.mkv",                                1, 1, 2},
    {"Show - S01E01-E03.mkv",                             1, 1, 3},
    {"Show - S01E01-02-03.mkv",                           1, 1, 3},
    {"Show - [S01E01-02-03].mkv",                         1, 1, 3},
    {"Show - [02x01x02] - Title.mkv",                     2, 1, 2},
    {"Show 1x01x02.mkv",                                  1, 1, 2},
    {"1x01-x03 - Title.HDTV-720p.mkv",                    1, 1, 3},
    {"Show - 2x9-2x10 - Title [SDTV].mkv",                2, 9, 10},
    {"Show.2x04.2x05.720p.mkv",                           2, 4, 5},
    {"Show_Name.1x02x03x04.HDTV_XViD.mkv",                1, 2, 4},
    {"Show - 8x01_02 - Title.mkv",                        8, 1, 2},
    {"Show S02E09 E10 HDTV x264.mkv",                     2, 9, 10},
    {"Show.S14E00.and.S14E01.(Eng.Subs).mp4",             14, 0, 1},
    {"S03E01.S03E02.720p.mkv",                            3, 1, 2},
    {"Show (S5E6-8.of.24) Title.mkv",                     5, 6, 8},
    {"Show - S07E22 - S07E23 - Title.mkv",                7, 22, 23},
    {"Show - S01E02 - S01E03 - S01E04 - Title.mkv",       1, 2, 4},
    {"Show Season 01 Episode 05-06 720p.mkv",             1, 5, 6},
    {"Show.S6.E1-S6E2.Title.mkv",                         6, 1, 2},
    {"Show.S01.E02.E03.mkv",                              1, 2, 3},
    {"Show.S01E91-E100.mkv",                              1, 91, 100},
    {"Show.S22E5363-E5366.mkv",                           22, 5363, 5366},
    {"Show - S42 Ep10688 - Ep10692.mkv",                  42, 10688, 10692},
    {"Show.S01E01.S01E02.mkv",                            1, 1, 2},
    {"/tv/Show/Season 1/02-05 - blah-02 a.avi",           1, 2, 5},
    {"/tv/Show/Season 1/Episode 2-3.avi",                 1, 2, 3},
    {"Show S01E02v2.mkv",                                 1, 2, -1},
    // These hold one, or none can say how many.
    {"Show S01E23-E24-E26.mkv",                           1, 23, -1},
    {"Show S01E05E09.mkv",                                1, 5, -1},
    {"Show S01E05-E02.mkv",                               1, 5, -1},
    {"Show S01E05-E05.mkv",                               1, 5, -1},
    {"Show S01E01-E33.mkv",                               1, 1, -1},
    {"Show S01E01-S02E02.mkv",                            1, 1, -1},
    {"Show S01E01 E3 Conference.mkv",                     1, 1, -1},
    {"series-s09e14-720p.mkv",                            9, 14, -1},
    {"series-s09e14-1080.mkv",                            9, 14, -1},
    {"S01E01 1-23-45 [Bluray-1080p][AV1 Opus].mkv",       1, 1, -1},
    {"S05E23 11-59 [HDTV-1080p][x265 AC3].mkv",           5, 23, -1},
    {"4x01 - 20 Hours in America (1).mkv",                4, 1, -1},
    {"02x03 - 04 Ep Name.mp4",                            2, 3, -1},
    {"show_1x02_24_hours.mkv",                            1, 2, -1},
    {"Show.1x02.x264.mkv",                                1, 2, -1},
    {"Show.S01E02.1280x720.mkv",                          1, 2, -1},
    {"Show S01E02 - 3 Men.mkv",                           1, 2, -1},
    {"/tv/Show/Season 1/12-25 Christmas.mkv",             1, 12, -1},
};
// clang-format on

TEST(NamesTest, tellHowManyEpisodesAFileHolds)
{
    for (auto const& [path, season, episode, last] : several) {
        auto const media = media_of_path(path);
        EXPECT_EQ(media.kind, Kind::episode) << path;
        EXPECT_EQ(media.season, season) << path;
        EXPECT_EQ(media.episode, episode) << path;
        EXPECT_EQ(media.episode_end, last) << path;
    }
}

TEST(NamesTest, tellMovies)
{
    for (auto const& [path, expected] : movies)
        EXPECT_EQ(show(media_of_path(path)), expected) << path;
}

TEST(NamesTest, tellNoMoreThanTheyKnow)
{
    for (auto const& [path, expected] : others)
        EXPECT_EQ(show(media_of_path(path)), expected) << path;
}

TEST(NamesTest, tellTracks)
{
    for (auto const& [path, expected] : tracks)
        EXPECT_EQ(show(media_of_path(path)), expected) << path;
}

TEST(NamesTest, areNotReadBeyondTheLongestPath)
{
    std::string const folder(longest_path, 'a');
    EXPECT_EQ(show(media_of_path("/" + folder + "/Show S01E02.mkv")), "video");
}

TEST(NamesTest, survivesRubbish)
{
    std::mt19937 random{1};
    std::string const parts[] = {"S01E02", "(2010)", "[tmdbid-", "]", "{", "}",  "/",    ".",
                                 "-",      " ",      "1x02",     "é", "x", "\n", "\xff", "E03-"};
    for (int i = 0; i < 3000; ++i) {
        std::string path;
        for (auto length = random() % 60; length > 0; --length)
            path += parts[random() % std::size(parts)];
        auto const media = media_of_path(path);
        EXPECT_LT(media.title.size(), 8192u);
    }
    EXPECT_NO_THROW(media_of_path(std::string(4096, '(')));
    EXPECT_NO_THROW(media_of_path(std::string(4096, '[')));
    EXPECT_NO_THROW(media_of_path("S01E02" + std::string(4000, '-')));
    EXPECT_NO_THROW(media_of_path(std::string(2000, '1') + "x" + std::string(2000, '1')));
}

TEST(NamesTest, areToldAsUtf8)
{
    EXPECT_EQ(media_of_path("/m/caf\xe9.mkv").title, "caf\xEF\xBF\xBD");
}

} // namespace
} // namespace playsync::media
