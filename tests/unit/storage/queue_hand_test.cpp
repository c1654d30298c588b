// SPDX-License-Identifier: MIT
// Orders given by hand: what they change, and what they leave alone.
#include "tests/unit/storage/queue_fixture.hpp"

namespace playsync {
namespace {

class QueueHandTest : public QueueTest {
protected:
    using Fates = std::vector<Fate>;

    Ulid newest()
    {
        Look look;
        look.limit = 1;
        return queue_->list(look).entries.at(0).id;
    }
    Ulid taken(Verb verb, std::string const& title, UnixMs at)
    {
        take(verb, title, at);
        return newest();
    }
    Fate discard(Ulid id, std::uint64_t batch = 7) { return queue_->discard({&id, 1}, batch)[0]; }
    std::uint64_t undo(std::uint64_t batch = 7)
    {
        std::uint64_t restored = 0;
        while (queue_->undo(batch, 2, restored) == 2)
            ;
        return restored;
    }
};

TEST_F(QueueHandTest, aRetryKnowsEachOfItsChanges)
{
    auto const failed = taken(Verb::watched, "Heat", 100);
    settle(claim_all(home_)[0], State::failed, {ErrorClass::rejected, 422, "no"});
    auto const synced = taken(Verb::watched, "Ran", 200);
    settle(claim_all(home_)[0], State::synced);
    auto const later = taken(Verb::watched, "Ronin", 300);
    settle(claim_all(home_)[0], State::pending, {}, now_ + 60'000);
    auto const flying = taken(Verb::watched, "Alien", 400);
    claim_all(home_);
    auto const due = taken(Verb::watched, "Tron", 500);
    Ulid const nobody;
    std::array const all{failed, synced, later, flying, due, nobody};
    EXPECT_EQ(queue_->retry(all, now_), (Fates{Fate::done, Fate::settled, Fate::done,
                                               Fate::in_flight, Fate::due, Fate::not_found}));
    EXPECT_EQ(queue_->find(failed)->standing.attempts, 0u);
    EXPECT_EQ(queue_->counts(home_).failed, 0u);
    EXPECT_EQ(queue_->due(home_, now_, 10).size(), 3u);
}

TEST_F(QueueHandTest, aRetriedPositionStaysBehindItsMark)
{
    take(Verb::watched, "Heat", 100);
    settle(claim_all(home_)[0], State::pending, {}, now_ + 60'000);
    auto const position = taken(Verb::progress, "Heat", 200);
    EXPECT_EQ(queue_->retry({&position, 1}, now_), Fates{Fate::due});
    EXPECT_TRUE(queue_->due(home_, now_, 10).empty());
    EXPECT_EQ(waiting(), (Waiting{"watched Heat", "progress Heat"}));
}

TEST_F(QueueHandTest, whatIsParkedWaitsForAPerson)
{
    auto const id = taken(Verb::watched, "Heat", 100);
    EXPECT_EQ(queue_->park({&id, 1}, now_), Fates{Fate::done});
    EXPECT_TRUE(queue_->due(home_, now_ + 1'000'000, 10).empty());
    EXPECT_EQ(queue_->find(id)->standing.error.kind, ErrorClass::by_hand);
    EXPECT_EQ(queue_->counts(home_), (Counts{0, 1}));
    EXPECT_EQ(queue_->park({&id, 1}, now_), Fates{Fate::not_pending});
    EXPECT_EQ(queue_->retry({&id, 1}, now_), Fates{Fate::done});
    EXPECT_EQ(waiting(), (Waiting{"watched Heat"}));
}

TEST_F(QueueHandTest, whatIsDiscardedIsOutAndComesBackAsItWas)
{
    auto const pending = taken(Verb::watched, "Heat", 100);
    take(Verb::play, "Song", 200);
    auto const failed = newest();
    settle(queue_->claim(home_, {&failed, 1})[0], State::failed, {ErrorClass::rejected, 422, "no"});
    auto const was = *queue_->find(failed);
    EXPECT_EQ(discard(pending), Fate::done);
    EXPECT_EQ(discard(failed), Fate::done);
    EXPECT_EQ(discard(failed), Fate::not_found);
    EXPECT_EQ(queue_->counts(home_), (Counts{0, 0, 0, 0, 0, 0, 2}));
    EXPECT_TRUE(queue_->list({}).entries.empty());
    EXPECT_EQ(undo(), 2u);
    EXPECT_EQ(undo(), 0u);
    EXPECT_EQ(queue_->counts(home_), (Counts{1, 1}));
    EXPECT_EQ(queue_->find(failed)->standing, was.standing);
    EXPECT_EQ(queue_->find(failed)->body, was.body);
    EXPECT_EQ(queue_->attempts(failed).size(), 1u);
    EXPECT_EQ(waiting(), (Waiting{"watched Heat"}));
}

TEST_F(QueueHandTest, neitherWhatIsInFlightNorWhatIsToldIsDiscarded)
{
    auto const flying = taken(Verb::watched, "Heat", 100);
    auto const claimed = claim_all(home_);
    EXPECT_EQ(discard(flying), Fate::in_flight);
    settle(claimed[0], State::synced);
    EXPECT_EQ(discard(flying), Fate::settled);
    EXPECT_EQ(queue_->counts(home_).discarded, 0u);
}

TEST_F(QueueHandTest, aNewerStateWinsOverAnUndo)
{
    auto const old = taken(Verb::progress, "Heat", 100);
    discard(old);
    take(Verb::watched, "Heat", 200);
    EXPECT_EQ(undo(), 0u);
    EXPECT_EQ(waiting(), (Waiting{"watched Heat"}));
    EXPECT_EQ(queue_->counts(home_), (Counts{1, 0, 0, 0, 1}));
    EXPECT_FALSE(queue_->find(old));
}

TEST_F(QueueHandTest, anUndoWinsOverAnOlderState)
{
    auto const mark = taken(Verb::watched, "Heat", 300);
    discard(mark);
    take(Verb::progress, "Heat", 200);
    EXPECT_EQ(undo(), 1u);
    EXPECT_EQ(waiting(), (Waiting{"watched Heat"}));
    take(Verb::unwatched, "Heat", 400);
    EXPECT_EQ(waiting(), (Waiting{"unwatched Heat"})) << "it has its slot again";
}

TEST_F(QueueHandTest, aPositionThatComesBackStaysBehindItsMark)
{
    take(Verb::watched, "Heat", 100);
    auto const mark = claim_all(home_);
    queue_->release(std::array{mark[0].id});
    auto const position = taken(Verb::progress, "Heat", 200);
    discard(position);
    settle(queue_->claim(home_, std::array{mark[0].id})[0], State::pending, {}, now_ + 60'000);
    EXPECT_EQ(undo(), 1u);
    EXPECT_TRUE(queue_->due(home_, now_, 10).empty());
    EXPECT_EQ(waiting(), (Waiting{"watched Heat", "progress Heat"}));
}

TEST_F(QueueHandTest, theTrashIsEmptiedBatchByBatch)
{
    auto const first = taken(Verb::play, "One", 100);
    auto const second = taken(Verb::play, "Two", 200);
    discard(first, 7);
    discard(second, 8);
    EXPECT_EQ(queue_->empty_trash(7, 100), 1u);
    EXPECT_EQ(queue_->empty_trash(7, 100), 0u);
    EXPECT_EQ(undo(7), 0u);
    EXPECT_EQ(undo(8), 1u);
    EXPECT_EQ(waiting(), (Waiting{"play Two"}));
    EXPECT_EQ(take(Verb::play, "One", 100), Taken::repeated) << "the ledger knows it";
}

TEST_F(QueueHandTest, theTrashSurvivesARestart)
{
    discard(taken(Verb::play, "One", 100));
    open();
    EXPECT_EQ(queue_->counts(home_).discarded, 1u);
    EXPECT_EQ(undo(), 1u);
    EXPECT_EQ(waiting(), (Waiting{"play One"}));
}

TEST_F(QueueHandTest, aCorrectedChangeTakesThePlaceOfTheOther)
{
    auto const old = taken(Verb::watched, "Heat", 100);
    settle(claim_all(home_)[0], State::failed, {ErrorClass::no_match, 404, "unknown"});
    auto id = old;
    EXPECT_EQ(queue_->rematch(id, {{"imdb", "tt0113277"}}, now_), Fate::done);
    EXPECT_NE(id, old);
    EXPECT_FALSE(queue_->find(old));
    auto const entry = queue_->find(id);
    EXPECT_EQ(entry->standing.state, State::pending);
    EXPECT_EQ(entry->standing.attempts, 0u);
    auto const change = decode_body(id, entry->body);
    EXPECT_EQ(change->item.ids,
              (std::vector<std::pair<std::string, std::string>>{{"imdb", "tt0113277"}}));
    EXPECT_EQ(change->occurred_at, 100);
    EXPECT_EQ(queue_->counts(home_), (Counts{1, 0, 0, 0, 1}));
    EXPECT_EQ(take(Verb::watched, "Heat", 100), Taken::repeated);
    take(Verb::unwatched, "Heat", 200);
    EXPECT_EQ(waiting(), (Waiting{"unwatched Heat"})) << "it has the slot";
}

TEST_F(QueueHandTest, whatIsToldOrFlyingIsNotCorrected)
{
    auto id = taken(Verb::watched, "Heat", 100);
    auto const claimed = claim_all(home_);
    EXPECT_EQ(queue_->rematch(id, {{"imdb", "tt0113277"}}, now_), Fate::in_flight);
    settle(claimed[0], State::synced);
    EXPECT_EQ(queue_->rematch(id, {{"imdb", "tt0113277"}}, now_), Fate::settled);
    Ulid nobody;
    EXPECT_EQ(queue_->rematch(nobody, {{"imdb", "tt0113277"}}, now_), Fate::not_found);
}

} // namespace
} // namespace playsync
