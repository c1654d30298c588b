// SPDX-License-Identifier: MIT
// What hosts report, and what it means.
#include <gtest/gtest.h>

#include "plugin/intake/intake.hpp"

#include <limits>

namespace playsync {
namespace {

constexpr UnixMs minute = 60'000;

Event event(playsync_event_kind kind, std::int64_t position, UnixMs at)
{
    Event event;
    event.kind = kind;
    event.at = at;
    event.position_ms = position;
    event.duration_ms = 100 * minute;
    event.user = "alice";
    event.item.kind = ItemKind::movie;
    event.item.title = "Heat";
    event.item.host_key = "/films/heat.mkv";
    return event;
}

struct Implausible {
    char const* name;
    UnixMs at;
    std::int64_t position;
    UnixMs expected_at;
    std::int64_t expected_position;
    friend void PrintTo(Implausible const& row, std::ostream* out) { *out << row.name; }
};
class ImplausibleTest : public testing::TestWithParam<Implausible> {};

TEST_P(ImplausibleTest, isMadePlausible)
{
    auto each = event(PLAYSYNC_EVENT_PAUSE, GetParam().position, GetParam().at);
    make_plausible(each, 1'785'000'000'000);
    EXPECT_EQ(each.at, GetParam().expected_at);
    EXPECT_EQ(each.position_ms, GetParam().expected_position);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Events, ImplausibleTest, testing::Values(
    Implausible{"noTime",      0,                       minute,       1'785'000'000'000, minute},
    Implausible{"negative",   -5,                       minute,       1'785'000'000'000, minute},
    Implausible{"tenYearsOn",  2'100'000'000'000,       minute,       1'785'000'000'000, minute},
    Implausible{"aYearAgo",    1'753'000'000'000,       minute,       1'753'000'000'000, minute},
    Implausible{"pastTheEnd",  1'785'000'000'000, 200 * minute,       1'785'000'000'000, 100 * minute},
    Implausible{"centuries",   1'785'000'000'000, std::numeric_limits<std::int64_t>::max(), 1'785'000'000'000, -1},
    Implausible{"before0",     1'785'000'000'000,      -77,           1'785'000'000'000, -1}),
    [](auto const& test) { return test.param.name; });
// clang-format on

/// What a state target is told of a film of 100 minutes.
class PositionsTest : public testing::Test {
protected:
    PositionsTest() { intake_.configure({}, 10'000, {{1, Keeps::state, {"alice"}}}); }

    /// The verbs, with the minute of a position; "!" when it goes out at once, "r" when it is a
    /// restart.
    std::string tell(playsync_event_kind kind, std::int64_t position, UnixMs passed)
    {
        auto told = event(kind, position, now_ += passed);
        std::vector<Draft> drafts;
        intake_.accept(told, now_, drafts);
        std::string out;
        for (auto const& draft : drafts) {
            auto const change = decode_body({}, draft.body);
            out += out.empty() ? "" : " ";
            out += name_of(draft.verb);
            if (draft.verb == Verb::progress)
                out += " " + std::to_string(change->position_ms / minute);
            out += draft.due_at == now_ ? "!" : "";
            out += change->restart ? "r" : "";
        }
        return out;
    }

    Intake intake_{Thresholds{}, 0};
    UnixMs now_ = 1'785'000'000'000;
};

TEST_F(PositionsTest, goOutAtOnceButForThoseOfWhatPlays)
{
    EXPECT_EQ(tell(PLAYSYNC_EVENT_START, 30 * minute, 0), "progress 30!");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 35 * minute, 5 * minute), "progress 35");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PAUSE, 36 * minute, minute), "progress 36!");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_SEEK, 50 * minute, minute), "progress 50!");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_STOP, 51 * minute, minute), "progress 51!");
}

TEST_F(PositionsTest, endWhereItIsWatched)
{
    tell(PLAYSYNC_EVENT_START, 0, 0);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 89 * minute, 89 * minute), "progress 89r");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 90 * minute, minute), "watched!");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 95 * minute, 5 * minute), "");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_STOP, 100 * minute, 5 * minute), "");
}

TEST_F(PositionsTest, whatBeginsAtTheBeginningIsARestartOnceItHasGoneOn)
{
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 10 * minute, 0), "progress 10") << "no start was told";
    EXPECT_EQ(tell(PLAYSYNC_EVENT_START, 0, minute), "progress 0!");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 4 * minute, 4 * minute), "progress 4") << "looked into";
    EXPECT_EQ(tell(PLAYSYNC_EVENT_STOP, 5 * minute, minute), "progress 5!r");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_START, 30 * minute, minute), "progress 30!") << "resumed";
    EXPECT_EQ(tell(PLAYSYNC_EVENT_SEEK, minute, minute), "progress 1!");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_STOP, 10 * minute, 9 * minute), "progress 10!r") << "went back";
}

