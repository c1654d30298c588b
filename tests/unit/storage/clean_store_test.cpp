// SPDX-License-Identifier: MIT
// Stores whose changes hold what URLs keep secret.
#include "storage/clean_store.hpp"

#include <fstream>
#include <iterator>

#include "storage/url_secrets.hpp"
#include "tests/support/killed.hpp"
#include "tests/unit/storage/queue_fixture.hpp"

namespace playsync {
namespace {

constexpr char const* place = "http://host/tv/Lost%20-%20S01E02.mkv";

/// As a plugin of before took it in: title and key as the host told them.
Change dirty(Verb verb, UnixMs at, std::string const& token = "SECRET")
{
    auto change = test::change(verb, "Lost - S01E02.mkv?api_key=" + token, at);
    change.item.host_key = std::string{place} + "?api_key=" + token;
    return change;
}

Change clean(Change change)
{
    hide_url_secrets(change.item);
    return change;
}

std::string body_of(Change const& change)
{
    std::string body;
    append_body(body, change);
    return body;
}

TEST(CleanRecordTest, isWhatWouldBeTakenInNow)
{
    auto const change = dirty(Verb::watched, 100);
    auto body = body_of(change);
    Header header;
    header.item = item_key(change.user, change.item);
    header.body_bytes = static_cast<std::uint32_t>(body.size());
    header.attempts = 3;
    ASSERT_TRUE(clean_record({}, header, body));
    EXPECT_EQ(body, body_of(clean(change)));
    EXPECT_EQ(body.find("SECRET"), std::string::npos);
    EXPECT_EQ(header.body_bytes, body.size());
    EXPECT_EQ(header.item, item_key(change.user, clean(change).item));
    EXPECT_EQ(header.attempts, 3);
    EXPECT_FALSE(clean_record({}, header, body)) << "there is nothing more to take out";
}

TEST(CleanRecordTest, leavesAloneWhatHasNoSecretsOrIsDamaged)
{
    for (std::string const& given :
         {body_of(test::change(Verb::play, "Who's Afraid? #1 = 50%", 1)), std::string{"{?a=b"},
          std::string{R"({"user":"a","verb":"?x=1","item":{}})"}}) {
        auto body = given;
        Header header;
        EXPECT_FALSE(clean_record({}, header, body));
        EXPECT_EQ(body, given);
        EXPECT_EQ(header, Header{});
    }
}

class CleanStoreTest : public QueueTest {
protected:
    void take_dirty(Verb verb, UnixMs at, std::string const& token = "SECRET")
    {
        auto const change = dirty(verb, at, token);
        Draft draft{home_, verb, item_key(change.user, change.item), at, at, false, {}};
        append_body(draft.body, change);
        ASSERT_EQ(take(draft), Taken::appended);
    }
    Taken take_clean(Verb verb, UnixMs at)
    {
        auto const change = clean(dirty(verb, at));
        Draft draft{home_, verb, item_key(change.user, change.item), at, at, false, {}};
        append_body(draft.body, change);
        return take(draft);
    }

