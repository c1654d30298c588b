// SPDX-License-Identifier: MIT
#include "host_api/media/tags.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/host_api/show.hpp"

namespace playsync::media {
namespace {

constexpr char const* recording = "8f3471b5-7e6a-48da-86a9-c1c07a0f47ae";
std::string const artists = "8f6bd1e4-fbe1-4f50-aa9b-94c450ec0f11";
std::string const other = "17f0182e-146a-4115-8c83-aa291b4e3acc";
constexpr char const* release = "a1b2c3d4-0000-4000-8000-0123456789ab";

struct Row {
    Tags tags;
    std::string expected;
};

// clang-format off
Row const rows[] = {
    {{}, "video"},
    {{{"TITLE", "Heat"}, {"IMDB", "tt0113277"}, {"TMDB", "movie/949"}, {"DATE_RELEASED", "1995-12-15"}},
     "movie|title=Heat|1995|imdb=tt0113277|tmdb=949"},
    {{{"title", "Heat"}, {"comment", "imdb://tt0113277"}}, "video|title=Heat|imdb=tt0113277"},
    {{{"Title", "Heat"}, {"Date", "1995"}},                "video|title=Heat|1995"},
    {{{"DATE", "20240131"}},                               "video"},
    {{{"IMDB", "0113277"}, {"TMDB", "949x"}, {"TVDB", ""}},"video"},
    {{{"TITLE", "Pilot"}, {"SEASON_NUMBER", "1"}, {"EPISODE_NUMBER", "2"}, {"TMDB", "tv/1396"}},
     "episode|title=Pilot|s1e2|show.tmdb=1396"},
    {{{"SEASON_NUMBER", "1"}, {"PART_NUMBER", "2"}, {"TVDB2", "episodes/349232"}},
     "episode|s1e2|tvdb=349232"},
    {{{"SEASON_NUMBER", "1"}, {"PART_NUMBER", "2"}, {"TVDB2", "series/81189"}},
     "episode|s1e2|show.tvdb=81189"},
    {{{"SEASON_NUMBER", "1"}, {"EPISODE_NUMBER", "2"}, {"TVDB", "81189"}},
     "episode|s1e2|show.tvdb=81189"},
    {{{"COLLECTION/TITLE", "Lost"}, {"SEASON/PART_NUMBER", "1"}, {"EPISODE/PART_NUMBER", "2"}, {"TITLE", "Pilot"}},
     "episode|show=Lost|title=Pilot|s1e2"},
    {{{"show", "Lost"}, {"season_number", "1"}, {"episode_sort", "2"}, {"title", "Pilot"}, {"date", "2004-09-22"}},
     "episode|show=Lost|title=Pilot|s1e2"},
    {{{"show", "Lost"}, {"season_number", "0"}, {"episode_sort", "0"}}, "video|show=Lost"},
    {{{"PART_NUMBER", "2"}, {"TITLE", "Song"}},            "video|title=Song"},
    {{{"media_type", "9"}, {"title", "Heat"}},             "movie|title=Heat"},
    {{{"media_type", "10"}, {"title", "Pilot"}, {"show", "Lost"}}, "episode|show=Lost|title=Pilot"},
    {{{"ARTIST", "Can"}, {"ALBUM", "Tago Mago"}, {"TITLE", "Halleluhwah"}, {"DATE", "1971"},
      {"MUSICBRAINZ_TRACKID", recording}, {"MUSICBRAINZ_ALBUMID", release}},
     std::string{"track|artist=Can|album=Tago Mago|title=Halleluhwah|1971|mbid="} + recording
         + "|mbid_release=" + release},
    {{{"MusicBrainz Track Id", recording}, {"album_artist", "Can"}}, std::string{"track|artist=Can|mbid="} + recording},
    {{{"MUSICBRAINZ_TRACKID", recording}, {"MUSICBRAINZ_ARTISTID", artists + "; " + other}},
     std::string{"track|mbid="} + recording + "|mbid_artist=" + artists + ";" + other},
    {{{"MusicBrainz Artist Id", artists + "/" + other}, {"MusicBrainz Track Id", recording}},
     std::string{"track|mbid_artist="} + artists + ";" + other + "|mbid=" + recording},
    {{{"MUSICBRAINZ_TRACKID", recording}, {"MUSICBRAINZ_ARTISTID", artists}, {"MUSICBRAINZ_ARTISTID", other},
      {"MUSICBRAINZ_ARTISTID", artists}},
     std::string{"track|mbid="} + recording + "|mbid_artist=" + artists + ";" + other},
    {{{"MUSICBRAINZ_TRACKID", recording}, {"musicbrainz_artistid", "Can"}, {"MUSICBRAINZ_ALBUMARTISTID", artists}},
     std::string{"track|mbid="} + recording},
    {{{"MUSICBRAINZ_TRACKID", "not one"}, {"artist", "Can"}}, "video|artist=Can"},
    {{{"TITLE", "  Heat\n"}},                              "video|title=Heat"},
    {{{"TITLE", "caf\xe9"}},                               "video|title=caf\xEF\xBF\xBD"},
};
// clang-format on

TEST(TagsTest, tellWhatTheyKnow)
{
    for (auto const& [tags, expected] : rows)
        EXPECT_EQ(show(media_of_tags(tags)), expected);
}

TEST(TagsTest, areBounded)
{
    Tags many(5000, {"comment", std::string(100, '/')});
    many.emplace_back("TITLE", "too late");
    EXPECT_EQ(show(media_of_tags(many)), "video");
    EXPECT_EQ(media_of_tags({{"TITLE", std::string(100'000, 'a')}}).title.size(), 4096u);
}

} // namespace
} // namespace playsync::media
