// SPDX-License-Identifier: MIT
// What the queue promises, on the real store.
#include <gtest/gtest.h>

#include <sys/stat.h>

#include "storage/lmdb_queue.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {
namespace {

class QueueTest : public testing::Test {
protected:
    QueueTest() { open(); }

    void open(std::size_t limit = std::size_t{1} << 30, std::size_t first = 1 << 20)
    {
        queue_.reset();
        StoreOptions options;
        options.limit = limit;
        options.first_size = first;
        queue_ = std::make_unique<LmdbQueue>(dir_.path(), options);
        home_ = queue_->target("home");
        other_ = queue_->target("other");
    }

    Taken take(Draft const& draft) { return queue_->commit({&draft, 1}, {}, now_++).front(); }
    Taken take(Verb verb, std::string const& title, UnixMs at)
    {
        return take(test::draft(home_, verb, title, at));
    }

    std::vector<Claimed> claim_all(TargetNo target)
    {
        std::vector<Ulid> ids;
        for (auto const& due : queue_->due(target, now_, 1000))
            ids.push_back(due.id);
        return queue_->claim(target, ids);
    }

    /// Titles and verbs that wait, in the order they go out.
    std::vector<std::string> waiting()
    {
        std::vector<std::string> out;
        for (auto const& due : queue_->due(home_, now_ + 1'000'000, 1000)) {
            auto const entry = queue_->find(due.id);
            auto const change = decode_body(due.id, entry->body);
            out.push_back(std::string{name_of(change->verb)} + " " + change->item.title);
        }
        return out;
    }

    void settle(Claimed const& change, State state, LastError error = {}, UnixMs next = 0)
    {
        Settlement settlement;
        settlement.id = change.id;
        settlement.state = state;
        settlement.at = now_;
        settlement.next_attempt_at = next;
        settlement.attempts =
            static_cast<std::uint8_t>(change.attempts + (state == State::synced ? 0 : 1));
        settlement.error = std::move(error);
        queue_->commit({}, {&settlement, 1}, now_);
    }

    using Waiting = std::vector<std::string>;

