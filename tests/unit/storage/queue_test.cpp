// SPDX-License-Identifier: MIT
// What the queue promises, on the real store: merging, claiming, settling.
#include "tests/unit/storage/queue_fixture.hpp"

namespace playsync {
namespace {

TEST_F(QueueTest, newerPositionReplacesOlderOne)
{
    take(Verb::progress, "Heat", 100);
    take(Verb::progress, "Heat", 200);
    EXPECT_EQ(waiting(), (Waiting{"progress Heat"}));
    EXPECT_EQ(queue_->counts(home_).superseded, 1u);
    EXPECT_EQ(decode_body({}, queue_->list({}).entries[0].body)->occurred_at, 200);
}

TEST_F(QueueTest, aPositionThatComesLateChangesNothing)
{
    take(Verb::progress, "Heat", 200);
    EXPECT_EQ(take(Verb::progress, "Heat", 100), Taken::stale);
    EXPECT_EQ(decode_body({}, queue_->list({}).entries[0].body)->occurred_at, 200);
}

TEST_F(QueueTest, watchedBeatsTheProgressBeforeIt)
{
    take(Verb::progress, "Heat", 100);
    take(Verb::watched, "Heat", 200);
    EXPECT_EQ(waiting(), (Waiting{"watched Heat"}));
}

TEST_F(QueueTest, aMarkToldLateLeavesThePositionAfterIt)
{
    take(Verb::progress, "Heat", 300);
    take(Verb::watched, "Heat", 200);
    EXPECT_EQ(waiting(), (Waiting{"watched Heat", "progress Heat"}));
}

TEST_F(QueueTest, aRestartAfterWatchedIsToldAfterIt)
{
    take(Verb::watched, "Heat", 200);
    take(Verb::progress, "Heat", 300);
    EXPECT_EQ(waiting(), (Waiting{"watched Heat", "progress Heat"}));
}

TEST_F(QueueTest, unwatchedAfterWatchedIsSentAsUnwatched)
{
    take(Verb::watched, "Heat", 200);
    take(Verb::unwatched, "Heat", 300);
    EXPECT_EQ(waiting(), (Waiting{"unwatched Heat"}));
    EXPECT_EQ(take(Verb::watched, "Heat", 250), Taken::stale);
}

TEST_F(QueueTest, playsAreNeverMerged)
{
    take(Verb::play, "Roads", 100);
    take(Verb::play, "Roads", 200);
    EXPECT_EQ(waiting(), (Waiting{"play Roads", "play Roads"}));
}

TEST_F(QueueTest, theSamePlayToldTwiceIsOne)
{
    take(Verb::play, "Roads", 100);
    EXPECT_EQ(take(Verb::play, "Roads", 100), Taken::repeated);
    EXPECT_EQ(queue_->counts(home_).repeated, 1u);
    auto const claimed = claim_all(home_);
    settle(claimed[0], State::synced);
    EXPECT_EQ(take(Verb::play, "Roads", 100), Taken::repeated) << "also when the target has it";
}

TEST_F(QueueTest, whatIsInFlightIsPassedOverAndComesBack)
{
    for (int i = 0; i < 5; ++i)
        take(Verb::play, "Song " + std::to_string(i), i);
    auto const due = queue_->due(home_, now_, 2);
    auto const claimed = queue_->claim(home_, std::vector{due[0].id, due[1].id});
    EXPECT_EQ(waiting(), (Waiting{"play Song 2", "play Song 3", "play Song 4"}));
    queue_->release({&claimed[0].id, 1});
    EXPECT_EQ(waiting(), (Waiting{"play Song 0", "play Song 2", "play Song 3", "play Song 4"}));
    EXPECT_EQ(queue_->next_due(home_), 0);
}

TEST_F(QueueTest, whatIsDueBeforeWhatIsInFlightIsFound)
{
    take(Verb::play, "Later", 100);
    take(Verb::play, "Latest", 200);
    auto const claimed = queue_->claim(home_, std::vector{queue_->due(home_, now_, 1)[0].id});
    EXPECT_EQ(waiting(), (Waiting{"play Latest"}));
    take(Verb::play, "Earlier", 50);
    EXPECT_EQ(waiting(), (Waiting{"play Earlier", "play Latest"}));
    EXPECT_EQ(queue_->next_due(home_), 50);
}

TEST_F(QueueTest, usersAndTargetsDoNotMix)
{
    take(test::draft(home_, Verb::watched, "Heat", 100, "alice"));
    take(test::draft(home_, Verb::watched, "Heat", 100, "bob"));
    take(test::draft(other_, Verb::watched, "Heat", 100, "alice"));
    EXPECT_EQ(queue_->counts(home_).pending, 2u);
    EXPECT_EQ(queue_->counts(other_).pending, 1u);
}

TEST_F(QueueTest, whatReplacesAWaitingPositionIsDueWhenThatWas)
{
    auto first = test::draft(home_, Verb::progress, "Heat", 100);
    first.due_at = now_ + 500;
    take(first);
    auto second = test::draft(home_, Verb::progress, "Heat", 200);
    second.due_at = now_ + 900;
    take(second);
    EXPECT_EQ(queue_->next_due(home_), first.due_at) << "else a stream of positions is never sent";
}

TEST_F(QueueTest, aClaimedChangeIsNotDueAgain)
{
    take(Verb::watched, "Heat", 100);
    EXPECT_EQ(claim_all(home_).size(), 1u);
    EXPECT_TRUE(queue_->due(home_, now_, 10).empty());
    EXPECT_FALSE(queue_->next_due(home_));
    EXPECT_EQ(queue_->in_flight(home_), 1u);
    EXPECT_EQ(queue_->counts(home_).pending, 1u);
}

TEST_F(QueueTest, anItemsNextStateWaitsForTheOneInFlight)
{
    take(Verb::watched, "Heat", 100);
    auto const claimed = claim_all(home_);
    take(Verb::unwatched, "Heat", 200);
    take(Verb::watched, "Ronin", 200);
    EXPECT_EQ(waiting(), (Waiting{"watched Ronin"}));
    settle(claimed[0], State::synced);
    EXPECT_EQ(waiting(), (Waiting{"unwatched Heat", "watched Ronin"}));
}

TEST_F(QueueTest, aStateReplacedInFlightIsNotTriedAgain)
{
    take(Verb::progress, "Heat", 100);
    auto const claimed = claim_all(home_);
    take(Verb::progress, "Heat", 200);
    settle(claimed[0], State::pending, {ErrorClass::transient, 500, "oops"}, now_);
    auto const due = queue_->due(home_, now_, 10);
    ASSERT_EQ(due.size(), 1u);
    EXPECT_NE(due[0].id, claimed[0].id);
}

TEST_F(QueueTest, aPositionNeverPassesTheMarkBeforeIt)
{
    take(Verb::watched, "Heat", 100);
    auto const claimed = claim_all(home_);
    take(Verb::progress, "Heat", 200);
    settle(claimed[0], State::pending, {ErrorClass::transient, 500, "oops"}, now_ + 5000);
    EXPECT_TRUE(queue_->due(home_, now_, 10).empty()) << "it was there when the mark failed";
    take(Verb::progress, "Heat", 300);
    EXPECT_TRUE(queue_->due(home_, now_, 10).empty()) << "it came later";
    EXPECT_EQ(queue_->next_due(home_), now_ - 1 + 5000);
    EXPECT_EQ(waiting(), (Waiting{"watched Heat", "progress Heat"}));
    queue_->hasten(home_, std::nullopt, now_, 10);
    EXPECT_EQ(waiting(), (Waiting{"watched Heat", "progress Heat"}));
}

TEST_F(QueueTest, aRevivedMarkGoesBeforeThePositionAfterIt)
{
    take(Verb::watched, "Heat", 100);
    settle(claim_all(home_)[0], State::failed);
    take(Verb::progress, "Heat", 200);
    queue_->revive(home_, now_, 10);
    EXPECT_EQ(waiting(), (Waiting{"watched Heat", "progress Heat"}));
}

TEST_F(QueueTest, aRevivedPositionGoesAfterTheMarkBeforeIt)
{
    take(Verb::watched, "Heat", 100);
    take(Verb::progress, "Heat", 200);
    auto const mark = queue_->due(home_, now_, 10).front().id;
    settle(queue_->claim(home_, {&mark, 1})[0], State::failed);
    settle(claim_all(home_)[0], State::failed);
    queue_->retry({&mark, 1}, now_);
    settle(claim_all(home_)[0], State::pending, {}, now_ + 5000);
    queue_->revive(home_, now_, 10);
    EXPECT_TRUE(queue_->due(home_, now_, 10).empty());
    EXPECT_EQ(waiting(), (Waiting{"watched Heat", "progress Heat"}));
}

TEST_F(QueueTest, whatWaitsForAnotherInFlightIsNotDueSoon)
{
    take(Verb::watched, "Heat", 100);
    claim_all(home_);
    take(Verb::progress, "Heat", 200);
    EXPECT_EQ(queue_->next_due(home_), std::nullopt) << "who waits for it would spin";
}

TEST_F(QueueTest, whatWasReplacedInFlightIsNotSentAfterACrash)
{
    take(Verb::progress, "Heat", 100);
    claim_all(home_);
    take(Verb::watched, "Heat", 200);
    open();
    auto const after = claim_all(home_);
    ASSERT_EQ(after.size(), 1u);
    EXPECT_EQ(decode_body(after[0].id, after[0].body)->verb, Verb::watched);
    EXPECT_EQ(queue_->counts(home_).pending, 1u);
    EXPECT_EQ(queue_->counts(home_).superseded, 1u);
}

TEST_F(QueueTest, aCrashMakesWhatWasInFlightPending)
{
    take(Verb::watched, "Heat", 100);
    auto const before = claim_all(home_);
    open();
    auto const after = claim_all(home_);
    ASSERT_EQ(after.size(), 1u);
    EXPECT_EQ(after[0].id, before[0].id) << "the same id, so that the target knows the repeat";
    EXPECT_EQ(after[0].body, before[0].body);
}

TEST_F(QueueTest, aRetryIsDueAtItsTimeAndKeepsItsReason)
{
    take(Verb::watched, "Heat", 100);
    auto const claimed = claim_all(home_);
    settle(claimed[0], State::pending, {ErrorClass::transient, 503, "down"}, now_ + 5000);
    EXPECT_TRUE(queue_->due(home_, now_ + 4999, 10).empty());
    EXPECT_EQ(queue_->due(home_, now_ + 5000, 10).size(), 1u);
    auto const entry = queue_->find(claimed[0].id);
    EXPECT_EQ(entry->standing.attempts, 1u);
    EXPECT_EQ(entry->standing.error, (LastError{ErrorClass::transient, 503, "down"}));
}

TEST_F(QueueTest, theDeadAreKeptAndCanBeRevived)
{
    take(Verb::watched, "Heat", 100);
    settle(claim_all(home_)[0], State::failed, {ErrorClass::rejected, 422, "no"});
    EXPECT_EQ(queue_->counts(home_).failed, 1u);
    EXPECT_EQ(queue_->counts(home_).pending, 0u);
    open();
    EXPECT_EQ(queue_->revive(home_, now_, 100), 1u);
    EXPECT_EQ(queue_->counts(home_), (Counts{1, 0, 0, 0, 0, 0}));
    auto const due = queue_->due(home_, now_, 10);
    ASSERT_EQ(due.size(), 1u);
    EXPECT_EQ(due[0].attempts, 0u);
}

TEST_F(QueueTest, aDeadPositionDoesNotComeBackOverANewerOne)
{
    take(Verb::progress, "Heat", 100);
    auto const claimed = claim_all(home_);
    take(Verb::progress, "Heat", 200);
    settle(claim_all(home_).empty() ? claimed[0] : claimed[0], State::failed,
           {ErrorClass::rejected, 422, "no"});
    settle(claim_all(home_).at(0), State::synced);
    EXPECT_EQ(queue_->revive(home_, now_, 100), 0u);
    EXPECT_EQ(queue_->counts(home_).failed, 0u);
}

TEST_F(QueueTest, hastenForgetsAWaitButNotTheChange)
{
    take(Verb::watched, "Heat", 100);
    take(Verb::watched, "Ronin", 100);
    auto const claimed = claim_all(home_);
    for (auto const& each : claimed)
        settle(each, State::pending, {ErrorClass::transient, 500, ""}, now_ + 60'000);
    auto const heat = test::draft(home_, Verb::watched, "Heat", 100).item;
    EXPECT_EQ(queue_->hasten(home_, heat, now_, 100), 1u);
    EXPECT_EQ(queue_->due(home_, now_, 10).size(), 1u);
    EXPECT_EQ(queue_->hasten(home_, std::nullopt, now_, 100), 1u);
    EXPECT_EQ(queue_->due(home_, now_, 10).size(), 2u);
}

} // namespace
} // namespace playsync
