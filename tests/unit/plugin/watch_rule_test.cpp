// SPDX-License-Identifier: MIT
// What counts as a watch: the rows of plugin/intake/README.md.
#include <gtest/gtest.h>

#include "tests/unit/plugin/person.hpp"

namespace playsync {
namespace {

using test::Told;

constexpr double day = 86'400;
constexpr double hour = 3600;

Told film(std::int64_t seconds = 6000)
{
    return Told{ItemKind::movie, seconds};
}
Told episode(std::int64_t seconds = 2700)
{
    return Told{ItemKind::episode, seconds};
}
Told track(std::int64_t seconds = 240)
{
    return Told{ItemKind::track, seconds};
}

struct Row {
    char const* name;
    std::size_t watches;
    void (*play)(Told&);
    Told (*item)() = [] { return track(); };
    friend void PrintTo(Row const& row, std::ostream* out) { *out << row.name; }
};
class WatchRuleTest : public testing::TestWithParam<Row> {};

TEST_P(WatchRuleTest, counts)
{
    auto told = GetParam().item();
    GetParam().play(told);
    EXPECT_EQ(told.watches(), GetParam().watches);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Tracks, WatchRuleTest, testing::Values(
    Row{"halfOfIt",              1, [](Told& it) { it.start(0, 0).plays(0, 0, 120).stop(121, 121); }},
    Row{"lessThanHalf",          0, [](Told& it) { it.start(0, 0).plays(0, 0, 110).stop(119, 119); }},
    Row{"fourMinutesOfALongOne", 1, [](Told& it) { it.lasts(3600).start(0, 0).plays(0, 0, 240); }},
    Row{"twiceTheSpeed",         1, [](Told& it) { it.start(0, 0).plays(0, 0, 70, 10, 2); }},
    Row{"jumpsWithoutASeek",     0, [](Told& it) { it.start(0, 0).progress(5, 5).progress(10, 204).stop(11, 205); }},
    Row{"seeksPastHalf",         0, [](Told& it) { it.start(0, 0).progress(5, 5).seek(6, 200).stop(11, 205); }},
    Row{"stopsAtTheEndAtOnce",   0, [](Told& it) { it.start(0, 0).stop(3, 239); }},
    Row{"seeksToTheEndAndBack",  0, [](Told& it) { it.start(0, 0).plays(0, 0, 20).seek(20.5, 238).seek(21, 20).stop(25, 24); }},
    Row{"noPositions",           1, [](Told& it) { it.start(0).stop(240); }},
    Row{"noPositionsTooShort",   0, [](Told& it) { it.start(0).stop(100); }},
    Row{"positionAtTheStopOnly", 1, [](Told& it) { it.start(0).stop(240, 240); }},
    Row{"aStopThatSaysZero",     1, [](Told& it) { it.start(0, 0).progress(60, 60).progress(110, 110).stop(240, 0); }},
    Row{"pausedForANight",       1, [](Told& it) { it.start(0, 0).plays(0, 0, 90).pause(100, 100).resume(8 * hour, 100).plays(8 * hour, 100, 130).stop(8 * hour + 140, 240); }},
    Row{"pausedIsNotHeard",      0, [](Told& it) { it.start(0).pause(20).resume(500).stop(590); }},
    Row{"seeksWhilePaused",      0, [](Told& it) { it.start(0, 0).plays(0, 0, 10).pause(10, 10).resume(100, 200).stop(110, 210); }},
    Row{"startsAlone",           2, [](Told& it) { it.start(0).title("Two").start(240).title("Three").start(480); }},
    Row{"startsAloneSkipping",   0, [](Told& it) { it.start(0).title("Two").start(20).title("Three").start(40); }},
    Row{"theNextOneHoursLater",  0, [](Told& it) { it.start(0).title("Two").start(9 * hour); }}),
    [](auto const& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(Loops, WatchRuleTest, testing::Values(
    Row{"aSeekToTheStart",  3, [](Told& it) { it.start(0, 0).plays(0, 0, 230).seek(240, 0).plays(240, 0, 230).seek(480, 0).plays(480, 0, 240).stop(720, 240); }},
    Row{"progressFalls",    3, [](Told& it) { it.start(0, 0).plays(0, 0, 240).plays(240, 0, 240).plays(480, 0, 230).stop(720, 240); }},
    Row{"progressFallsSeldomTold", 2, [](Told& it) { it.start(0, 0).plays(0, 0, 210, 30).plays(240, 0, 210, 30).stop(475, 235); }},
    Row{"pauseAndResume",   2, [](Told& it) { it.start(0, 0).plays(0, 0, 230).pause(240, 240).resume(240, 0).plays(240, 0, 230).pause(480, 240).resume(480, 0).stop(480, 0); }},
    Row{"aStopThenProgress", 2, [](Told& it) { it.start(0, 0).plays(0, 0, 230).stop(240, 240).plays(240, 0, 230).stop(480, 240); }},
    Row{"newStarts",        2, [](Told& it) { it.start(0, 0).plays(0, 0, 230).start(240, 0).plays(240, 0, 230).stop(480, 240); }},
    Row{"startsWithoutPositions", 3, [](Told& it) { it.start(0).start(240).start(480).stop(720); }},
    Row{"theOldStopComesAfterTheNewStart", 2, [](Told& it) { it.start(0, 0).plays(0, 0, 230).session(2).start(240, 0).session(1).stop(241, 240).session(2).plays(240, 0, 230).stop(480, 240); }},
    Row{"aFilmToo",         2, [](Told& it) { it.start(0, 0).plays(0, 0, 5900, 100).seek(5950, 0).plays(5950, 0, 5900, 100).stop(11'900, 5950); }, [] { return film(); }},
    Row{"aRewindIsNone",    1, [](Told& it) { it.start(0, 0).plays(0, 0, 5600, 100).seek(5600, 3000).plays(5600, 3000, 2900, 100).stop(8600, 6000); }, [] { return film(); }}),
    [](auto const& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(NoLength, WatchRuleTest, testing::Values(
    Row{"fourMinutes",        1, [](Told& it) { it.start(0).plays(0, -1e9, 290).stop(300); }, [] { return track(0); }},
    Row{"theNextAfterThirtySeconds", 2, [](Told& it) { it.start(0, 0).plays(0, 0, 40).title("Two").start(45, 0).plays(45, 0, 200).stop(246, 201); }, [] { return track(0); }},
    Row{"theNextTooSoon",     0, [](Told& it) { it.start(0, 0).progress(10, 10).title("Two").start(20, 0).stop(40, 20); }, [] { return track(0); }},
    Row{"aRadioWhoseTitleChanges", 3, [](Told& it) { it.key("http://radio/").start(0).progress(100).title("Two").progress(200).progress(300).title("Three").progress(400).stop(500); }, [] { return track(0); }},
    Row{"oneTitleAllDay",     1, [](Told& it) { it.start(0).plays(0, -1e9, 3000, 60).stop(3000); }, [] { return track(0); }},
    Row{"threeTimes",         3, [](Told& it) { for (int n = 0; n < 3; ++n) it.session(static_cast<std::uint64_t>(n) + 1).start(n * 200, 0).plays(n * 200, 0, 190).stop(n * 200 + 200, 200); }, [] { return track(0); }},
    Row{"aFilmOfNoLength",    0, [](Told& it) { it.start(0, 0).plays(0, 0, 6000, 100).stop(6000, 6000); }, [] { return film(0); }}),
    [](auto const& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(Marks, WatchRuleTest, testing::Values(
    Row{"onThreeDays",            3, [](Told& it) { it.session(0).watched(0).watched(day).watched(2 * day); }},
    Row{"aFilmOnThreeDays",       3, [](Told& it) { it.session(0).watched(0).watched(day).watched(2 * day); }, [] { return film(); }},
    Row{"twiceWithinItsLength",   1, [](Told& it) { it.session(0).watched(0).watched(200); }},
    Row{"playedThenMarked",       1, [](Told& it) { it.start(0, 0).plays(0, 0, 230).stop(240, 240).session(0).watched(241); }},
    Row{"aFilmPlayedThenMarked",  1, [](Told& it) { it.start(0, 0).plays(0, 0, 5900, 100).stop(6000, 6000).session(0).watched(6001); }, [] { return film(); }},
    Row{"playedThenMarkedTheNextDay", 2, [](Told& it) { it.session(0).start(0, 0).plays(0, 0, 230).stop(240, 240).watched(day); }},
    Row{"markedWhileItPlays",     1, [](Told& it) { it.start(0, 0).plays(0, 0, 1000, 100).watched(1010).plays(1000, 1000, 4900, 100).stop(6000, 6000); }, [] { return film(); }},
    Row{"markedFirstThenPlayed",  2, [](Told& it) { it.session(0).watched(0).session(1).start(60, 0).plays(60, 0, 5900, 100).stop(6060, 6000); }, [] { return film(); }},
    Row{"watchedAndTakenBack",    2, [](Told& it) { it.session(0).watched(0).unwatched(1).watched(2); }},
    Row{"takenBackWhileItPlays",  1, [](Told& it) { it.start(0, 0).plays(0, 0, 5600, 100).unwatched(5650).plays(5600, 5600, 400, 100).stop(6010, 6000); }, [] { return film(); }},
    Row{"markedOfAnEarlierYear",  2, [](Told& it) { it.start(0, 0).plays(0, 0, 230).stop(240, 240).session(0).watched(-400 * day); }}),
    [](auto const& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(Videos, WatchRuleTest, testing::Values(
    Row{"playedThrough",       1, [](Told& it) { it.start(0, 0).plays(0, 0, 5900, 100).stop(5990, 5990); }, [] { return film(); }},
    Row{"leftBefore",          0, [](Told& it) { it.start(0, 0).plays(0, 0, 5300, 100).stop(5399, 5399); }, [] { return film(); }},
    Row{"onTwoEvenings",       1, [](Told& it) { it.start(0, 0).plays(0, 0, 3000, 100).stop(3000, 3000).session(2).start(day, 2990).plays(day, 2990, 3000, 100).stop(day + 3000, 5990); }, [] { return film(); }},
    Row{"aResumedEnd",         1, [](Told& it) { it.start(0, 0).plays(0, 0, 5500, 100).stop(5520, 5520).session(2).start(day, 5520).plays(day, 5520, 400, 100).stop(day + 450, 5990); }, [] { return film(); }},
    Row{"aResumedEndByASeek",  1, [](Told& it) { it.start(0, 0).plays(0, 0, 2200, 100).stop(2295, 2295).session(2).start(day, 0).seek(day + 2, 2295).plays(day + 2, 2295, 400, 100).stop(day + 410, 2700); }, [] { return episode(); }},
    Row{"anEndNeverSeenBefore", 0, [](Told& it) { it.start(0, 0).seek(2, 2295).plays(2, 2295, 400, 100).stop(410, 2700); }, [] { return episode(); }},
    Row{"theLastOnesPosition", 0, [](Told& it) { it.start(0, 0).progress(1, 2670).progress(3, 1.8).stop(8, 6); }, [] { return episode(); }},
    Row{"theLastOnesPositionWithoutAStart", 0, [](Told& it) { it.progress(1, 2670).progress(3, 1.8).stop(8, 6); }, [] { return episode(); }},
    Row{"theLastOnesPositionThenAll", 1, [](Told& it) { it.start(0, 0).progress(1, 2670).progress(3, 3).plays(3, 3, 2600, 100).stop(2690, 2690); }, [] { return episode(); }},
    Row{"theTitlesSkipped",    1, [](Told& it) { it.start(0, 0).plays(0, 0, 5000, 100).seek(5010, 5995).stop(5012, 5997); }, [] { return film(); }},
    Row{"toTheEndAndBack",     0, [](Told& it) { it.start(0, 0).plays(0, 0, 4000, 100).seek(4010, 5995).seek(4011, 4000).stop(4100, 4089); }, [] { return film(); }},
    Row{"skippedThrough",      0, [](Told& it) { it.start(0, 0).progress(5, 2000).progress(10, 4000).progress(15, 5990).stop(16, 5991); }, [] { return film(); }},
    Row{"noStopThenAgain",     2, [](Told& it) { it.start(0, 0).plays(0, 0, 2700, 300).session(2).start(day, 0).plays(day, 0, 2700, 300).stop(day + 2700, 2700); }, [] { return episode(); }},
    Row{"progressAloneOnTwoDays", 2, [](Told& it) { it.session(0).plays(0, 0, 2700, 300).plays(day, 0, 2700, 300); }, [] { return episode(); }},
    Row{"progressAloneLeftBeforeItsEnd", 2, [](Told& it) { it.session(0).plays(0, 0, 2400, 300).plays(day, 0, 2400, 300); }, [] { return episode(); }},
    Row{"aLoneStop",           1, [](Told& it) { it.stop(0, 2600); }, [] { return episode(); }},
    Row{"noPositions",         1, [](Told& it) { it.start(0).stop(2600); }, [] { return episode(); }},
    Row{"pausedNearTheEnd",    1, [](Told& it) { it.start(0, 0).plays(0, 0, 2100, 300).pause(2340, 2310).resume(3000, 2310).pause(3060, 2370).resume(5400, 2370).progress(5640, 2610).stop(5700, 2670); }, [] { return episode(); }},
    Row{"twiceADay",           2, [](Told& it) { it.start(0, 0).plays(0, 0, 2700, 300).stop(2700, 2700).session(2).start(6 * hour, 0).plays(6 * hour, 0, 2700, 300).stop(6 * hour + 2700, 2700); }, [] { return episode(); }},
    Row{"leftTwiceAtTheSamePlace", 0, [](Told& it) { it.start(0, 0).plays(0, 0, 1000, 100).stop(1000, 1000).session(2).start(day, 0).plays(day, 0, 1000, 100).stop(day + 1000, 1000); }, [] { return film(); }}),
    [](auto const& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(People, WatchRuleTest, testing::Values(
    Row{"twoInOneSession",   2, [](Told& it) { for (auto const* user : {"alice", "bob"}) it.user(user).start(0, 0); for (int n = 1; n <= 9; ++n) for (auto const* user : {"alice", "bob"}) it.user(user).progress(n * 300, n * 300); }, [] { return episode(); }},
    Row{"oneInTwoSessions",  1, [](Told& it) { it.session(1).start(0, 0).session(2).start(5, 0); for (int n = 1; n <= 24; ++n) it.session(1).progress(n * 10, n * 10).session(2).progress(n * 10 + 5, n * 10); }},
    Row{"oneInTwoRooms",     1, [](Told& it) { it.session(1).start(0, 0).plays(0, 0, 5900, 100).session(2).start(10, 0).plays(10, 0, 5900, 100); }, [] { return film(); }}),
    [](auto const& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(Clocks, WatchRuleTest, testing::Values(
    Row{"setBackWhileItPlays",   1, [](Told& it) { it.start(0, 0).plays(0, 0, 60).plays(60 - day, 60, 170).stop(240 - day, 240); }},
    Row{"setAheadWhileItPlays",  1, [](Told& it) { it.start(0, 0).plays(0, 0, 60).plays(60 + day, 60, 170).stop(240 + day, 240); }},
    Row{"setBackBetweenTwoRounds", 2, [](Told& it) { it.start(0, 0).plays(0, 0, 240).start(0, 0).plays(0.5, 0, 240).stop(241, 240); }},
    Row{"setBackAtTheEndOfARound", 2, [](Told& it) { it.lasts(970).start(0, 0).plays(0, 0, 960, 15).plays(975 - 5400, 0, 960, 15).stop(1940 - 5400, 968); }},
    Row{"toldInTheWrongOrder",   1, [](Told& it) { it.start(0, 0).progress(10, 10).progress(30, 30).progress(20, 20).plays(30, 30, 200).stop(240, 240); }},
    Row{"aReportAfterTheStop",   1, [](Told& it) { it.start(0, 0).plays(0, 0, 230).stop(240, 240).progress(239, 239).stop(241, 240); }}),
    [](auto const& test) { return test.param.name; });
// clang-format on

TEST(WatchAgainTest, whatIsToldAgainWordForWordIsNoOtherWatch)
{
    auto told = track();
    for (int n = 0; n < 2; ++n) {
        told.start(0, 0);
        for (int second = 1; second <= 60; ++second)
            told.seek(second, second * 37 % 240);
        told.stop(62, 100);
    }
    EXPECT_EQ(told.watches(), 0u) << "what was heard is not added up";
}

TEST(WatchTimesTest, eachRoundHasItsOwnTime)
{
    auto told = track();
    told.start(0, 0).plays(0, 0, 240).plays(240, 0, 240).stop(480, 240);
    ASSERT_EQ(told.watches(), 2u);
    EXPECT_EQ(told.begun(0), 0);
    EXPECT_EQ(told.begun(1), 240);
}

TEST(WatchTimesTest, aFilmOnTwoEveningsBeganOnTheFirst)
{
    auto told = film();
    told.start(0, 0).plays(0, 0, 3000, 100).stop(3000, 3000);
    told.session(2).start(day, 3000).plays(day, 3000, 3000, 100);
    ASSERT_EQ(told.watches(), 1u);
    EXPECT_EQ(told.begun(0), 0);
}

} // namespace
} // namespace playsync