TEST_F(PositionsTest, aStopWithoutOneHasTheLast)
{
    tell(PLAYSYNC_EVENT_START, 0, 0);
    tell(PLAYSYNC_EVENT_PROGRESS, 30 * minute, 30 * minute);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_STOP, -1, 1000), "progress 30!r");
    tell(PLAYSYNC_EVENT_START, 30 * minute, 1000);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_STOP, 0, 1000), "progress 30!r") << "a stop that says 0";
}

TEST_F(PositionsTest, unknownKindsSayNothing)
{
    EXPECT_EQ(tell(4711, 5 * minute, 0), "");
}

TEST_F(PositionsTest, amongThousandsTheOneNotSeenForLongestIsForgotten)
{
    auto const other = [&](int n) {
        auto each = event(PLAYSYNC_EVENT_PROGRESS, minute, now_);
        each.item.host_key = "other " + std::to_string(n);
        std::vector<Draft> drafts;
        intake_.accept(each, now_, drafts);
    };
    tell(PLAYSYNC_EVENT_START, 0, 0);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 95 * minute, 95 * minute), "watched!");
    for (int n = 0; n < 6000; ++n)
        other(n);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 96 * minute, minute), "");
    for (int n = 6000; n < 14'000; ++n)
        other(n);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 97 * minute, minute), "") << "seen since";
    WatchChanges changes;
    intake_.collect(changes);
    EXPECT_GT(changes.forgotten.size(), 5000u) << "on disk as well";
}

class IntakeTest : public testing::Test {
protected:
    IntakeTest()
    {
        intake_.configure({}, 10'000, {{1, Keeps::state, {"alice"}}, {2, Keeps::plays, {"*"}}});
    }
    std::vector<std::string> tell(Event event)
    {
        std::vector<Draft> drafts;
        intake_.accept(event, now_, drafts);
        std::vector<std::string> out;
        for (auto const& draft : drafts)
            out.push_back(std::to_string(draft.target) + " " + std::string{name_of(draft.verb)});
        return out;
    }
    using Told = std::vector<std::string>;
    Intake intake_{{}, 10'000};
    UnixMs now_ = 1'785'000'000'000;
};

TEST_F(IntakeTest, stateTargetsHearOfStatesAndPlayLogsOfPlays)
{
    EXPECT_EQ(tell(event(PLAYSYNC_EVENT_START, 0, now_)), (Told{"1 progress"}));
    now_ += 99 * minute;
    EXPECT_EQ(tell(event(PLAYSYNC_EVENT_STOP, 99 * minute, now_)), (Told{"1 watched", "2 play"}));
    EXPECT_EQ(tell(event(PLAYSYNC_EVENT_UNWATCHED, -1, now_)),
              (Told{"1 unwatched", "2 unwatched"}));
}

TEST_F(IntakeTest, aTargetHearsOnlyOfItsUsers)
{
    auto bobs = event(PLAYSYNC_EVENT_WATCHED, -1, now_);
    bobs.user = "bob";
    EXPECT_EQ(tell(bobs), (Told{"2 play"}));
}

TEST_F(IntakeTest, anUnknownUserIsNotedAndNothingIsSent)
{
    intake_.configure({}, 10'000, {{1, Keeps::state, {"alice"}}});
    auto mallorys = event(PLAYSYNC_EVENT_WATCHED, -1, now_);
    mallorys.user = "mallory";
    EXPECT_TRUE(tell(mallorys).empty());
    EXPECT_TRUE(intake_.unknown_users().contains("mallory"));
    intake_.configure({}, 10'000, {{1, Keeps::state, {"alice", "mallory"}}});
    EXPECT_TRUE(intake_.unknown_users().empty());
}

TEST_F(IntakeTest, routinePositionsWaitTheirIntervalOthersGoAtOnce)
{
    std::vector<Draft> drafts;
    auto routine = event(PLAYSYNC_EVENT_PROGRESS, minute, now_);
    intake_.accept(routine, now_, drafts);
    auto paused = event(PLAYSYNC_EVENT_PAUSE, minute, now_);
    intake_.accept(paused, now_, drafts);
    ASSERT_EQ(drafts.size(), 2u);
    EXPECT_EQ(drafts[0].due_at, now_ + 10'000);
    EXPECT_EQ(drafts[1].due_at, now_);
}

TEST_F(IntakeTest, aListenIsDatedByItsStart)
{
    std::vector<Draft> drafts;
    auto track = event(PLAYSYNC_EVENT_START, 0, now_);
    track.item.kind = ItemKind::track;
    intake_.accept(track, now_, drafts);
    track = event(PLAYSYNC_EVENT_PROGRESS, 5 * minute, now_ + 5 * minute);
    track.item.kind = ItemKind::track;
    drafts.clear();
    intake_.accept(track, now_ + 5 * minute, drafts);
    ASSERT_EQ(drafts.size(), 2u);
    EXPECT_EQ(drafts[1].verb, Verb::play);
    EXPECT_EQ(drafts[1].occurred_at, now_);
}

} // namespace
} // namespace playsync
