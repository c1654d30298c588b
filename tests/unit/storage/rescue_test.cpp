// SPDX-License-Identifier: MIT
// What a store that was found damaged still holds is taken over, however often the one who does it
// is killed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <fstream>

#include "storage/open_store.hpp"
#include "storage/store_check.hpp"
#include "storage/store_pages.hpp"
#include "storage/watch_codec.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/killed.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {
namespace {

namespace fs = std::filesystem;

constexpr int songs = 1100; // more than go over in one transaction
constexpr int films = 1050; // the same, watched by bob, whom no target names

/// What bob and alice watched; alice's was told, and one more of hers goes on.
WatchChanges some_watches()
{
    WatchChanges changes;
    auto const add = [&](std::string const& user, int n, unsigned targets) {
        auto const film = test::change(Verb::play, "Film " + std::to_string(n), 0, user).item;
        auto& watch = changes.watches.emplace_back();
        watch.item = item_key(user, film);
        watch.at = 2000 + n;
        watch.targets = static_cast<std::uint8_t>(targets);
        watch.user = user;
        append_watch_text(watch.text, ItemText{user, film}, "a host");
    };
    for (int i = 0; i < films; ++i)
        add("bob", i, 0);
    add("alice", 7, 1);
    auto& playback = changes.playbacks.emplace_back();
    playback.item = changes.watches.front().item;
    playback.last_seen = 4000;
    return changes;
}

/// Tears every page of `due` and of the ledger: what a change is made of stays whole.
void tear_indexes(std::string& bytes)
{
    constexpr std::size_t page = 4096, index_key = 27, torn = 0xff;
    for (std::size_t at = 2 * page; at + page <= bytes.size(); at += page) {
        std::string_view const view{bytes};
        auto const header = store::read_as<store::PageHeader>(view.substr(at));
        if ((header.flags & store::leaf_page) == 0 || header.lower <= store::page_header)
            continue;
        auto const first = store::read_as<std::uint16_t>(view.substr(at + store::page_header));
        if (store::read_as<store::NodeHeader>(view.substr(at + first)).key_size == index_key)
            bytes[at] = static_cast<char>(torn);
    }
}

/// LMDB finds the newest commit by its number, and its page by whether that is odd; it divides by
/// the size of a page, as the newest says it.
TEST(ReadFileTest, whatCannotBeReadIsNothing)
{
    EXPECT_FALSE(read_file("/nonexistent/nowhere"));
    EXPECT_FALSE(read_file("/"));
}

TEST(StoreCheckTest, metaPagesThatLmdbWouldTrustAreLookedAt)
{
    test::TempDir const dir;
    {
        LmdbQueue queue{dir.path(), StoreOptions{}};
        queue.target("home");
    }
    auto const file = dir / "data.mdb";
    auto const sound = read_file(file).value();
    ASSERT_FALSE(find_damage(file, false));
    auto const is_found = [&](std::size_t page, std::size_t member, char low) {
        auto bytes = sound;
        bytes.replace(page * 4096 + store::page_header + member, 2, {low, '\0'});
        std::ofstream{file, std::ios::binary} << bytes;
        return find_damage(file, true).has_value();
    };
    EXPECT_TRUE(is_found(0, offsetof(store::Meta, transaction), 0x7f)); // the even ones' page
    EXPECT_TRUE(is_found(0, offsetof(store::Meta, free_list), 0));
    EXPECT_TRUE(is_found(1, offsetof(store::Meta, free_list), 0));
    auto const depth = offsetof(store::Meta, main) + offsetof(store::Tree, depth);
    EXPECT_TRUE(is_found(0, depth, 0x7f));
    EXPECT_TRUE(is_found(0, depth, 0));
}

TEST(StoreCheckTest, aStoreThatIsWorkedOnIsSound)
{
    test::TempDir const dir;
    LmdbQueue queue{dir.path(), StoreOptions{}};
    auto const home = queue.target("home");
    UnixMs now = 1000;
    for (int round = 0; round < 60; ++round) {
        std::vector<Draft> drafts;
        for (int i = 0; i < 10 + round * 7919 % 1500; ++i)
            drafts.push_back(
                test::draft(home, Verb::play, std::string(unsigned(i) % 5000, 'a'), ++now));
        queue.commit(drafts, {}, now);
        std::vector<Ulid> ids;
        for (auto const& due : queue.due(home, now, 1000))
            ids.push_back(due.id);
        std::vector<Settlement> settlements;
        for (auto const& each : queue.claim(home, ids)) {
            auto& settlement = settlements.emplace_back();
            settlement.id = each.id;
            settlement.state = State::synced;
            settlement.at = now;
        }
        queue.commit({}, settlements, now);
        queue.prune(now, unsigned(round) % 3 * 500, 2000);
        ASSERT_EQ(find_damage(dir / "data.mdb", true), std::nullopt) << "round " << round;
    }
}

class RescueTest : public testing::Test {
protected:
    RescueTest()
    {
        options_.first_size = 4 << 20;
        {
            DataDir owner{kept_ / "data"};
            auto const opened = open_store(owner, options_);
            auto const home = opened.queue->target("home");
            std::vector<Draft> drafts;
            for (int i = 0; i < songs; ++i)
                drafts.push_back(
                    test::draft(home, Verb::play, "Song " + std::to_string(i), 1000 + i));
            opened.queue->commit(drafts, {}, 5000, some_watches());
        }
        auto const file = kept_ / "data" / "data.mdb";
        damaged_ = read_file(file).value();
        tear_indexes(damaged_);
        std::ofstream{file, std::ios::binary} << damaged_;
        std::ofstream{kept_ / "data" / "running"} << "another boot\n";
        EXPECT_TRUE(find_damage(file, true));
        EXPECT_FALSE(find_damage(file, false)) << "only a walk finds it";
    }

