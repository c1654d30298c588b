// SPDX-License-Identifier: MIT
// The engine's decisions: backoff, planner, judge, session, run.
#include <gtest/gtest.h>

#include "plugin/sync/backoff.hpp"
#include "plugin/sync/planner.hpp"
#include "plugin/sync/run.hpp"
#include "plugin/sync/session.hpp"
#include "plugin/sync/verdict.hpp"

namespace playsync {
namespace {

using namespace std::chrono_literals;

Ulid id(unsigned n, std::int64_t at = 0)
{
    Ulid ulid;
    for (std::size_t i = 0; i < 6; ++i)
        ulid.bytes[i] = static_cast<std::uint8_t>(at >> (8 * (5 - i)));
    ulid.bytes[14] = static_cast<std::uint8_t>(n >> 8);
    ulid.bytes[15] = static_cast<std::uint8_t>(n);
    return ulid;
}

TEST(BackoffTest, doublesUpToItsCap)
{
    Backoff const plain{1s, 60s, 0};
    std::vector<std::int64_t> seconds;
    for (unsigned failures = 1; failures <= 9; ++failures)
        seconds.push_back(delay_after(failures, plain, 0.99).count() / 1000);
    EXPECT_EQ(seconds, (std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 60, 60, 60}));
    EXPECT_EQ(delay_after(4'000'000'000, plain, 0), 60s);
}

TEST(BackoffTest, jitterOnlyShortensWithinItsShare)
{
    Backoff const full{1s, 60s, 1};
    EXPECT_EQ(delay_after(3, full, 0), 4s);
    EXPECT_EQ(delay_after(3, full, 0.5), 2s);
    Backoff const some{1s, 60s, 0.2};
    EXPECT_EQ(delay_after(3, some, 0.5), 3600ms);
}

Due due(unsigned n, std::uint64_t group = 0, Verb verb = Verb::play, std::uint8_t item = 0,
        std::size_t bytes = 100)
{
    Due due;
    due.id = id(n);
    due.group = group;
    due.verb = verb;
    due.item[0] = item;
    due.bytes = bytes;
    return due;
}

std::vector<unsigned> numbers(Plan const& plan)
{
    std::vector<unsigned> out;
    for (auto const& each : plan.send)
        out.push_back(each.bytes[15]);
    return out;
}

using Numbers = std::vector<unsigned>;
constexpr BatchLimits three{3, 1000, 0};

TEST(PlannerTest, nothingDueIsNothingToSend)
{
    auto const nothing = plan({}, three, 0);
    EXPECT_TRUE(nothing.send.empty());
    EXPECT_FALSE(nothing.gather_until);
}

TEST(PlannerTest, fillsABatchInOrderUpToItsCount)
{
    std::vector const all{due(1), due(2), due(3), due(4)};
    EXPECT_EQ(numbers(plan(all, three, 0)), (Numbers{1, 2, 3}));
}

TEST(PlannerTest, fillsABatchUpToItsBytesButSendsALargeOneAlone)
{
    std::vector const all{due(1, 0, Verb::play, 0, 600), due(2, 0, Verb::play, 0, 600)};
    EXPECT_EQ(numbers(plan(all, three, 0)), (Numbers{1}));
    std::vector const large{due(1, 0, Verb::play, 0, 5000), due(2)};
    EXPECT_EQ(numbers(plan(large, three, 0)), (Numbers{1}));
}

TEST(PlannerTest, aBatchThatFailedIsNeverToppedUp)
{
    std::vector const all{due(1, 7), due(2), due(3, 7), due(4, 8)};
    EXPECT_EQ(numbers(plan(all, three, 0)), (Numbers{1, 3}));
    std::vector const fresh{due(2), due(1, 7), due(5)};
    EXPECT_EQ(numbers(plan(fresh, three, 0)), (Numbers{2, 5}));
}

TEST(PlannerTest, twoStatesOfOneItemNeverShareABatch)
{
    std::vector const all{due(1, 0, Verb::watched, 9), due(2, 0, Verb::progress, 9),
                          due(3, 0, Verb::progress, 8)};
    EXPECT_EQ(numbers(plan(all, three, 0)), (Numbers{1, 3}));
    std::vector const plays{due(1, 0, Verb::play, 9), due(2, 0, Verb::play, 9)};
    EXPECT_EQ(numbers(plan(plays, three, 0)), (Numbers{1, 2}));
}

TEST(PlannerTest, gathersAWhileUnlessFullOrRetried)
{
    BatchLimits limits{3, 1000, 100};
    auto one = due(1);
    one.id = id(1, 5000);
    EXPECT_EQ(plan({&one, 1}, limits, 5099).gather_until, 5100);
    EXPECT_EQ(numbers(plan({&one, 1}, limits, 5100)), (Numbers{1}));
    std::vector const full{one, due(2), due(3)};
    EXPECT_EQ(plan(full, limits, 5000).send.size(), 3u);
    one.group = 7;
    EXPECT_EQ(plan({&one, 1}, limits, 5000).send.size(), 1u);
}

TEST(PlannerTest, aClockSetBackDoesNotMakeItGatherForEver)
{
    BatchLimits limits{3, 1000, 100};
    auto one = due(1);
    one.id = id(1, 500'000);
    EXPECT_EQ(plan({&one, 1}, limits, 100).send.size(), 1u);
}

std::vector<Claimed> batch_of(std::initializer_list<unsigned> attempts)
{
    std::vector<Claimed> batch;
    unsigned n = 1;
    for (auto const each : attempts)
        batch.push_back({id(n++), static_cast<std::uint8_t>(each), 0, "{}"});
    return batch;
}

Outcome said(ErrorClass kind, std::uint16_t status = 0)
{
    Outcome outcome;
    outcome.error = {kind, status, "words"};
    return outcome;
}

AttemptPolicy const five{5, {1s, 60s, 0}};

TEST(JudgeTest, aTakenBatchIsSynced)
{
    auto const verdict =
        judge(batch_of({0, 2}), said(ErrorClass::none, 200), five, {1000, 0, false, 0});
    ASSERT_EQ(verdict.settlements.size(), 2u);
    for (auto const& each : verdict.settlements)
        EXPECT_EQ(each.state, State::synced);
}

TEST(JudgeTest, transientFailuresSpendAttemptsAndTheFifthKills)
{
    auto const verdict =
        judge(batch_of({0, 3, 4}), said(ErrorClass::transient, 500), five, {1000, 0, false, 0});
    auto const& all = verdict.settlements;
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].next_attempt_at, 2000);
    EXPECT_EQ(all[0].attempts, 1);
    EXPECT_EQ(all[1].next_attempt_at, 9000);
    EXPECT_EQ(all[1].state, State::pending);
    EXPECT_EQ(all[2].state, State::failed);
    EXPECT_EQ(all[2].error.http_status, 500);
    EXPECT_EQ(all[0].group, all[1].group) << "what failed together goes out together";
    EXPECT_NE(all[0].group, 0u);
}

TEST(JudgeTest, whileTheTargetIsInDoubtNoAttemptIsSpent)
{
    auto const verdict =
        judge(batch_of({4}), said(ErrorClass::transient, 500), five, {1000, 0, true, 0});
    EXPECT_EQ(verdict.settlements[0].state, State::pending);
    EXPECT_EQ(verdict.settlements[0].attempts, 4);
}

class NoAttemptTest : public testing::TestWithParam<ErrorClass> {};

TEST_P(NoAttemptTest, leavesTheChangesAsTheyWere)
{
    auto const verdict = judge(batch_of({4, 0}), said(GetParam()), five, {1000, 0, false, 0});
    EXPECT_TRUE(verdict.settlements.empty());
    EXPECT_EQ(verdict.release.size(), 2u);
}
INSTANTIATE_TEST_SUITE_P(Classes, NoAttemptTest,
                         testing::Values(ErrorClass::unreachable, ErrorClass::rate_limited,
                                         ErrorClass::auth, ErrorClass::misconfigured));

TEST(JudgeTest, aRejectedBatchIsSplitUntilTheCulpritIsAlone)
{
    auto const whole = batch_of({0, 0, 0});
    auto const verdict = judge(whole, said(ErrorClass::rejected, 422), five, {1000, 0, false, 0});
    auto const& all = verdict.settlements;
    ASSERT_EQ(all.size(), 3u);
    EXPECT_NE(all[0].group, all[1].group);
    EXPECT_EQ(all[1].group, all[2].group);
    for (auto const& each : all) {
        EXPECT_EQ(each.state, State::pending);
        EXPECT_EQ(each.attempts, 0);
        EXPECT_EQ(each.next_attempt_at, 1000);
    }
    auto const alone =
        judge(batch_of({0}), said(ErrorClass::rejected, 422), five, {1000, 0, false, 0});
    EXPECT_EQ(alone.settlements[0].state, State::failed);
    EXPECT_EQ(alone.settlements[0].error.message, "words");
    EXPECT_EQ(alone.settlements[0].attempts, 1) << "it was tried";
}

TEST(JudgeTest, eachItemIsSettledByItself)
{
    auto outcome = said(ErrorClass::none, 200);
    outcome.items = {{id(2), ItemVerdict::Kind::refused, "no such episode"},
                     {id(3), ItemVerdict::Kind::again, "later"}};
    auto const verdict = judge(batch_of({0, 0, 0}), outcome, five, {1000, 0, false, 0});
    auto const& all = verdict.settlements;
    EXPECT_EQ(all[0].state, State::synced);
    EXPECT_EQ(all[1].state, State::failed);
    EXPECT_EQ(all[1].error, (LastError{ErrorClass::rejected, 200, "no such episode"}));
    EXPECT_EQ(all[2].state, State::pending);
    EXPECT_EQ(all[2].attempts, 1);
}

TEST(JudgeTest, anUncertainBatchStaysTogetherAndIsSplitWhenItGoesOn)
{
    auto const once =
        judge(batch_of({0, 0}), said(ErrorClass::ambiguous), five, {1000, 0, false, 1});
    EXPECT_EQ(once.settlements[0].group, once.settlements[1].group);
    EXPECT_EQ(once.settlements[0].attempts, 0);
    auto const twice =
        judge(batch_of({0, 0}), said(ErrorClass::ambiguous), five, {1000, 0, false, 2});
    EXPECT_NE(twice.settlements[0].group, twice.settlements[1].group);
}

TEST(JudgeTest, aServicesRetryAfterIsHeardWithinReason)
{
    auto outcome = said(ErrorClass::transient, 500);
    outcome.retry_after = 30s;
    EXPECT_EQ(judge(batch_of({0}), outcome, five, {0, 0, false, 0}).settlements[0].next_attempt_at,
              30'000);
    outcome.retry_after = 24h;
    EXPECT_EQ(judge(batch_of({0}), outcome, five, {0, 0, false, 0}).settlements[0].next_attempt_at,
              600'000);
}

class SessionTest : public testing::Test {
protected:
    Gate gate() const { return session_.permission(now_).gate; }
    void hear(ErrorClass kind, std::uint64_t group = 1, std::optional<Millis> retry_after = {})
    {
        auto outcome = said(kind);
        outcome.retry_after = retry_after;
        session_.after(outcome, group, now_, 0);
    }
    Session session_{SessionPolicy{{1s, 60s, 0}, 3, 24h, 15min}};
    Steady now_{1000h};
};

TEST_F(SessionTest, anUnreachableTargetIsProbedLessAndLess)
{
    std::vector<std::int64_t> waits;
    for (int i = 0; i < 8; ++i) {
        hear(ErrorClass::unreachable);
        EXPECT_EQ(gate(), Gate::unreachable);
        auto const until = session_.permission(now_).until.value();
        waits.push_back((until - now_) / 1s);
        now_ = until;
        EXPECT_EQ(gate(), Gate::probing);
    }
    EXPECT_EQ(waits, (std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 60, 60}));
    hear(ErrorClass::none);
    EXPECT_EQ(gate(), Gate::open);
    EXPECT_FALSE(session_.in_doubt());
}

TEST_F(SessionTest, oneBatchFailingAgainAndAgainIsNotTheTargetsFault)
{
    for (int i = 0; i < 5; ++i)
        hear(ErrorClass::transient, 7);
    EXPECT_EQ(gate(), Gate::open);
    hear(ErrorClass::transient, 8);
    EXPECT_EQ(gate(), Gate::open);
    hear(ErrorClass::transient, 9);
    EXPECT_EQ(gate(), Gate::unreachable);
    EXPECT_TRUE(session_.in_doubt());
}

TEST_F(SessionTest, aRateLimitIsKeptToTheLetterAndNoNudgeCutsItShort)
{
    hear(ErrorClass::rate_limited, 1, 30s);
    session_.nudge();
    now_ += 29999ms;
    EXPECT_EQ(gate(), Gate::rate_limited);
    now_ += 1ms;
    EXPECT_EQ(gate(), Gate::open);
}

TEST_F(SessionTest, aRateLimitWithoutATimeBacksOff)
{
    hear(ErrorClass::rate_limited);
    EXPECT_EQ(session_.permission(now_).until, now_ + 1s);
    now_ += 1s;
    hear(ErrorClass::rate_limited);
    EXPECT_EQ(session_.permission(now_).until, now_ + 2s);
}

TEST_F(SessionTest, anAbsurdLimitIsNotBelieved)
{
    hear(ErrorClass::rate_limited, 1, 24h * 365);
    EXPECT_EQ(session_.permission(now_).until, now_ + 24h);
}

TEST_F(SessionTest, aMissingLogInHaltsUntilSomebodyActs)
{
    hear(ErrorClass::auth);
    now_ += 1000h;
    EXPECT_EQ(gate(), Gate::needs_login);
    EXPECT_FALSE(session_.permission(now_).until);
    session_.nudge();
    EXPECT_EQ(gate(), Gate::probing);
    hear(ErrorClass::none);
    EXPECT_EQ(gate(), Gate::open);
}

TEST_F(SessionTest, aWrongAddressIsLookedAtNowAndThen)
{
    hear(ErrorClass::misconfigured);
    EXPECT_EQ(gate(), Gate::halted);
    now_ += 15min;
    EXPECT_EQ(gate(), Gate::probing);
}

TEST_F(SessionTest, pauseAndOfflineWinOverAllElse)
{
    session_.set_offline(true);
    EXPECT_EQ(gate(), Gate::offline);
    session_.set_paused(true);
    EXPECT_EQ(gate(), Gate::paused);
    session_.set_paused(false);
    session_.set_offline(false);
    EXPECT_EQ(gate(), Gate::open);
}

TEST_F(SessionTest, aCancelledBatchSaysNothing)
{
    auto outcome = said(ErrorClass::unreachable);
    outcome.cancelled = true;
    session_.after(outcome, 1, now_, 0);
    EXPECT_EQ(gate(), Gate::open);
}

TEST(RunTest, countsFromIdleToIdle)
{
    playsync::Run run{1, 10, 0};
    run.advance(6, 3, 1, 1000);
    EXPECT_EQ(run.left(), 6u);
    EXPECT_EQ(run.total, 10u);
    EXPECT_EQ(run.added, 0u);
    run.advance(8, 0, 0, 2000);
    EXPECT_EQ(run.total, 12u);
    EXPECT_EQ(run.added, 2u);
    run.advance(0, 8, 0, 3000);
    EXPECT_EQ(run.left(), 0u);
    EXPECT_EQ(run.done + run.failed, run.total);
}

TEST(RunTest, whatIsReplacedLeavesTheTotal)
{
    playsync::Run run{1, 10, 0};
    run.advance(4, 0, 0, 0);
    EXPECT_EQ(run.total, 4u);
    EXPECT_EQ(run.left(), 4u);
}

TEST(RunTest, anEstimateComesAfterTenAndFromTheLastMinute)
{
    playsync::Run run{1, 1000, 0};
    run.advance(991, 9, 0, 1000);
    EXPECT_FALSE(run.eta_s(1000));
    run.advance(980, 11, 0, 1000);
    EXPECT_EQ(run.eta_s(1000), 49u); // 20 in the first second
    EXPECT_EQ(run.rate(200'000), 0);
    EXPECT_FALSE(run.eta_s(200'000)) << "nothing moved in the last minute";
}

} // namespace
} // namespace playsync
