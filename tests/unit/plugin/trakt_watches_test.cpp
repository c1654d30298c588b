// SPDX-License-Identifier: MIT
// What was left near its end, and whether a later word is of the same viewing.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "plugin/targets/trakt_watches.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/plugin/trakt_fixture.hpp"

namespace playsync {
namespace {

using namespace trakt_fixture;

constexpr UnixMs minute = 60'000;
constexpr UnixMs day = 24 * hour;
constexpr UnixMs length = 170 * minute; // of the film

Change left_at(int percent, UnixMs at)
{
    auto out = movie(1);
    out.verb = Verb::progress;
    out.duration_ms = length;
    out.position_ms = length * percent / 100;
    out.occurred_at = at;
    return out;
}

Change marked(UnixMs at)
{
    auto out = left_at(90, at);
    out.verb = Verb::watched;
    return out;
}

trakt::Left as_left(Change const& change)
{
    return {trakt::key_of(change.item), change.occurred_at, change.position_ms};
}

struct MarkCase {
    char const* name;
    UnixMs passed;               // since it was left at 85 %
    std::optional<UnixMs> begun; // anew, before the mark
    UnixMs closed = 0;           // by an earlier mark, since it was left
    bool told = true;
    friend void PrintTo(MarkCase const& row, std::ostream* out) { *out << row.name; }
};
class TraktMarkTest : public testing::TestWithParam<MarkCase> {};

TEST_P(TraktMarkTest, isOfTheViewingThatWasLeftOrOfAnother)
{
    auto const& row = GetParam();
    auto left = as_left(left_at(85, now));
    auto const mark = marked(now + row.passed);
    if (row.begun)
        left.begun = mark.occurred_at - *row.begun;
    left.closed_at = row.closed == 0 ? 0 : now + row.closed;
    EXPECT_EQ(trakt::is_told(left, mark), row.told);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Viewings, TraktMarkTest, testing::Values(
    MarkCase{"pausedAndSeenToTheEnd",  10 * minute, {}},
    MarkCase{"seenToTheEndNextDay",    day, {}},
    MarkCase{"startedAtZeroAndSought", day, 20 * minute},
    MarkCase{"seenAnewNextDay",        day, 153 * minute, 0, false},
    MarkCase{"seenAnewAtDoubleSpeed",  day, 80 * minute, 0, false},
    MarkCase{"afterAWeek",             7 * day, {}, 0, false},
    MarkCase{"anOlderWatchToldLate",   -day, {}, 0, false},
    MarkCase{"theSameMarkAgain",       day, {}, day},
    MarkCase{"markedAgainADayLater",   2 * day, {}, day, false}),
    [](auto const& test) { return test.param.name; });

struct RestCase {
    char const* name;
    UnixMs passed;    // since the play at Trakt
    int before;       // percent where it was left then; 0: it was no such play
    int percent;      // now
    bool restart;     // its playback began at the beginning
    bool told;
    friend void PrintTo(RestCase const& row, std::ostream* out) { *out << row.name; }
};
class TraktRestTest : public testing::TestWithParam<RestCase> {};

TEST_P(TraktRestTest, isOfTheViewingTraktHasOrOfAnother)
{
    auto const& row = GetParam();
    auto rest = left_at(row.percent, now + row.passed);
    rest.restart = row.restart;
    auto const left = as_left(left_at(row.before, now));
    EXPECT_EQ(trakt::is_told(now, row.before > 0 ? &left : nullptr, rest), row.told);
}

INSTANTIATE_TEST_SUITE_P(Viewings, TraktRestTest, testing::Values(
    RestCase{"pausedTwice",                 5 * minute, 85, 88, true,  true},
    RestCase{"soughtBackAfterTheMark",      5 * minute, 0,  85, true,  true},
    RestCase{"resumedNextDay",              day,        85, 88, false, true},
    RestCase{"resumedAfterAMark",           day,        0,  85, false, true},
    RestCase{"pausedForANightAndStopped",   10 * hour,  85, 85, true,  true},
    RestCase{"seenAnewAndLeftNextDay",      day,        85, 88, true,  false},
    RestCase{"seenAnewAfterAMark",          day,        0,  88, true,  false},
    RestCase{"finishedElsewhereLater",      -hour,      0,  85, true,  true}),
    [](auto const& test) { return test.param.name; });
// clang-format on

TEST(TraktWatchesTest, whatWasLeftOutlivesARestart)
{
    test::TempDir const dir;
    auto const file = dir.path() / "trakt-home.json";
    auto const rest = left_at(85, now);
    auto const key = trakt::key_of(rest.item);
    {
        trakt::Watches watches{file};
        EXPECT_FALSE(watches.left(key));
        watches.leave(rest);
        watches.close(*watches.left(key), now + day);
    }
    auto expected = as_left(rest);
    expected.closed_at = now + day;
    trakt::Watches again{file};
    ASSERT_TRUE(again.left(key));
    EXPECT_EQ(*again.left(key), expected);
    again.forget(key);
    EXPECT_FALSE(trakt::Watches{file}.left(key));
    EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms{0600});
}

TEST(TraktWatchesTest, aFileThatIsNoneOfOursIsEmpty)
{
    test::TempDir const dir;
    auto const file = dir.path() / "trakt-home.json";
    auto const rest = left_at(85, now);
    for (auto const* text :
         {"", "[]", R"({"left":[{"item":"00"},7,{"item":"zz"}]})", "{\"left\":{"}) {
        std::ofstream{file} << text;
        trakt::Watches watches{file};
        EXPECT_FALSE(watches.left(trakt::key_of(rest.item)));
        watches.leave(rest);
        EXPECT_TRUE(watches.left(trakt::key_of(rest.item)));
    }
}

TEST(TraktWatchesTest, aFewAreKept)
{
    test::TempDir const dir;
    trakt::Watches watches{dir.path() / "trakt-home.json"};
    for (int n = 0; n < 100; ++n) {
        auto rest = left_at(85, now + n);
        rest.item.title = "Film " + std::to_string(n);
        rest.item.ids.clear();
        watches.leave(rest);
    }
    auto first = movie(1, "Film 0", {});
    auto last = movie(1, "Film 99", {});
    EXPECT_FALSE(watches.left(trakt::key_of(first.item)));
    EXPECT_TRUE(watches.left(trakt::key_of(last.item)));
}

TEST(TraktWatchesTest, aPositionOfThePlaybackThatWasWatchedIsNoneToResume)
{
    test::TempDir const dir;
    trakt::Watches watches{dir.path() / "trakt-home.json"};
    auto const soon = left_at(50, now + minute);
    EXPECT_FALSE(watches.told_before(soon));
    watches.told(marked(now));
    EXPECT_EQ(watches.told_before(soon), now);
    EXPECT_FALSE(watches.told_before(left_at(50, now + 2 * hour))) << "it was begun anew";
    EXPECT_FALSE(watches.told_before(left_at(50, now - minute))) << "that was before";
}

TEST(TraktWatchesTest, whatStopsAfterThePlayWasToldSavesNothing)
{
    test::TempDir const dir;
    trakt::Watches watches{dir.path() / "trakt-home.json"};
    auto early = marked(now);
    early.position_ms = length * 70 / 100; // a low threshold
    EXPECT_FALSE(watches.was_told(early.item));
    watches.told(early);
    EXPECT_TRUE(watches.was_told(early.item));
    watches.started(early.item, 7500, now);
    EXPECT_TRUE(watches.was_told(early.item)) << "the end is played on";
    watches.started(early.item, 100, now);
    EXPECT_FALSE(watches.was_told(early.item)) << "it is watched anew";
}

} // namespace
} // namespace playsync
