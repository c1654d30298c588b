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
    for (auto const& own : {Ids{{"imdb", "tt2301451"}}, Ids{{"tmdb", "62161"}}}) {
        auto const named = told({episode(1, 14, own)});
        EXPECT_FALSE(named.as_object().contains("shows")) << "an id says more than a show's name";
        EXPECT_EQ(named.at("episodes").as_array().size(), 1u);
        auto const text = trakt::encode_scrobble(episode(1, 14, own).item, 1000);
        EXPECT_EQ(json::parse(text).at("episode").as_object().count("ids"), 1u) << text;
    }
}

/// Of the same name are "Lost" of 2001 and of 2004, and two of "The Magicians": the wrong one would
/// be marked.
TEST(TraktTest, aShowGoesByAnIdElseByTitleAndYear)
{
    auto lost = episode(1, 14, {});
    lost.item.show = "Lost";
    EXPECT_EQ(trakt::fault_of(lost.item), "");
    EXPECT_EQ(told({lost}).at("shows").at(0).at("year"), 2008);
    lost.item.year = 0;
    auto const needed = "an episode needs an id, or its number and its show's id or title and year";
    EXPECT_EQ(trakt::fault_of(lost.item), needed);
    for (auto const& foreign : {Ids{{"show.anidb", "69"}}, Ids{{"anidb", "69"}},
                                Ids{{"show.mal", "1"}, {"anilist", "2"}}}) {
        lost.item.ids = foreign;
        EXPECT_EQ(trakt::fault_of(lost.item), needed) << "no id of Trakt's: " << foreign[0].first;
    }
    lost.item.ids = {{"show.tvdb", "73739"}, {"show.anidb", "69"}};
    EXPECT_EQ(trakt::fault_of(lost.item), "");
    EXPECT_EQ(json::serialize(told({lost}).at("shows").at(0).at("ids")), R"({"tvdb":73739})");
}

TEST(TraktTest, whatCannotBeAnIdIsNone)
{
    for (auto const& bad :
         {Ids{{"tmdb", "0"}}, Ids{{"imdb", "113277"}}, Ids{{"tmdb", "-949"}},
          Ids{{"trakt", "heat-1995"}}, Ids{{"imdb", "tt"}}, Ids{{"anidb", "7"}}}) {
        auto film = movie(1, "Heat", bad);
        EXPECT_FALSE(told({film}).at("movies").at(0).as_object().contains("ids")) << bad[0].second;
        film.item.year = 0;
        EXPECT_NE(trakt::fault_of(film.item), "") << bad[0].second;
    }
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
    auto absolute = episode(1, 838, {{"show.tvdb", "81797"}});
    absolute.item.season = -1;
    EXPECT_NE(trakt::fault_of(absolute, now), "") << "counted through: there is no season to name";
    auto bad = episode(1, -1, {});
    EXPECT_EQ(trakt::fault_of(bad, now),
              "an episode needs an id, or its number and its show's id or title and year");
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
