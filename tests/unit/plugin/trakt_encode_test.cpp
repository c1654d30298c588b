// SPDX-License-Identifier: MIT
// What Trakt is told.
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "storage/json_text.hpp"
#include "tests/unit/plugin/trakt_fixture.hpp"

namespace playsync {
namespace {

namespace json = boost::json;

using namespace trakt_fixture;

json::value told(std::vector<Change> const& plays)
{
    return json::parse(trakt::encode_plays(plays));
}

TEST(TraktTest, aFilmGoesWithAllItsIdsAndItsTime)
{
    auto one =
        movie(1, "Heat", {{"imdb", "tt0113277"}, {"tmdb", "949"}, {"trakt", "x"}, {"mbid", "1"}});
    EXPECT_EQ(trakt::encode_plays({&one, 1}),
              R"({"movies":[{"title":"Heat","year":1995,"ids":{"imdb":"tt0113277","tmdb":949},)"
              R"("watched_at":"2026-08-01T19:16:00.000Z"}]})")
        << "numbers are numbers, and what cannot be an id is left out";
}

TEST(TraktTest, anEpisodeGoesByItsOwnIdsWhereItHasThem)
{
    auto const body = told({episode(1, 14, {{"tvdb", "4639461"}, {"show.tvdb", "81189"}})});
    EXPECT_FALSE(body.as_object().contains("shows"));
    auto const& one = body.at("episodes").as_array().at(0);
    EXPECT_EQ(one.at("ids").at("tvdb"), 4639461);
    EXPECT_EQ(one.at("watched_at"), "2026-08-01T19:16:00.000Z");
    auto const weak = told({episode(1, 14, {{"imdb", "tt2301451"}, {"show.tvdb", "81189"}})});
    EXPECT_TRUE(weak.as_object().contains("shows")) << "a surer way than an imdb id";
}

/// A show without its episodes would mark all of it.
TEST(TraktTest, aShowIsNeverThereWithoutItsEpisodes)
{
    Ids const show{{"show.tmdb", "1396"}};
    auto const body =
        told({episode(1, 13, show), episode(2, 14, show), episode(3, 1, {{"show.tmdb", "60059"}})});
    auto const& shows = body.at("shows").as_array();
    ASSERT_EQ(shows.size(), 2u) << "a show is there once";
    for (auto const& each : shows) {
        EXPECT_FALSE(each.as_object().contains("watched_at"));
        for (auto const& season : each.at("seasons").as_array()) {
            EXPECT_FALSE(season.as_object().contains("watched_at"));
            EXPECT_FALSE(season.at("episodes").as_array().empty());
        }
    }
    auto const& episodes = shows[0].at("seasons").as_array().at(0).at("episodes").as_array();
    ASSERT_EQ(episodes.size(), 2u);
    EXPECT_EQ(episodes[1].at("number"), 14);
    EXPECT_EQ(episodes[1].at("watched_at"), "2026-08-01T19:17:00.000Z");
}

TEST(TraktTest, whatIsTakenBackHasNoTime)
{
    std::vector<Change> const both{movie(1), episode(2, 14, {{"show.tvdb", "81189"}})};
    auto const text = trakt::encode_removals(both);
    EXPECT_EQ(text.find("watched_at"), std::string::npos);
    auto const body = json::parse(text);
    auto const& show = body.at("shows").as_array().at(0);
    EXPECT_EQ(show.at("seasons").as_array().at(0).at("episodes").as_array().size(), 1u);
}

TEST(TraktTest, aPositionIsAShareOfTheWhole)
{
    EXPECT_EQ(
        trakt::encode_scrobble(movie(1).item, 1250),
        R"({"movie":{"title":"Heat","year":1995,"ids":{"imdb":"tt0113277"}},"progress":12.50})");
    EXPECT_EQ(trakt::encode_scrobble(episode(1, 14, {{"tvdb", "7"}}).item, 10'000),
              R"({"episode":{"ids":{"tvdb":7}},"progress":100.00})");
    EXPECT_EQ(trakt::encode_scrobble(episode(1, 14, {{"show.tvdb", "81189"}}).item, 5),
              R"({"show":{"title":"Breaking Bad","year":2008,"ids":{"tvdb":81189}},)"
              R"("episode":{"season":5,"number":14},"progress":0.05})");
    EXPECT_EQ(trakt::progress_of(2'550'000, 10'200'000), 2500);
    EXPECT_EQ(trakt::progress_of(11'000'000, 10'200'000), 10'000);
    EXPECT_FALSE(trakt::progress_of(1000, 0));
    EXPECT_FALSE(trakt::progress_of(-1, 1000));
}

TEST(TraktTest, whatItCouldNotFindIsNotSent)
{
    EXPECT_EQ(trakt::fault_of(movie(1), now), "");
    EXPECT_EQ(trakt::fault_of(movie(1, "Heat", {}), now), "") << "by title and year";
    EXPECT_NE(trakt::fault_of(movie(1, "", {{"tvdb", "1"}}), now), "") << "films have no tvdb id";
    EXPECT_EQ(trakt::fault_of(episode(1, 14, {}), now), "") << "by show and number";
    auto bad = episode(1, -1, {});
    EXPECT_EQ(trakt::fault_of(bad, now), "an episode needs an id, or its show and number");
    bad = movie(1);
    bad.item.kind = ItemKind::track;
    EXPECT_EQ(trakt::fault_of(bad, now), "it is neither a film nor an episode");
    bad = movie(1);
    bad.occurred_at = now + 48 * hour;
    EXPECT_EQ(trakt::fault_of(bad, now), "it was watched in the future: a clock was wrong");
    bad.verb = Verb::progress;
    bad.duration_ms = 0;
    EXPECT_EQ(trakt::fault_of(bad, now), "a position needs the length of the whole");
}

} // namespace
} // namespace playsync
