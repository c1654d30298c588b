// SPDX-License-Identifier: MIT
// What is told against what Trakt holds.
#include <gtest/gtest.h>

#include "storage/json_text.hpp"
#include "tests/unit/plugin/trakt_fixture.hpp"

namespace playsync {
namespace {

using namespace trakt_fixture;

std::vector<trakt::Entry> entries(std::string const& body)
{
    return trakt::decode_entries(body).value();
}

constexpr char const* history =
    R"([{"id":1,"watched_at":"2026-08-01T19:16:00.000Z","action":"watch","type":"movie",)"
    R"("movie":{"title":"Heat","year":1995,"ids":{"trakt":651,"imdb":"tt0113277","tmdb":949}}},)"
    R"({"id":2,"watched_at":"2026-08-01T19:18:00.000Z","action":"scrobble","type":"episode",)"
    R"("episode":{"season":5,"number":14,"title":"?","ids":{"trakt":73,"tvdb":4639461}},)"
    R"("show":{"title":"Breaking Bad","year":2008,"ids":{"trakt":1388,"tvdb":81189}}},)"
    R"({"id":3,"type":"movie"}])";

TEST(TraktTest, aPlayIsFoundByItsMinuteAndAnyId)
{
    auto half = movie(1);
    half.occurred_at += 59'000; // Trakt keeps minutes
    std::vector<Change> const plays{half, movie(1), episode(3, 14, {{"show.tvdb", "81189"}}),
                                    episode(3, 15, {{"show.tvdb", "81189"}}),
                                    movie(3, "Ronin", {{"tmdb", "8195"}})};
    EXPECT_EQ(trakt::find_plays(plays, entries(history)),
              (std::vector<bool>{true, false, true, false, false}))
        << "one entry is one play";
    EXPECT_FALSE(trakt::decode_entries("{}"));
    EXPECT_FALSE(trakt::decode_entries("<html>"));
    EXPECT_FALSE(trakt::decode_entries(R"([{"id":1)"));
}

TEST(TraktTest, itemsAreTheSameByIdsElseByName)
{
    auto const item = [](Ids ids) { return movie(1, "Heat", std::move(ids)).item; };
    EXPECT_TRUE(trakt::is_same(item({{"imdb", "a"}, {"tmdb", "2"}}), item({{"tmdb", "2"}})));
    EXPECT_FALSE(trakt::is_same(item({{"imdb", "a"}}), item({{"imdb", "b"}}))) << "a remake";
    EXPECT_TRUE(trakt::is_same(item({{"imdb", "a"}}), item({{"tmdb", "2"}}))) << "title and year";
    auto other = item({});
    other.year = 1986;
    EXPECT_FALSE(trakt::is_same(item({}), other));
    auto const one = episode(1, 14, {{"show.imdb", "x"}}).item;
    EXPECT_TRUE(trakt::is_same(one, episode(1, 14, {{"show.tmdb", "1"}}).item));
    EXPECT_FALSE(trakt::is_same(one, episode(1, 14, {{"show.imdb", "y"}}).item));
    EXPECT_FALSE(trakt::is_same(one, episode(1, 13, {{"show.imdb", "x"}}).item));
    auto reboot = episode(1, 14, {}).item;
    reboot.year = 2022;
    EXPECT_FALSE(trakt::is_same(episode(1, 14, {}).item, reboot)) << "a show of the same name";
    reboot.year = 0;
    EXPECT_TRUE(trakt::is_same(episode(1, 14, {}).item, reboot));
}

TEST(TraktTest, onlyWhatIsNeededOfTheHistoryIsRead)
{
    std::vector<Change> plays{movie(3), movie(1), movie(2)};
    plays.push_back(movie(4));
    plays.back().occurred_at -= 400 * 24 * hour;
    constexpr UnixMs today = now / (24 * hour) * 24 * hour;
    auto const windows = trakt::windows_of(plays);
    ASSERT_EQ(windows.size(), 2u);
    EXPECT_EQ(windows[0].last - windows[0].first, 24 * hour);
    EXPECT_EQ(windows[1].first, today) << "a date may be read as a day";
    EXPECT_EQ(windows[1].last, today + 24 * hour);
    plays.resize(1);
    plays[0].occurred_at = today + 30'000;
    plays.push_back(plays[0]);
    plays[1].occurred_at = today - 20 * hour;
    ASSERT_EQ(trakt::windows_of(plays).size(), 1u) << "nothing is read twice, or it would count so";
    EXPECT_EQ(trakt::windows_of(plays)[0].first, today - 24 * hour);
    EXPECT_TRUE(trakt::windows_of({}).empty());
}

TEST(TraktTest, aStateThereIsTheLatestOfPlaysAndPositions)
{
    auto change = movie(1);
    change.verb = Verb::progress;
    change.occurred_at = now - 2 * hour;
    change.position_ms = 1'000'000;
    auto const saved =
        entries(R"([{"id":13,"progress":25.0,"paused_at":"2026-08-01T19:00:00.000Z",)"
                R"("type":"movie","movie":{"ids":{"imdb":"tt0113277"}}}])");
    auto const only = trakt::state_there(change, {}, saved);
    EXPECT_EQ(only, (TheirState{false, 2'550'000, now - 75 * 60'000}));
    auto const seen = trakt::state_there(change, entries(history), saved);
    EXPECT_EQ(seen, (TheirState{true, 0, now - 59 * 60'000})) << "watched after it was paused";
    change.occurred_at = now;
    EXPECT_FALSE(trakt::state_there(change, entries(history), {}).watched) << "that was before";
    EXPECT_EQ(trakt::state_there(movie(1, "Ronin", {}), {}, saved), TheirState{});
}

TEST(TraktTest, lessThanAHundredthClaimsNothing)
{
    auto change = movie(1);
    change.verb = Verb::progress;
    change.restart = true;
    change.position_ms = 50'000;
    EXPECT_EQ(trakt::state_of(change).position_ms, 0);
    change.position_ms = 500'000;
    EXPECT_EQ(trakt::state_of(change).position_ms, 500'000);
    EXPECT_TRUE(trakt::state_of(change).restart);
}

TEST(TraktTest, pagesAreCountedByAHeader)
{
    auto answer = response(200, "[]");
    EXPECT_EQ(trakt::pages_of(answer), 1u);
    answer.headers = {{"x-pagination-page-count", "12"}};
    EXPECT_EQ(trakt::pages_of(answer), 12u);
    answer.headers[0].second = "many";
    EXPECT_EQ(trakt::pages_of(answer), 1u);
}

} // namespace
} // namespace playsync
