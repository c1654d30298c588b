// SPDX-License-Identifier: MIT
// What becomes of each change of a batch.
#include <gtest/gtest.h>

#include "plugin/sync/verdict.hpp"
#include "tests/support/sync.hpp"

namespace playsync {
namespace {

using namespace std::chrono_literals;
using test::id;
using test::said;

std::vector<Claimed> batch_of(std::initializer_list<unsigned> attempts)
{
    std::vector<Claimed> batch;
    unsigned n = 1;
    for (auto const each : attempts)
        batch.push_back({id(n++), static_cast<std::uint8_t>(each), 0, false, "{}"});
    return batch;
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

TEST(JudgeTest, whoWasInTheWayIsAloneWithIt)
{
    Outcome outcome;
    outcome.items = {{id(1), ItemVerdict::Kind::held, ""},
                     {id(2), ItemVerdict::Kind::refused, "no artist"},
                     {id(3), ItemVerdict::Kind::held, ""}};
    auto const verdict = judge(batch_of({4, 0, 0}), outcome, five, {1000, 0, false, 0});
    ASSERT_EQ(verdict.settlements.size(), 1u);
    EXPECT_EQ(verdict.settlements[0].state, State::failed);
    EXPECT_EQ(verdict.release, (std::vector<Ulid>{id(1), id(3)}));
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

} // namespace
} // namespace playsync
