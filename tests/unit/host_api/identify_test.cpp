// SPDX-License-Identifier: MIT
// Which of several sources is believed, field by field.
#include "host_api/media/identify.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "host_api/media/nfo.hpp"
#include "tests/unit/host_api/show.hpp"

namespace playsync::media {
namespace {

Known known(std::string address, Tags tags = {}, std::vector<Media> nfos = {})
{
    Known result;
    result.address = std::move(address);
    result.tags = std::move(tags);
    result.nfos = std::move(nfos);
    return result;
}

Media nfo(char const* text, NfoOf of = NfoOf::item)
{
    return media_of_nfo(text, of).value();
}

constexpr char const* episode = "/tv/Lost/Season 1/Lost S01E02 Name.mkv";
constexpr char const* movie = "/m/Heat (1995)/Heat (1995) [tmdbid-1].mkv";

TEST(IdentifyTest, takesTheNameWhenNothingElseIsKnown)
{
    EXPECT_EQ(show(identify(known(movie))), "movie|title=Heat|1995|tmdb=1");
    EXPECT_EQ(show(identify(known(episode))), "episode|show=Lost|title=Name|s1e2");
}

TEST(IdentifyTest, believesTagsMoreThanNamesFieldByField)
{
    EXPECT_EQ(show(identify(known(movie, {{"TITLE", "Heat!"}, {"IMDB", "tt0113277"}}))),
              "movie|title=Heat!|1995|imdb=tt0113277|tmdb=1");
    EXPECT_EQ(show(identify(known(episode, {{"TITLE", "Pilot"}, {"EPISODE_NUMBER", "3"}}))),
              "episode|show=Lost|title=Pilot|s1e3");
}

TEST(IdentifyTest, believesNfosMoreThanTags)
{
    auto const told = nfo("<movie><title>Heat</title><tmdbid>949</tmdbid></movie>");
    EXPECT_EQ(
        show(identify(known(movie, {{"TITLE", "x y"}, {"TMDB", "2"}, {"DATE", "1996"}}, {told}))),
        "movie|title=Heat|1996|tmdb=949");
}

TEST(IdentifyTest, takesShowsOfTheirNfo)
{
    auto const series = nfo("<tvshow><title>LOST</title><year>2004</year><tvdbid>73739</tvdbid>"
                            "</tvshow>",
                            NfoOf::show);
    EXPECT_EQ(show(identify(known(episode, {}, {series}))),
              "episode|show=LOST|title=Name|2004|s1e2|show.tvdb=73739");
    EXPECT_EQ(show(identify(known("/m/clip.mkv", {}, {series}))), "video|title=clip");
}

TEST(IdentifyTest, doesNotTakeTheYearAnEpisodeAiredForItsShows)
{
    EXPECT_EQ(show(identify(known(episode, {{"DATE", "2010"}}))),
              "episode|show=Lost|title=Name|s1e2");
}

TEST(IdentifyTest, seesThroughReleaseNamesInTags)
{
    for (auto const* title :
         {"Heat.1995.1080p.BluRay.x264-GRP", "Heat 1995 720p HDTV", "Lost S01E02", "Heat.1995"})
        EXPECT_EQ(identify(known(movie, {{"TITLE", title}})).title, "Heat") << title;
}

TEST(IdentifyTest, decidesTheKindOfWhatIsKnown)
{
    EXPECT_EQ(show(identify(known("/x/a.mkv", {{"SEASON_NUMBER", "1"}, {"EPISODE_NUMBER", "2"}}))),
              "episode|title=a|s1e2");
    EXPECT_EQ(show(identify(known("/x/a.mkv", {{"TMDB", "movie/949"}}))), "movie|title=a|tmdb=949");
    auto const told = nfo("<movie><title>Lost</title></movie>");
    EXPECT_EQ(show(identify(known(episode, {}, {told}))), "movie|title=Lost");
}

TEST(IdentifyTest, isGuidedByWhatThereIsToSee)
{
    auto sound =
        known("/x/a.mp4", {{"artist", "Can"}, {"album", "Tago Mago"}, {"title", "Mushroom"}});
    sound.has_video = false;
    EXPECT_EQ(show(identify(sound)), "track|artist=Can|album=Tago Mago|title=Mushroom");
    sound.has_video = true;
    EXPECT_EQ(show(identify(sound)), "video|artist=Can|title=Mushroom");
    EXPECT_EQ(show(identify(known("/music/Can - Mushroom.ogg"))),
              "video|artist=Can|title=Mushroom");
}

TEST(IdentifyTest, keepsExtrasApartFromTheirFilm)
{
    EXPECT_EQ(show(identify(known("/m/Heat (1995)/Heat-trailer.mkv", {{"IMDB", "tt0113277"}}))),
              "video|title=Heat-trailer");
}

TEST(IdentifyTest, takesTheLastEpisodeOfTheSourceThatKnowsTheFirst)
{
    auto const first = nfo("<episodedetails><title>A</title><season>2</season><episode>1</episode>"
                           "</episodedetails>");
    EXPECT_EQ(show(identify(known("/tv/Lost/Lost S02E01E02.mkv", {}, {first}))),
              "episode|show=Lost|title=A|s2e1-2");
    EXPECT_EQ(show(identify(known("/tv/Lost/Lost S02E03E04.mkv", {}, {first}))),
              "episode|show=Lost|title=A|s2e1");
    EXPECT_EQ(show(identify(known("/tv/Lost/Lost S02E01E02.mkv", {{"media_type", "9"}}))), "movie")
        << "a film has none";
}

TEST(IdentifyTest, readsAUrlAsItReadsAFile)
{
    struct Row {
        char const* address;
        char const* shown;
        char const* expected;
    };
    constexpr Row rows[] = {
        {"http://u:p@host/tv/Lost%20-%20S01E02.mkv?api_key=SECRET",
         "Lost - S01E02.mkv?api_key=SECRET", "episode|show=Lost|s1e2"},
        {"http://host/Heat%20(1995).mkv", "Heat (1995).mkv", "movie|title=Heat|1995"},
        {"http://host/m/Heat%20%281995%29%20%5Btmdbid-949%5D/a.mkv?x", "a.mkv?x",
         "movie|title=Heat|1995|tmdb=949"},
        {"http://host/What%3F%20(1995).mkv", "What? (1995).mkv", "movie|title=What?|1995"},
        {"http://host/Heat%20(1995)/Behind%20The%20Scenes/One.mkv", "One.mkv", "video|title=One"},
        {"http://host/Videos/7/stream?api_key=SECRET", "stream?api_key=SECRET",
         "video|title=stream"},
        {"http://host/get?path=/x/y&api_key=SECRET", "y&api_key=SECRET", "video|title=get"},
    };
    for (auto const& [address, shown, expected] : rows) {
        auto stream = known(address);
        stream.shown_title = shown;
        EXPECT_EQ(show(identify(stream)), expected) << address;
    }
}

TEST(IdentifyTest, callsAUrlWhatThePlayerCallsIt)
{
    auto stream = known("https://video.example/watch?v=abc");
    stream.shown_title = "A talk";
    EXPECT_EQ(show(identify(stream)), "video|title=A talk");
    auto file = known("/x/a.mkv");
    file.shown_title = "a.mkv";
    EXPECT_EQ(show(identify(file)), "video|title=a");
    auto pipe = known("");
    pipe.shown_title = "-";
    EXPECT_EQ(show(identify(pipe)), "video|title=-");
}

TEST(IdentifyTest, keepsTheDuration)
{
    auto file = known("/x/a.mkv");
    file.duration_ms = 42;
    EXPECT_EQ(identify(file).duration_ms, 42);
    file.duration_ms = -1;
    EXPECT_EQ(identify(file).duration_ms, 0);
}

} // namespace
} // namespace playsync::media