    void begin_anew() const
    {
        fs::remove_all(data());
        fs::copy(kept_ / "data", data());
    }
    fs::path data() const { return dir_ / "data"; }

    static void expect_watches(WatchHistory& history)
    {
        EXPECT_EQ(history.count(), films + 1u);
        EXPECT_EQ(history.unsent(), (std::map<std::string, std::uint64_t>{{"bob", films}}));
        EXPECT_EQ(history.playbacks(), some_watches().playbacks);
    }

    StoreOptions options_;
    std::string damaged_;
    test::TempDir kept_;
    test::TempDir dir_;
};

TEST_F(RescueTest, whatWasRescuedIsNotRescuedAgain)
{
    begin_anew();
    {
        DataDir owner{data()};
        auto const opened = open_store(owner, options_);
        EXPECT_EQ(opened.rescued, unsigned{songs});
        auto const home = opened.queue->target("home");
        std::vector<Ulid> ids;
        for (auto const& due : opened.queue->due(home, 9000, 10))
            ids.push_back(due.id);
        opened.queue->discard(ids, 1);
        opened.queue->empty_trash(1, 10);
    }
    DataDir owner{data()};
    auto const opened = open_store(owner, options_);
    EXPECT_EQ(opened.notice, "");
    EXPECT_EQ(opened.queue->counts(opened.queue->target("home")).pending, songs - 10u);
}

TEST_F(RescueTest, theWatchHistoryIsTakenOver)
{
    begin_anew();
    {
        DataDir owner{data()};
        auto const opened = open_store(owner, options_);
        expect_watches(opened.queue->history());
        auto const newest = opened.queue->history().list({}).entries.at(0);
        EXPECT_EQ(newest.item.title, "Film " + std::to_string(films - 1));
        EXPECT_EQ(newest.user, "bob");
        EXPECT_EQ(newest.host, "a host");
        EXPECT_EQ(opened.queue->history().prune(2100, 1000), 101u); // alice's is among them
    }
    DataDir owner{data()};
    auto const opened = open_store(owner, options_);
    auto& history = opened.queue->history();
    EXPECT_EQ(history.count(), films - 100u) << "what was rescued is not rescued again";
    EXPECT_EQ(history.unsent(), (std::map<std::string, std::uint64_t>{{"bob", films - 100}}));
}

TEST_F(RescueTest, ofTheWatchHistoryWhatIsNotWholeIsLeft)
{
    begin_anew();
    auto bytes = damaged_;
    auto const title = std::string{"\"title\":\"Film 77\""};
    ASSERT_NE(bytes.find(title), std::string::npos);
    for (auto at = bytes.find(title); at != std::string::npos; at = bytes.find(title, at + 1))
        bytes[at + 12] = 'f'; // also where an older page has it
    std::ofstream{data() / "data.mdb", std::ios::binary} << bytes;
    DataDir owner{data()};
    auto const opened = open_store(owner, options_);
    auto& history = opened.queue->history();
    EXPECT_EQ(history.count(), films + 0u);
    EXPECT_EQ(history.unsent(), (std::map<std::string, std::uint64_t>{{"bob", films - 1}}));
    WatchLook look;
    look.filter.words = "Film 77";
    auto const found = history.list(look).entries;
    EXPECT_EQ(found.size(), 10u) << "770 to 779";
    EXPECT_TRUE(std::ranges::none_of(
        found, [](WatchEntry const& entry) { return entry.item.title.size() == 7; }));
}

TEST_F(RescueTest, idsGoOnAfterThoseThatWereRescued)
{
    begin_anew();
    DataDir owner{data()};
    auto const opened = open_store(owner, options_);
    auto const newest = opened.queue->list({}).entries.front().id;
    EXPECT_TRUE(opened.queue->is_past(newest));
    auto const late = test::draft(opened.queue->target("home"), Verb::play, "After", 9000);
    opened.queue->commit({&late, 1}, {}, 4000); // the clock was set back
    EXPECT_GT(opened.queue->list({}).entries.front().id, newest);
}

TEST_F(RescueTest, halfARescueThatIsDamagedInTurnIsBegunAnew)
{
    begin_anew();
    fs::rename(data() / "data.mdb", data() / "data.mdb.rescue");
    auto const torn = damaged_.substr(0, damaged_.size() / 2);
    std::ofstream{data() / "data.mdb", std::ios::binary} << torn;
    DataDir owner{data()};
    auto const opened = open_store(owner, options_);
    EXPECT_EQ(opened.rescued, unsigned{songs});
    EXPECT_TRUE(read_file(data() / "data.mdb.damaged-1").value() == torn);
    EXPECT_TRUE(read_file(data() / "data.mdb.damaged-2").value() == damaged_);
}

TEST_F(RescueTest, whatWaitsGoesBeforeHistoryThatHasNoRoom)
{
    {
        fs::remove_all(data());
        DataDir owner{data()};
        auto const opened = open_store(owner, options_);
        auto const home = opened.queue->target("home");
        auto const take = [&](int from, int to) {
            std::vector<Draft> drafts;
            for (int i = from; i < to; ++i)
                drafts.push_back(
                    test::draft(home, Verb::play, std::string(3000, 'a') + std::to_string(i), i));
            opened.queue->commit(drafts, {}, 5000);
        };
        take(0, 4000);
        std::vector<Ulid> ids;
        for (auto const& due : opened.queue->due(home, 9000, 4000))
            ids.push_back(due.id);
        std::vector<Settlement> settlements;
        for (auto const& each : opened.queue->claim(home, ids)) {
            auto& settlement = settlements.emplace_back();
            settlement.id = each.id;
            settlement.state = State::synced;
        }
        opened.queue->commit({}, settlements, 6000);
        take(4000, 4100);
    }
    auto bytes = read_file(data() / "data.mdb").value();
    tear_indexes(bytes);
    std::ofstream{data() / "data.mdb", std::ios::binary} << bytes;
    std::ofstream{data() / "running"} << "another boot\n";
    DataDir owner{data()};
    options_.limit = options_.first_size;
    auto const opened = open_store(owner, options_);
    auto const counts = opened.queue->counts(opened.queue->target("home"));
    EXPECT_EQ(counts.pending, 100u);
    EXPECT_LT(counts.kept, 4000u);
}

TEST_F(RescueTest, aStartThatIsKilledLosesNothing)
{
    unsigned step = 1;
    for (bool killed = true; killed; ++step) {
        begin_anew();
        killed = test::killed_at(
            step,
            [&] {
                DataDir owner{data()};
                open_store(owner, options_);
            },
            test::Calls::that_change);
        DataDir owner{data()};
        auto const opened = open_store(owner, options_);
        auto const counts = opened.queue->counts(opened.queue->target("home"));
        ASSERT_EQ(counts.pending, unsigned{songs}) << "killed at step " << step;
        ASSERT_EQ(opened.queue->due(opened.queue->target("home"), 9000, 9999).size(), songs);
        ASSERT_NO_FATAL_FAILURE(expect_watches(opened.queue->history())) << step;
        ASSERT_TRUE(read_file(data() / "data.mdb.damaged-1").value() == damaged_);
        ASSERT_FALSE(fs::exists(data() / "data.mdb.damaged-2")) << "killed at step " << step;
        ASSERT_FALSE(fs::exists(data() / "data.mdb.rescue")) << "killed at step " << step;
    }
    EXPECT_GT(step, 20u) << "a rescue takes more system calls than that";
}

} // namespace
} // namespace playsync
