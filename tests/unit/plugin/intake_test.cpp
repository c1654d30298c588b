// SPDX-License-Identifier: MIT
// What hosts report, and what it means.
#include <gtest/gtest.h>

#include "plugin/intake.hpp"

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

class PlaybacksTest : public testing::Test {
protected:
    /// Facts in words: "position", "watched", "unwatched".
    std::string tell(Event event)
    {
        std::string out;
        make_plausible(event, now_);
        for (auto const& fact : playbacks_.follow(event)) {
            out += out.empty() ? "" : " ";
            restart_ = fact.restart;
            out += fact.kind == Fact::Kind::position  ? (fact.urgent ? "position" : "routine")
                   : fact.kind == Fact::Kind::watched ? "watched"
                                                      : "unwatched";
        }
        return out;
    }
    std::string tell(playsync_event_kind kind, std::int64_t position)
    {
        return tell(event(kind, position, now_ += 1000));
    }

    bool is_restart(playsync_event_kind kind, std::int64_t position)
    {
        tell(kind, position);
        return restart_;
    }

    bool restart_ = false;
    Playbacks playbacks_{Thresholds{}};
    UnixMs now_ = 1'785'000'000'000;
};

TEST_F(PlaybacksTest, aFilmIsWatchedOnceAtNinetyPercent)
{
    EXPECT_EQ(tell(PLAYSYNC_EVENT_START, 0), "position");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 50 * minute), "routine");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 90 * minute - 1), "routine");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 90 * minute), "watched");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 95 * minute), "");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_STOP, 100 * minute), "");
}

TEST_F(PlaybacksTest, whatBeginsAtTheBeginningIsARestartOnceItHasGoneOn)
{
    EXPECT_FALSE(is_restart(PLAYSYNC_EVENT_PROGRESS, 10 * minute)) << "no start was told";
    EXPECT_FALSE(is_restart(PLAYSYNC_EVENT_START, 0));
    EXPECT_FALSE(is_restart(PLAYSYNC_EVENT_PROGRESS, 5 * minute - 1)) << "only looked into";
    EXPECT_TRUE(is_restart(PLAYSYNC_EVENT_STOP, 5 * minute));
    EXPECT_FALSE(is_restart(PLAYSYNC_EVENT_START, 30 * minute)) << "resumed";
    EXPECT_FALSE(is_restart(PLAYSYNC_EVENT_SEEK, minute));
    EXPECT_TRUE(is_restart(PLAYSYNC_EVENT_STOP, 10 * minute)) << "went back to the start";
}

TEST_F(PlaybacksTest, theStopMayBeWhatPassesTheThreshold)
{
    tell(PLAYSYNC_EVENT_START, 0);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_STOP, 99 * minute), "watched");
}

TEST_F(PlaybacksTest, aStopWithoutAPositionHasTheLastOne)
{
    tell(PLAYSYNC_EVENT_START, 0);
    tell(PLAYSYNC_EVENT_PROGRESS, 30 * minute);
    auto stop = event(PLAYSYNC_EVENT_STOP, -1, now_);
    auto const facts = playbacks_.follow(stop);
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(stop.position_ms, 30 * minute);
}

TEST_F(PlaybacksTest, aResumedEndIsNotAnotherWatch)
{
    tell(PLAYSYNC_EVENT_START, 0);
    tell(PLAYSYNC_EVENT_STOP, 92 * minute);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_START, 92 * minute), "");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_STOP, 100 * minute), "");
}

TEST_F(PlaybacksTest, aRewatchIsAnotherWatch)
{
    tell(PLAYSYNC_EVENT_START, 0);
    tell(PLAYSYNC_EVENT_STOP, 99 * minute);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_START, 0), "position");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_STOP, 99 * minute), "watched");
}

TEST_F(PlaybacksTest, aReportAfterTheStopIsLateNotNew)
{
    tell(PLAYSYNC_EVENT_START, 0);
    tell(PLAYSYNC_EVENT_STOP, 99 * minute);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 99 * minute), "");
}

