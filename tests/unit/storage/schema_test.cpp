// SPDX-License-Identifier: MIT
// Stores of earlier schemas and of later ones.
#include <boost/endian/arithmetic.hpp>

#include "storage/watch_codec.hpp"
#include "tests/support/killed.hpp"
#include "tests/unit/storage/queue_fixture.hpp"

namespace playsync {
namespace {

class SchemaTest : public QueueTest {
protected:
    /// What a store of schema 1 held for the changes that are there now.
    void make_it_schema_1(std::size_t filler = 0)
    {
        std::vector<std::pair<Ulid, std::string>> messages;
        for (auto const& entry : queue_->list({{}, Order::newest, {}, 100'000, {}}).entries)
            if (entry.standing.error.kind != ErrorClass::none)
                messages.emplace_back(entry.id,
                                      entry.standing.error.message + std::string(filler, '!'));
        queue_.reset();
        lmdb::Env env{dir_.path(), 64 << 20, store::database_count};
        lmdb::WriteTxn txn{env};
        auto const meta = txn.open(store::name::meta);
        auto const errors = txn.open(store::name::errors);
        txn.put(meta, store::schema_key, "1");
        for (auto const* each : {store::name::attempts, store::name::series, store::name::trash,
                                 store::name::watches, store::name::playbacks})
            txn.drop(txn.open(each));
        for (auto const& [id, message] : messages)
            txn.put(errors, store::view(id), message);
        for (auto const* key : {"counts.1", "counts.2"})
            txn.put(meta, key, std::string{txn.find(meta, key).substr(0, 48)});
        txn.commit();
    }

    /// The same of schema 2, which had no watch history.
    void make_it_schema_2()
    {
        queue_.reset();
        lmdb::Env env{dir_.path(), 64 << 20, store::database_count};
        lmdb::WriteTxn txn{env};
        txn.put(txn.open(store::name::meta), store::schema_key, "2");
        for (auto const* each : {store::name::watches, store::name::playbacks})
            txn.drop(txn.open(each));
        txn.commit();
    }

    static void copy(std::filesystem::path const& from, std::filesystem::path const& to)
    {
        std::filesystem::copy(from, to, std::filesystem::copy_options::overwrite_existing);
    }
};

TEST_F(SchemaTest, aStoreOfTheFirstIsUpgraded)
{
    take(Verb::watched, "Heat", 100);
    settle(claim_all(home_)[0], State::failed, {ErrorClass::rejected, 422, "no such movie"});
    take(Verb::watched, "Ran", 200);
    settle(claim_all(home_)[0], State::synced);
    take(Verb::play, "Song", 300);
    auto const before = queue_->list({}).entries;
    auto const counts = queue_->counts(home_);
    make_it_schema_1();
    for (int start = 0; start < 2; ++start) {
        open();
        EXPECT_EQ(queue_->counts(home_), counts);
        auto const after = queue_->list({}).entries;
        ASSERT_EQ(after.size(), before.size());
        for (std::size_t i = 0; i < after.size(); ++i) {
            EXPECT_EQ(after[i].standing, before[i].standing);
            EXPECT_EQ(after[i].body, before[i].body);
        }
        auto const tries = queue_->attempts(before[2].id);
        ASSERT_EQ(tries.size(), 1u);
        EXPECT_EQ(tries[0].ms, -1);
        EXPECT_EQ(tries[0].error, (LastError{ErrorClass::rejected, 422, "no such movie"}));
        EXPECT_EQ(waiting(), (Waiting{"play Song"}));
    }
}

TEST_F(SchemaTest, anUpgradeKilledAtAnyStepLosesNothing)
{
    for (int i = 0; i < 40; ++i) {
        take(Verb::play, "Song " + std::to_string(i), 100 + i);
        settle(claim_all(home_)[0], State::failed, {ErrorClass::rejected, 422, "no such song"});
    }
    take(Verb::watched, "Ran", 200);
    auto const counts = queue_->counts(home_);
    make_it_schema_1();
    test::TempDir const kept;
    copy(dir_ / "data.mdb", kept / "data.mdb");
    unsigned step = 1;
    for (;; ++step) {
        bool const killed = test::killed_at(step, [&] { LmdbQueue{dir_.path(), StoreOptions{}}; });
        open();
        ASSERT_EQ(queue_->counts(home_), counts) << "killed at step " << step;
        auto const failed = queue_->list({}).entries.at(1);
        ASSERT_EQ(failed.standing.error.message, "no such song") << "killed at step " << step;
        ASSERT_EQ(waiting(), (Waiting{"watched Ran"})) << "killed at step " << step;
        queue_.reset();
        copy(kept / "data.mdb", dir_ / "data.mdb");
        if (!killed)
            break;
    }
    EXPECT_GT(step, 20u) << "an upgrade takes more system calls than that";
}

/// A watch of nobody's target, and one told of.
WatchChanges some_watches()
{
    WatchChanges changes;
    for (auto const* user : {"bob", "alice"}) {
        auto const film = test::change(Verb::play, "Heat", 700, user).item;
        auto& watch = changes.watches.emplace_back();
        watch.item = item_key(user, film);
        watch.at = 700;
        watch.targets = static_cast<std::uint8_t>(changes.watches.size() - 1);
        watch.user = user;
        append_watch_text(watch.text, ItemText{user, film}, {});
    }
    return changes;
}

TEST_F(SchemaTest, aStoreOfTheSecondGetsAWatchHistory)
{
    take(Verb::watched, "Heat", 100);
    settle(claim_all(home_)[0], State::failed, {ErrorClass::rejected, 422, "no such movie"});
    take(Verb::play, "Song", 300);
    auto const counts = queue_->counts(home_);
    make_it_schema_2();
    open();
    EXPECT_EQ(queue_->counts(home_), counts);
    EXPECT_EQ(waiting(), (Waiting{"play Song"}));
    EXPECT_EQ(queue_->history().count(), 0u);
    EXPECT_TRUE(queue_->history().unsent().empty());
    EXPECT_TRUE(queue_->history().playbacks().empty());
    queue_->commit({}, {}, now_, some_watches());
    open(); // as its own schema
    EXPECT_EQ(queue_->history().count(), 2u);
    EXPECT_EQ(queue_->history().unsent(), (std::map<std::string, std::uint64_t>{{"bob", 1}}));
    EXPECT_EQ(queue_->counts(home_), counts);
}

TEST_F(SchemaTest, anUpgradeFromTheSecondKilledAtAnyStepLosesNothing)
{
    for (int i = 0; i < 40; ++i) {
        take(Verb::play, "Song " + std::to_string(i), 100 + i);
        settle(claim_all(home_)[0], State::failed, {ErrorClass::rejected, 422, "no such song"});
    }
    take(Verb::watched, "Ran", 200);
    auto const counts = queue_->counts(home_);
    make_it_schema_2();
    test::TempDir const kept;
    copy(dir_ / "data.mdb", kept / "data.mdb");
    unsigned step = 1;
    for (bool killed = true; killed; ++step) {
        copy(kept / "data.mdb", dir_ / "data.mdb");
        killed = test::killed_at(step, [&] { LmdbQueue{dir_.path(), StoreOptions{}}; });
        open();
        ASSERT_EQ(queue_->counts(home_), counts) << "killed at step " << step;
        ASSERT_EQ(waiting(), (Waiting{"watched Ran"})) << "killed at step " << step;
        ASSERT_EQ(queue_->history().count(), 0u) << "killed at step " << step;
        queue_->commit({}, {}, now_, some_watches());
        ASSERT_EQ(queue_->history().count(), 2u) << "killed at step " << step;
        queue_.reset();
    }
    EXPECT_GT(step, 20u) << "an upgrade takes more system calls than that";
}

TEST_F(SchemaTest, anUpgradeMakesTheRoomItNeeds)
{
    std::vector<Draft> drafts;
    for (int i = 0; i < 5000; ++i)
        drafts.push_back(test::draft(home_, Verb::play, "Song " + std::to_string(i), 100 + i));
    queue_->commit(drafts, {}, now_);
    while (queue_->counts(home_).pending > 0) {
        std::vector<Settlement> settlements;
        for (auto const& each : claim_all(home_))
            settlements.push_back({each.id,
                                   State::failed,
                                   1,
                                   now_,
                                   now_,
                                   now_,
                                   0,
                                   {ErrorClass::rejected, 422, "no"}});
        queue_->commit({}, settlements, now_);
    }
    make_it_schema_1(300);
    open();
    EXPECT_EQ(queue_->counts(home_).failed, 5000u);
    EXPECT_EQ(queue_->list({}).entries.at(0).standing.error.message, "no" + std::string(300, '!'));
}

TEST_F(SchemaTest, anotherSchemaIsRefusedUntouched)
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

} // namespace
} // namespace playsync
