// SPDX-License-Identifier: MIT
// A target where each watch of an item counts.
#include "tests/unit/storage/queue_fixture.hpp"

namespace playsync {
namespace {

class QueueCountingTest : public QueueTest {
protected:
    QueueCountingTest() { queue_->count_watches(home_, true); }

    void settle_all(State state, LastError const& error = {})
    {
        for (auto const& change : claim_all(home_)) {
            settle(change, state, error);
            queue_->release({&change.id, 1});
        }
    }
};

TEST_F(QueueCountingTest, twoWatchesThatWaitAreBothTold)
{
    EXPECT_EQ(take(Verb::watched, "Heat", 100), Taken::appended);
    EXPECT_EQ(take(Verb::watched, "Heat", 200), Taken::appended);
    EXPECT_EQ(take(Verb::watched, "Heat", 150), Taken::appended) << "told late";
    EXPECT_EQ(take(Verb::watched, "Heat", 200), Taken::repeated);
    EXPECT_EQ(queue_->counts(home_).pending, 3u);
    for (int i = 0; i < 3; ++i)
        settle_all(State::synced);
    EXPECT_EQ(queue_->counts(home_).synced, 3u);
    EXPECT_EQ(queue_->counts(home_).superseded, 0u);
}

TEST_F(QueueCountingTest, elsewhereTheNewerReplacesTheOlder)
{
    queue_->count_watches(home_, false);
    take(Verb::watched, "Heat", 100);
    take(Verb::watched, "Heat", 200);
    EXPECT_EQ(waiting(), (Waiting{"watched Heat"}));
}

TEST_F(QueueCountingTest, whatWasTakenBackSinceIsNotToldAfterIt)
{
    take(Verb::watched, "Heat", 100);
    take(Verb::watched, "Heat", 200);
    EXPECT_EQ(take(Verb::unwatched, "Heat", 300), Taken::appended);
    EXPECT_EQ(take(Verb::watched, "Heat", 250), Taken::stale);
    for (int i = 0; i < 3; ++i)
        for (auto const& change : claim_all(home_)) {
            EXPECT_NE(change.body.find("unwatched"), std::string::npos);
            settle(change, State::synced);
        }
    EXPECT_EQ(queue_->counts(home_).pending, 0u);
    EXPECT_EQ(queue_->counts(home_).superseded, 3u);
}

TEST_F(QueueCountingTest, aWatchThatFailedIsDroppedWhenItWasTakenBackMeanwhile)
{
    take(Verb::watched, "Heat", 100);
    auto const claimed = claim_all(home_);
    take(Verb::unwatched, "Heat", 200);
    settle(claimed.at(0), State::pending, {ErrorClass::transient, 500, "words"});
    EXPECT_EQ(waiting(), (Waiting{"unwatched Heat"}));
}

TEST_F(QueueCountingTest, whatWasTakenBackIsDroppedThoughItWasWatchedAgainSince)
{
    take(Verb::watched, "Heat", 100);
    auto const claimed = claim_all(home_);
    take(Verb::watched, "Heat", 150);
    take(Verb::unwatched, "Heat", 200);
    take(Verb::watched, "Heat", 300);
    settle(claimed.at(0), State::pending, {ErrorClass::transient, 500, "words"});
    queue_->release({&claimed.at(0).id, 1});
    EXPECT_EQ(waiting(), (Waiting{"watched Heat"})) << "the last of them";
}

TEST_F(QueueCountingTest, aWatchThatFailedStaysThoughANewerOneCame)
{
    take(Verb::watched, "Heat", 100);
    auto const claimed = claim_all(home_);
    take(Verb::watched, "Heat", 200);
    settle(claimed.at(0), State::pending, {ErrorClass::transient, 500, "words"});
    EXPECT_EQ(queue_->counts(home_).pending, 2u);
    EXPECT_EQ(queue_->counts(home_).superseded, 0u);
}

TEST_F(QueueCountingTest, aPositionBeforeAWatchIsOut)
{
    take(Verb::progress, "Heat", 100);
    take(Verb::watched, "Heat", 200);
    take(Verb::watched, "Heat", 300);
    EXPECT_EQ(take(Verb::progress, "Heat", 250), Taken::stale);
    EXPECT_EQ(take(Verb::progress, "Heat", 400), Taken::appended);
    EXPECT_EQ(queue_->counts(home_).pending, 3u);
}

TEST_F(QueueCountingTest, handsDoNotMakeOneReplaceTheOther)
{
    take(Verb::watched, "Heat", 100);
    take(Verb::watched, "Heat", 200);
    std::vector<Ulid> ids;
    for (auto const& due : queue_->due(home_, now_, 10))
        ids.push_back(due.id);
    EXPECT_EQ(queue_->park(ids, now_), (std::vector{Fate::done, Fate::done}));
    EXPECT_EQ(queue_->retry(ids, now_), (std::vector{Fate::done, Fate::done}));
    EXPECT_EQ(queue_->discard({&ids[1], 1}, 7), (std::vector{Fate::done}));
    EXPECT_EQ(queue_->counts(home_).pending, 1u);
    std::uint64_t restored = 0;
    queue_->undo(7, 10, restored);
    EXPECT_EQ(restored, 1u);
    EXPECT_EQ(queue_->counts(home_).pending, 2u);
}

TEST_F(QueueCountingTest, aPositionThatPutsOffInheritsNoTime)
{
    auto first = test::draft(home_, Verb::progress, "Heat", 100);
    first.due_at = now_ + 500;
    take(first);
    auto second = test::draft(home_, Verb::progress, "Heat", 200);
    second.due_at = now_ + 900;
    second.puts_off = true;
    take(second);
    EXPECT_EQ(queue_->next_due(home_), second.due_at);
}

} // namespace
} // namespace playsync