TEST_F(PlaybacksTest, aHostWithoutStartsIsFollowedToo)
{
    tell(PLAYSYNC_EVENT_PROGRESS, 10 * minute);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_STOP, 95 * minute), "watched");
    now_ += 24 * 60 * minute;
    tell(PLAYSYNC_EVENT_PROGRESS, 10 * minute);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_STOP, 95 * minute), "watched");
}

TEST_F(PlaybacksTest, theHostsOwnMarkAfterTheThresholdSaysNothingNew)
{
    tell(PLAYSYNC_EVENT_START, 0);
    tell(PLAYSYNC_EVENT_PROGRESS, 95 * minute);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_WATCHED, -1), "");
}

TEST_F(PlaybacksTest, theHostsOwnMarkIsEnough)
{
    EXPECT_EQ(tell(PLAYSYNC_EVENT_WATCHED, -1), "watched");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_UNWATCHED, -1), "unwatched");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_WATCHED, -1), "watched") << "after it was taken back, again";
}

TEST_F(PlaybacksTest, aHostThatTellsMarksAloneMeansEachOfThem)
{
    tell(PLAYSYNC_EVENT_WATCHED, -1);
    now_ += 10'000;
    EXPECT_EQ(tell(PLAYSYNC_EVENT_WATCHED, -1), "") << "nobody watches it again in ten seconds";
    now_ += 60 * minute;
    EXPECT_EQ(tell(PLAYSYNC_EVENT_WATCHED, -1), "watched");
}

TEST_F(PlaybacksTest, amongThousandsTheOneNotSeenForLongestIsForgotten)
{
    auto const other = [&](int n) {
        auto each = event(PLAYSYNC_EVENT_PROGRESS, minute, now_);
        each.item.host_key = "other " + std::to_string(n);
        tell(each);
    };
    tell(PLAYSYNC_EVENT_START, 0);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 95 * minute), "watched");
    for (int n = 0; n < 3000; ++n)
        other(n);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 96 * minute), "");
    for (int n = 3000; n < 7000; ++n)
        other(n);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PROGRESS, 97 * minute), "") << "seen since";
}

TEST_F(PlaybacksTest, pauseSeekAndStopAreToldAtOnce)
{
    tell(PLAYSYNC_EVENT_START, 0);
    EXPECT_EQ(tell(PLAYSYNC_EVENT_PAUSE, 5 * minute), "position");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_SEEK, 50 * minute), "position");
    EXPECT_EQ(tell(PLAYSYNC_EVENT_STOP, 51 * minute), "position");
}

TEST_F(PlaybacksTest, unknownKindsAreIgnored)
{
    EXPECT_EQ(tell(4711, 5 * minute), "");
}

TEST_F(PlaybacksTest, aTrackCountsByWhatWasHeardNotByWhereItIs)
{
    auto track = [&](playsync_event_kind kind, std::int64_t position) {
        auto each = event(kind, position, now_ += 1000);
        each.item.kind = ItemKind::track;
        each.duration_ms = 3 * minute;
        return tell(each);
    };
    track(PLAYSYNC_EVENT_START, 0);
    track(PLAYSYNC_EVENT_PROGRESS, minute);
    EXPECT_EQ(track(PLAYSYNC_EVENT_SEEK, 170'000), "position") << "a seek is not heard";
    EXPECT_EQ(track(PLAYSYNC_EVENT_SEEK, minute), "position");
    EXPECT_EQ(track(PLAYSYNC_EVENT_PROGRESS, 91'000), "watched");
}

TEST_F(PlaybacksTest, fourMinutesOfALongTrackAreEnough)
{
    auto track = [&](playsync_event_kind kind, std::int64_t position) {
        auto each = event(kind, position, now_ += 1000);
        each.item.kind = ItemKind::track;
        each.duration_ms = 60 * minute;
        return tell(each);
    };
    track(PLAYSYNC_EVENT_START, 0);
    EXPECT_EQ(track(PLAYSYNC_EVENT_PROGRESS, 4 * minute), "watched");
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
    Implausible{"before0",     1'785'000'000'000,      -77,           1'785'000'000'000, -1}),
    [](auto const& test) { return test.param.name; });
// clang-format on

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