    /// A store of before says nothing of having been cleaned.
    void make_it_old()
    {
        queue_.reset();
        lmdb::Env env{dir_.path(), 64 << 20, store::database_count};
        lmdb::WriteTxn txn{env};
        txn.erase(txn.open(store::name::meta), store::cleaned_key);
        txn.commit();
    }
    std::size_t clean_now()
    {
        queue_.reset();
        std::size_t cleaned = 0;
        {
            lmdb::Env env{dir_.path(), 64 << 20, store::database_count};
            lmdb::WriteTxn txn{env};
            cleaned = clean_store(txn);
            txn.commit();
        }
        open();
        return cleaned;
    }
    std::string everything()
    {
        std::string all;
        for (auto const& entry : queue_->list({{}, Order::newest, {}, 100'000, {}}).entries) {
            all += entry.body + '\n';
            for (auto const& attempt : queue_->attempts(entry.id))
                all += attempt.error.message + '\n';
        }
        return all;
    }
};

TEST_F(CleanStoreTest, everyChangeKeepsItsIdAndStanding)
{
    take_dirty(Verb::play, 100);
    settle(claim_all(home_)[0], State::synced);
    take_dirty(Verb::play, 200);
    settle(claim_all(home_)[0], State::failed,
           {ErrorClass::rejected, 422, "unknown: Lost.mkv?api_key=SECRET"});
    take_dirty(Verb::play, 300);
    take(Verb::watched, "Heat", 400);
    auto const before = queue_->list({}).entries;
    auto const counts = queue_->counts(home_);
    EXPECT_EQ(clean_now(), 3u);
    auto const after = queue_->list({}).entries;
    EXPECT_EQ(queue_->counts(home_), counts);
    ASSERT_EQ(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
        EXPECT_EQ(after[i].id, before[i].id);
        EXPECT_EQ(after[i].standing.state, before[i].standing.state);
        EXPECT_EQ(after[i].standing.attempts, before[i].standing.attempts);
        EXPECT_EQ(after[i].standing.next_attempt_at, before[i].standing.next_attempt_at);
    }
    EXPECT_EQ(everything().find("SECRET"), std::string::npos) << everything();
    EXPECT_EQ(waiting(), (Waiting{"play Lost - S01E02.mkv", "watched Heat"}));
    ASSERT_EQ(claim_all(home_).size(), 2u) << "their records are whole";
    EXPECT_EQ(clean_now(), 0u);
}

TEST_F(CleanStoreTest, whatWasTakenIsNotTakenAgain)
{
    take_dirty(Verb::play, 100);
    take_dirty(Verb::watched, 200);
    clean_now();
    EXPECT_EQ(take_clean(Verb::play, 100), Taken::repeated);
    EXPECT_EQ(take_clean(Verb::watched, 200), Taken::repeated);
    EXPECT_EQ(take_clean(Verb::play, 101), Taken::appended);
}

TEST_F(CleanStoreTest, aNewerStateReplacesTheOneThatWaits)
{
    take_dirty(Verb::progress, 100);
    clean_now();
    EXPECT_EQ(take_clean(Verb::watched, 200), Taken::appended);
    EXPECT_EQ(waiting(), (Waiting{"watched Lost - S01E02.mkv"}));
}

TEST_F(CleanStoreTest, ofStatesOfOneItemUnderTwoTokensTheLatestIsTold)
{
    take_dirty(Verb::progress, 100, "ONE");
    take_dirty(Verb::watched, 300, "TWO");
    take_dirty(Verb::unwatched, 200, "THREE");
    EXPECT_EQ(clean_now(), 3u);
    auto const claimed = claim_all(home_);
    ASSERT_EQ(claimed.size(), 1u) << "the others were replaced";
    EXPECT_NE(claimed[0].body.find("\"watched\""), std::string::npos);
    EXPECT_EQ(queue_->counts(home_).superseded, 2u);
}

TEST_F(CleanStoreTest, aPositionAfterTheMarkIsToldToo)
{
    take_dirty(Verb::watched, 100, "ONE");
    take_dirty(Verb::progress, 200, "TWO");
    clean_now();
    EXPECT_EQ(waiting(), (Waiting{"watched Lost - S01E02.mkv", "progress Lost - S01E02.mkv"}));
}

TEST_F(CleanStoreTest, whatWasThrownAwayComesBackClean)
{
    take_dirty(Verb::watched, 100);
    auto const id = queue_->list({}).entries.at(0).id;
    queue_->discard({&id, 1}, 7);
    EXPECT_EQ(clean_now(), 1u);
    std::uint64_t restored = 0;
    queue_->undo(7, 10, restored);
    EXPECT_EQ(restored, 1u);
    EXPECT_EQ(waiting(), (Waiting{"watched Lost - S01E02.mkv"}));
    EXPECT_EQ(everything().find("SECRET"), std::string::npos);
    EXPECT_EQ(take_clean(Verb::progress, 50), Taken::stale) << "its slot is the item's";
}

TEST_F(CleanStoreTest, aStartKilledAtAnyStepLosesNothing)
{
    for (int i = 0; i < 40; ++i)
        take_dirty(Verb::play, 100 + i, "SECRET" + std::to_string(i));
    take(Verb::watched, "Ran", 200);
    auto const counts = queue_->counts(home_);
    make_it_old();
    test::TempDir const kept;
    auto const copy = [](auto const& from, auto const& to) {
        std::filesystem::copy(from, to, std::filesystem::copy_options::overwrite_existing);
    };
    copy(dir_ / "data.mdb", kept / "data.mdb");
    unsigned step = 1;
    for (;; ++step) {
        bool const killed = test::killed_at(step, [&] { LmdbQueue{dir_.path(), StoreOptions{}}; });
        open();
        ASSERT_EQ(queue_->counts(home_), counts) << "killed at step " << step;
        ASSERT_EQ(waiting().size(), 41u) << "killed at step " << step;
        ASSERT_EQ(everything().find("SECRET"), std::string::npos) << "killed at step " << step;
        queue_.reset();
        copy(kept / "data.mdb", dir_ / "data.mdb");
        if (!killed)
            break;
    }
    EXPECT_GT(step, 10u) << "it takes more system calls than that";
}

} // namespace
} // namespace playsync
