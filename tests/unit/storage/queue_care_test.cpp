// SPDX-License-Identifier: MIT
// History, growth and damage: what the queue does besides taking and giving.
#include "tests/unit/storage/queue_fixture.hpp"

#include <sys/stat.h>

namespace playsync {
namespace {

using QueueCareTest = QueueTest;

TEST_F(QueueCareTest, historyIsPrunedByAgeAndByCountAndTheLedgerStays)
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

TEST_F(QueueCareTest, theMapGrowsByItself)
{
    std::vector<Draft> drafts;
    for (int i = 0; i < 20'000; ++i)
        drafts.push_back(test::draft(home_, Verb::play, "Song " + std::to_string(i), 100 + i));
    queue_->commit(drafts, {}, now_);
    EXPECT_EQ(queue_->counts(home_).pending, 20'000u);
    EXPECT_GT(queue_->used_bytes(), std::size_t{1} << 20);
}

TEST_F(QueueCareTest, atItsLimitNothingIsHalfTaken)
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

TEST_F(QueueCareTest, countsAndNumbersSurviveARestart)
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

TEST_F(QueueCareTest, notesSurviveARestart)
{
    queue_->note("limit.1", "12 34");
    open();
    EXPECT_EQ(queue_->noted("limit.1"), "12 34");
    queue_->note("limit.1", "");
    EXPECT_EQ(queue_->noted("limit.1"), "");
}

TEST_F(QueueCareTest, filesArePrivate)
{
    for (char const* name : {"data.mdb", "lock.mdb"}) {
        struct stat info {};
        ASSERT_EQ(stat((dir_ / name).c_str(), &info), 0);
        EXPECT_EQ(info.st_mode & 0777, 0600u) << name;
    }
}

TEST_F(QueueCareTest, aDamagedRecordIsSetAsideAndItsNeighboursGoOn)
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