    test::TempDir dir_;
    std::unique_ptr<LmdbQueue> queue_;
    TargetNo home_ = 0, other_ = 0;
    UnixMs now_ = 1'000'000;
};

TEST_F(QueueTest, newerPositionReplacesOlderOne)
{
    take(Verb::progress, "Heat", 100);
    take(Verb::progress, "Heat", 200);
    EXPECT_EQ(waiting(), (Waiting{"progress Heat"}));
    EXPECT_EQ(queue_->counts(home_).superseded, 1u);
    EXPECT_EQ(decode_body({}, queue_->list({}, {}, 1).entries[0].body)->occurred_at, 200);
}

TEST_F(QueueTest, aPositionThatComesLateChangesNothing)
{
    take(Verb::progress, "Heat", 200);
    EXPECT_EQ(take(Verb::progress, "Heat", 100), Taken::stale);
    EXPECT_EQ(decode_body({}, queue_->list({}, {}, 1).entries[0].body)->occurred_at, 200);
}

TEST_F(QueueTest, watchedBeatsTheProgressBeforeIt)
{
    take(Verb::progress, "Heat", 100);
    take(Verb::watched, "Heat", 200);
    EXPECT_EQ(waiting(), (Waiting{"watched Heat"}));
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

TEST_F(QueueTest, historyIsPrunedByAgeAndByCountAndTheLedgerStays)
{
    for (int i = 0; i < 10; ++i)
        take(Verb::play, "Song " + std::to_string(i), 100 + i);
    take(Verb::play, "Waiting", 500);
    auto const claimed = claim_all(home_);
    for (std::size_t i = 0; i < 10; ++i)
        settle(claimed[i], State::synced);
    queue_->release(std::array{claimed[10].id});
    EXPECT_EQ(queue_->prune(0, 4, 1000), 6u);
    EXPECT_EQ(queue_->counts(home_), (Counts{1, 0, 4, 10, 0, 0}));
    EXPECT_EQ(queue_->prune(now_ + 1, 100, 1000), 4u);
    EXPECT_EQ(waiting(), (Waiting{"play Waiting"}));
    EXPECT_EQ(take(Verb::play, "Song 0", 100), Taken::repeated);
}

TEST_F(QueueTest, theListPagesNewestFirstAndStaysStable)
{
    for (int i = 0; i < 7; ++i)
        take(Verb::play, "Song " + std::to_string(i), 100 + i);
    auto page = queue_->list({home_, State::pending}, {}, 3);
    std::vector<std::string> titles;
    for (;;) {
        for (auto const& entry : page.entries)
            titles.push_back(decode_body(entry.id, entry.body)->item.title);
        if (!page.next)
            break;
        take(Verb::play, "New while reading " + std::to_string(titles.size()), 900 + now_);
        page = queue_->list({home_, State::pending}, page.next, 3);
    }
    EXPECT_EQ(titles,
              (Waiting{"Song 6", "Song 5", "Song 4", "Song 3", "Song 2", "Song 1", "Song 0"}));
}

TEST_F(QueueTest, theMapGrowsByItself)
{
    std::vector<Draft> drafts;
    for (int i = 0; i < 20'000; ++i)
        drafts.push_back(test::draft(home_, Verb::play, "Song " + std::to_string(i), 100 + i));
    queue_->commit(drafts, {}, now_);
    EXPECT_EQ(queue_->counts(home_).pending, 20'000u);
    EXPECT_GT(queue_->used_bytes(), std::size_t{1} << 20);
}

TEST_F(QueueTest, atItsLimitNothingIsHalfTaken)
{
    open(2 << 20, 1 << 20);
    std::uint64_t taken = 0;
    std::vector<Draft> drafts(100);
    try {
        for (;; taken += drafts.size()) {
            for (std::size_t i = 0; i < drafts.size(); ++i)
                drafts[i] = test::draft(home_, Verb::play, "Song", static_cast<UnixMs>(taken + i));
            queue_->commit(drafts, {}, now_);
        }
    } catch (StoreFull const& error) {
        EXPECT_NE(std::string{error.what()}.find("limit_mib"), std::string::npos);
    }
    EXPECT_GT(taken, 1000u);
    EXPECT_EQ(queue_->counts(home_).pending, taken);
    EXPECT_EQ(queue_->room(), Room::none);
    auto const claimed = claim_all(home_);
    for (auto const& each : claimed)
        settle(each, State::synced);
    EXPECT_GT(queue_->prune(now_ + 1, 0, 100'000), 0u);
    EXPECT_NO_THROW(queue_->commit(drafts, {}, now_)) << "room that was made is used";
}

TEST_F(QueueTest, anotherSchemaIsRefusedUntouched)
{
    {
        queue_.reset();
        lmdb::Env env{dir_.path(), 1 << 20, store::database_count};
        lmdb::WriteTxn txn{env};
        txn.put(txn.open(store::name::meta), store::schema_key, "99");
        txn.commit();
    }
    try {
        open();
        FAIL();
    } catch (std::runtime_error const& error) {
        EXPECT_NE(std::string{error.what()}.find("schema 99"), std::string::npos) << error.what();
    }
}

TEST_F(QueueTest, countsAndNumbersSurviveARestart)
{
    take(Verb::watched, "Heat", 100);
    settle(claim_all(home_)[0], State::synced);
    take(Verb::watched, "Ronin", 100);
    auto const before = queue_->counts(home_);
    auto const number = other_;
    open();
    EXPECT_EQ(queue_->counts(home_), before);
    EXPECT_EQ(queue_->target("other"), number);
    EXPECT_EQ(queue_->name_of(number), "other");
}

TEST_F(QueueTest, notesSurviveARestart)
{
    queue_->note("limit.1", "12 34");
    open();
    EXPECT_EQ(queue_->noted("limit.1"), "12 34");
    queue_->note("limit.1", "");
    EXPECT_EQ(queue_->noted("limit.1"), "");
}

TEST_F(QueueTest, filesArePrivate)
{
    for (char const* name : {"data.mdb", "lock.mdb"}) {
        struct stat info {};
        ASSERT_EQ(stat((dir_ / name).c_str(), &info), 0);
        EXPECT_EQ(info.st_mode & 0777, 0600u) << name;
    }
}

TEST_F(QueueTest, aDamagedRecordIsSetAsideAndItsNeighboursGoOn)
{
    take(Verb::play, "Good", 100);
    take(Verb::play, "Damaged", 200);
    take(Verb::play, "Also good", 300);
    auto const damaged = queue_->due(home_, now_, 10)[1].id;
    queue_.reset();
    {
        lmdb::Env env{dir_.path(), 1 << 20, store::database_count};
        lmdb::WriteTxn txn{env};
        auto const bodies = txn.open(store::name::bodies);
        std::string record{txn.find(bodies, store::view(damaged))};
        record[20] = static_cast<char>(record[20] ^ 1);
        txn.put(bodies, store::view(damaged), record);
        txn.commit();
    }
    open();
    EXPECT_EQ(claim_all(home_).size(), 2u);
    EXPECT_EQ(queue_->counts(home_).failed, 1u);
    EXPECT_EQ(queue_->counts(home_).pending, 2u);
    EXPECT_EQ(queue_->find(damaged)->standing.error.message, "its record on disk is damaged");
}

} // namespace
} // namespace playsync
