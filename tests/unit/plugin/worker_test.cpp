// SPDX-License-Identifier: MIT
// The loop of a target.
#include "tests/unit/plugin/worker_fixture.hpp"

namespace playsync {
namespace {

TEST_F(WorkerTest, sendsWhatIsDueAndIsIdle)
{
    take(Verb::watched, "Heat");
    EXPECT_EQ(counts(), (Counts{0, 0, 1, 1, 0, 0}));
    EXPECT_EQ(witness_.said, "started completed:1+0 ");
    EXPECT_EQ(witness_.state, "up to date");
    auto const before = clock_.wakes;
    clock_.run_for(1h);
    EXPECT_EQ(clock_.wakes, before) << "idle, nothing wakes it";
}

TEST_F(WorkerTest, waitsOneTwoFourEightAndIsDeadAtTheFifthAttempt)
{
    target_->answer = always(ErrorClass::transient, 500);
    take(Verb::watched, "Heat");
    clock_.run_for(5min);
    EXPECT_EQ(send_times(), (Times{0, 1, 3, 7, 15}));
    EXPECT_EQ(counts().failed, 1u);
    EXPECT_EQ(witness_.failed, 4);
    EXPECT_EQ(witness_.dead, 1);
}

TEST_F(WorkerTest, countsWhatItSendsAndHowLongItTakes)
{
    auto const taken = std::exchange(target_->answer, always(ErrorClass::transient, 500));
    take(Verb::watched, "Heat");
    clock_.run_for(500ms);
    target_->answer = taken;
    clock_.run_for(60s);
    ASSERT_EQ(counts().synced, 1u);
    auto const& meters = worker_->meters();
    EXPECT_EQ(meters.batch.count(), 2u);
    EXPECT_EQ(meters.answer.count(), 2u);
    EXPECT_EQ(meters.failed, (std::map<ErrorClass, std::uint64_t>{{ErrorClass::transient, 1}}));
    EXPECT_EQ(meters.delay.count(), 1u);
    EXPECT_GT(meters.delay.sum(), 0.5);
    EXPECT_GT(committer_->commit_times().count(), 0u);
}

TEST_F(WorkerTest, aRevivedChangeGoesOutAgain)
{
    target_->answer = always(ErrorClass::rejected, 422);
    take(Verb::watched, "Heat");
    EXPECT_EQ(counts().failed, 1u);
    target_->answer = always(ErrorClass::none);
    queue_->revive(home_, clock_.wall(), 10);
    worker_->note_counts();
    clock_.poll();
    EXPECT_EQ(counts(), (Counts{0, 0, 1, 1, 0, 0}));
}

TEST_F(WorkerTest, aWeekAwayKillsNothingAndSpendsNothing)
{
    target_->answer = always(ErrorClass::unreachable);
    take(Verb::watched, "Heat");
    clock_.run_for(24h * 7);
    EXPECT_EQ(counts().pending, 1u);
    EXPECT_EQ(queue_->list({}).entries[0].standing.attempts, 0u);
    EXPECT_LT(target_->log.size(), 7u * 24 * 60 + 10) << "a probe a minute at most";
    EXPECT_EQ(witness_.state, "unreachable");
    target_->answer = always(ErrorClass::none);
    clock_.run_for(61s);
    EXPECT_EQ(counts().synced, 1u);
}

TEST_F(WorkerTest, aRetryAfterIsKeptToTheSecond)
{
    target_->answer = always(ErrorClass::rate_limited, 429, 30s);
    take(Verb::watched, "Heat");
    target_->answer = always(ErrorClass::none);
    clock_.run_for(10s);
    take(Verb::watched, "Ronin");
    clock_.run_for(1min);
    EXPECT_EQ(send_times(), (Times{0, 30}));
    EXPECT_EQ(counts().synced, 2u);
}

TEST_F(WorkerTest, aRetryAfterOutlivesARestart)
{
    target_->answer = always(ErrorClass::rate_limited, 429, 30s);
    take(Verb::watched, "Heat");
    end();
    clock_.run_for(9s); // one second went by while it ended
    start();
    clock_.run_for(19s);
    EXPECT_TRUE(target_->log.empty());
    clock_.run_for(2s);
    EXPECT_EQ(target_->log.size(), 1u);
}

TEST_F(WorkerTest, troubleIsSaidOnceAndItsEndOnce)
{
    target_->answer = always(ErrorClass::unreachable);
    take_plays(3);
    clock_.run_for(10min);
    take_plays(1);
    clock_.run_for(10min);
    EXPECT_EQ(log_, "target home cannot be reached (at home): words; what is for it is kept, and "
                    "told later\n");
    log_.clear();
    target_->answer = always(ErrorClass::none);
    clock_.run_for(10min);
    take_plays(1);
    clock_.run_for(10min);
    EXPECT_EQ(log_, "target home works again (at home), after 20 min\n");
    log_.clear();
    target_->answer = always(ErrorClass::auth, 401);
    take_plays(1);
    clock_.run_for(10min);
    EXPECT_EQ(log_,
              "target home lets nobody in (at home): words; what is for it is kept, until its "
              "credentials are other ones\n");
}

TEST_F(WorkerTest, aLimitAndAPauseAreNoTrouble)
{
    target_->answer = always(ErrorClass::rate_limited, 429, 60s);
    take_plays(1);
    clock_.run_for(30s);
    worker_->set_paused("host");
    worker_->set_offline(true);
    clock_.run_for(10min);
    target_->answer = always(ErrorClass::none);
    worker_->set_paused("");
    worker_->set_offline(false);
    clock_.run_for(10min);
    EXPECT_EQ(counts().synced, 1u);
    EXPECT_EQ(log_, "");
}

TEST_F(WorkerTest, aMissingLogInHaltsAndSpendsNothing)
{
    target_->answer = always(ErrorClass::auth, 401);
    take(Verb::watched, "Heat");
    clock_.run_for(24h);
    EXPECT_EQ(target_->log.size(), 1u);
    EXPECT_EQ(witness_.state, "needs log-in");
    target_->answer = always(ErrorClass::none);
    worker_->nudge();
    clock_.poll();
    EXPECT_EQ(counts().synced, 1u);
}

TEST_F(WorkerTest, onePoisonedChangeKillsOnlyItself)
{
    worker_->set_paused("test");
    take_plays(8);
    auto const poison = queue_->due(home_, clock_.wall(), 10)[5].id;
    target_->answer = [poison](std::span<Claimed const> batch) {
        for (auto const& change : batch)
            if (change.id == poison)
                return always(ErrorClass::rejected, 422)(batch);
        return Outcome{};
    };
    worker_->set_paused("");
    clock_.run_for(10s);
    EXPECT_EQ(counts(), (Counts{0, 1, 7, 7, 0, 0}));
    EXPECT_EQ(queue_->find(poison)->standing.state, State::failed);
    EXPECT_LE(target_->log.size(), 7u);
}

TEST_F(WorkerTest, aChangeThatMakesTheServerHangDoesNotBlockItsNeighbours)
{
    worker_->set_paused("test");
    take_plays(4);
    auto const poison = queue_->due(home_, clock_.wall(), 10)[0].id;
    target_->answer = [poison](std::span<Claimed const> batch) {
        for (auto const& change : batch)
            if (change.id == poison)
                return always(ErrorClass::ambiguous)(batch);
        return Outcome{};
    };
    worker_->set_paused("");
    clock_.run_for(10min);
    EXPECT_EQ(counts().synced, 3u);
    EXPECT_EQ(counts().pending, 1u);
}

TEST_F(WorkerTest, aPausedOrOfflineTargetSendsNothing)
{
    worker_->set_paused("page");
    take(Verb::watched, "Heat");
    clock_.run_for(1h);
    EXPECT_TRUE(target_->log.empty());
    EXPECT_EQ(witness_.state, "paused");
    worker_->set_paused("");
    worker_->set_offline(true);
    clock_.run_for(1h);
    EXPECT_TRUE(target_->log.empty());
    worker_->set_offline(false);
    clock_.poll();
    EXPECT_EQ(counts().synced, 1u);
}

TEST_F(WorkerTest, aTargetOnThisMachineKnowsNoOffline)
{
    target_->traits_.needs_network = false;
    worker_->set_offline(true);
    take(Verb::watched, "Heat");
    EXPECT_EQ(counts().synced, 1u);
}

TEST_F(WorkerTest, severalBatchesGoOutAtOnceWhereTheTargetAllowsIt)
{
    target_->traits_.limits.changes = 2;
    target_->traits_.lanes = 3;
    target_->hangs = true;
    worker_->set_paused("test");
    take_plays(10);
    worker_->set_paused("");
    clock_.poll();
    EXPECT_EQ(target_->log.size(), 3u);
    EXPECT_EQ(queue_->in_flight(home_), 6u);
}

TEST_F(WorkerTest, stoppingCancelsWhatHangsAndLosesNothing)
{
    target_->hangs = true;
    take(Verb::watched, "Heat");
    EXPECT_EQ(queue_->in_flight(home_), 1u);
    end();
    start();
    EXPECT_EQ(counts().synced, 1u);
}

TEST_F(WorkerTest, theLastCallTellsWhatFollowsAStateInFlight)
{
    target_->takes = 100ms;
    take(Verb::progress, "Heat");
    ASSERT_EQ(queue_->in_flight(home_), 1u);
    take(Verb::progress, "Heat"); // where the film was left, while the one before is on its way
    worker_->stop();
    clock_.run_for(1s);
    EXPECT_TRUE(worker_->ended());
    EXPECT_EQ(target_->log.size(), 2u);
    EXPECT_EQ(counts().pending, 0u);
}

TEST_F(WorkerTest, aLastCallIsNotMadeOnceTimeIsUp)
{
    target_->hangs = true;
    take(Verb::progress, "Heat");
    take(Verb::watched, "Alien");
    worker_->stop();
    clock_.run_for(1s);
    EXPECT_FALSE(worker_->ended());
    worker_->cancel();
    clock_.run_for(1s);
    EXPECT_TRUE(worker_->ended());
    EXPECT_EQ(target_->log.size(), 1u);
    EXPECT_EQ(counts().pending, 2u);
}

TEST_F(WorkerTest, aClockSetBackTenYearsDelaysNothing)
{
    target_->answer = always(ErrorClass::transient, 500);
    take(Verb::watched, "Heat");
    target_->answer = always(ErrorClass::none);
    clock_.jump(-UnixMs{10} * 365 * 86'400'000);
    clock_.run_for(66s);
    EXPECT_EQ(counts().synced, 1u);
}

TEST_F(WorkerTest, whatMetAnotherStateIsCountedShownAndLogged)
{
    int met = 0;
    target_->answer = [&met](auto batch) {
        Outcome outcome;
        auto const verdict = met++ == 0 ? Resolution::ours : Resolution::theirs;
        outcome.conflicts.push_back({batch.front().id, verdict, "Heat", "Heat: why"});
        return outcome;
    };
    for (int i = 0; i < 7; ++i)
        take(Verb::progress, "Heat");
    auto const card = worker_->card();
    EXPECT_EQ(card.conflicts.ours, 1u);
    EXPECT_EQ(card.conflicts.theirs, 6u);
    EXPECT_EQ(card.conflicts.both, 0u);
    ASSERT_EQ(card.conflicts.last.size(), 5u) << "the last few";
    EXPECT_EQ(card.conflicts.last.front().verdict, "theirs");
    EXPECT_EQ(card.conflicts.last.front().sentence, "Heat: why");
    EXPECT_TRUE(log_.starts_with("target home: Heat: why\n")) << log_;
    EXPECT_EQ(std::ranges::count(log_, '\n'), 7);
}

TEST_F(WorkerTest, theBarNeverRunsBackwardsAndEndsAtItsTotal)
{
    target_->traits_.limits.changes = 5;
    target_->takes = 100ms;
    worker_->set_paused("test");
    take_plays(23);
    worker_->set_paused("");
    clock_.run_for(200ms);
    take_plays(4);
    clock_.run_for(5s);
    ASSERT_FALSE(witness_.progress.empty());
    std::uint64_t done = 0;
    for (auto const& run : witness_.progress) {
        EXPECT_GE(run.done, done);
        EXPECT_EQ(run.done + run.failed + run.left, run.total);
        done = run.done;
    }
    EXPECT_EQ(witness_.progress.back().total, 27u);
    EXPECT_EQ(witness_.progress.back().left, 0u);
    EXPECT_EQ(witness_.synced, 27);
}

} // namespace
} // namespace playsync
