// SPDX-License-Identifier: MIT
// Whether a target may be sent anything, and how a run is counted.
#include <gtest/gtest.h>

#include "plugin/sync/run.hpp"
#include "plugin/sync/session.hpp"
#include "tests/support/sync.hpp"

namespace playsync {
namespace {

using namespace std::chrono_literals;
using test::said;

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

TEST_F(SessionTest, lanesDoNotCutWhatAnotherWasToldShort)
{
    hear(ErrorClass::auth);
    hear(ErrorClass::misconfigured);
    EXPECT_EQ(gate(), Gate::needs_login);
    session_.nudge();
    hear(ErrorClass::rate_limited, 1, 30s);
    hear(ErrorClass::none, 2);
    hear(ErrorClass::rate_limited, 3, 10s);
    now_ += 29s;
    EXPECT_EQ(gate(), Gate::rate_limited);
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
