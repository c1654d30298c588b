// SPDX-License-Identifier: MIT
// How the watch history is listed, what it is called by, and the playbacks beside it.
#include "tests/unit/storage/watches_fixture.hpp"

namespace playsync {
namespace {

TEST_F(WatchesTest, allThatIsGivenFits)
{
    Item song;
    song.kind = ItemKind::track;
    song.title = "Teardrop";
    song.artist = "Massive Attack";
    song.album = "Mezzanine";
    add({watch("alice", "Heat", 1000, 1), watch("bob", "Ran", 2000), watch("bob", song, 3000),
         watch("alice", song, 4000)});
    EXPECT_EQ(fitting({}), (Titles{"Teardrop", "Teardrop", "Ran", "Heat"}));
    WatchFilter filter;
    filter.user = "bob";
    EXPECT_EQ(fitting(filter), (Titles{"Teardrop", "Ran"}));
    filter.kind = ItemKind::movie;
    EXPECT_EQ(fitting(filter), Titles{"Ran"});
    filter.user = "bo";
    EXPECT_EQ(fitting(filter), Titles{}) << "a name is meant to the letter";
    filter = {};
    filter.words = "mezz";
    EXPECT_EQ(fitting(filter), (Titles{"Teardrop", "Teardrop"}));
    filter.since = 4000;
    EXPECT_EQ(fitting(filter), Titles{"Teardrop"});
    filter = {};
    filter.until = 2000;
    EXPECT_EQ(fitting(filter), Titles{"Heat"}) << "before, not at";
    filter.since = 1000;
    EXPECT_EQ(fitting(filter), Titles{"Heat"}) << "at or after";
    filter.since = 1001;
    EXPECT_EQ(fitting(filter), Titles{});
    filter = {};
    filter.unsent = true;
    EXPECT_EQ(fitting(filter), (Titles{"Teardrop", "Teardrop", "Ran"}));
    filter.until = 0;
    EXPECT_EQ(fitting(filter), Titles{});
    filter.until = 99'999;
    EXPECT_EQ(fitting(filter).size(), 3u);
}

TEST_F(WatchesTest, pagesGiveEachOnceWhileOthersComeAndGo)
{
    std::vector<Watch> all;
    for (int i = 0; i < 9; ++i)
        all.push_back(watch("bob", "Film " + std::to_string(i), 100 + i / 2)); // two at a time
    add(all);
    WatchLook look;
    look.limit = 3;
    Titles given;
    auto page = history().list(look);
    auto const keep = [&] {
        for (auto const& entry : page.entries)
            given.push_back(entry.item.title);
    };
    keep();
    ASSERT_FALSE(page.next.empty());
    auto const next = watch_name_of(page.next);
    ASSERT_TRUE(next);
    history().forget(std::array{*next}); // where the next page would have begun
    add({watch("bob", "Newer", 900)});
    for (int pages = 0; !page.next.empty(); ++pages) {
        ASSERT_LT(pages, 9);
        look.from = page.next;
        page = history().list(look);
        keep();
    }
    std::ranges::sort(given);
    EXPECT_EQ(given.size(), 8u);
    EXPECT_EQ(std::ranges::adjacent_find(given), given.end()) << "each once";
    EXPECT_EQ(std::ranges::find(given, "Newer"), given.end());
}

TEST_F(WatchesTest, aPageGoesOnAfterAllBeforeItIsGone)
{
    add({watch("bob", "Heat", 100), watch("bob", "Ran", 200)});
    WatchLook look;
    look.limit = 1;
    look.from = history().list(look).next;
    history().prune(500, 10);
    EXPECT_EQ(titles(look), Titles{});
    add({watch("bob", "Newer", 900)});
    EXPECT_EQ(titles(look), Titles{});
}

TEST_F(WatchesTest, aLookEndsWhenItIsEnough)
{
    std::vector<Watch> many;
    for (int i = 0; i < 1000; ++i)
        many.push_back(watch("bob", "Film " + std::to_string(i), 100 + i));
    add(many);
    WatchLook look;
    look.filter.words = "none is called so";
    int asked = 0;
    look.enough = [&] { return ++asked == 2; };
    std::size_t pages = 0;
    for (bool more = true; more; ++pages) {
        asked = 0;
        auto const page = history().list(look);
        EXPECT_TRUE(page.entries.empty());
        look.from = page.next;
        more = !page.next.empty();
        ASSERT_LT(pages, 20u);
    }
    EXPECT_GT(pages, 5u);
}

TEST_F(WatchesTest, aNameIsTextAndBack)
{
    WatchName const ours{1'785'000'000'000, item_key("alice", film("Heat"))};
    auto const text = text_of(ours);
    EXPECT_EQ(text.size(), 13u + 1 + 32);
    EXPECT_EQ(watch_name_of(text), ours);
    EXPECT_EQ(watch_name_of(text_of({0, {}})), (WatchName{0, {}}));
    auto const item = text.substr(13);
    for (auto const& wrong :
         {std::string{}, std::string{"1"}, std::string{"-"}, text + "0", text.substr(1) + "g",
          text.substr(0, text.size() - 1), "-5" + item, "99999999999999999999" + item, item,
          " 1" + item, text.substr(0, 13) + "-" + std::string(31, '0') + "g",
          text.substr(0, 13) + "-" + std::string(30, '0') + "-1"})
        EXPECT_FALSE(watch_name_of(wrong)) << wrong;
}

TEST_F(WatchesTest, everyRecordSaysWhatItIsUnderItsOwnKeyOnly)
{
    auto const ours = watch("alice", "Heat", 5000, 3);
    auto const key = store::watch_key(ours.at, ours.item);
    std::string record;
    append_watch(record, key, ours);
    ASSERT_TRUE(decode_watch(key, record));
    EXPECT_EQ(user_of_watch(record), "alice");
    EXPECT_FALSE(decode_watch(store::watch_key(5001, ours.item), record));
    EXPECT_FALSE(decode_watch("short", record));
    for (std::size_t at = 0; at < record.size(); ++at) {
        auto torn = record;
        torn[at] = static_cast<char>(torn[at] ^ 4);
        EXPECT_FALSE(decode_watch(key, torn)) << "byte " << at;
        EXPECT_FALSE(decode_watch_head(key, std::string_view{record}.substr(0, at)));
    }
    auto head = *decode_watch_head(key, record);
    head.targets = 0;
    head.ended = 7000;
    auto const other = with_head(key, record, head);
    auto const entry = decode_watch(key, other);
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->span.ended, 7000);
    EXPECT_EQ(entry->targets, 0u);
    EXPECT_EQ(entry->item.title, "Heat");
}

Playback some_playback(std::string const& title, UnixMs seen)
{
    Playback playback;
    playback.item = item_key("alice", test::change(Verb::play, title, 0).item);
    playback.session = 0xfedc'ba98'7654'3210u;
    playback.started = 1000;
    playback.last_seen = seen;
    playback.duration = 100'000;
    playback.position = 5000;
    playback.silent = 7;
    playback.heard = 4321;
    playback.stretch_from = 11;
    playback.stretch = 13;
    playback.watched_at = 1700;
    playback.clock_went_back = true;
    return playback;
}

TEST_F(WatchesTest, playbacksUnderWayAreKept)
{
    std::vector<Playback> all;
    std::vector<bool Playback::*> const flags{
        &Playback::playing,    &Playback::stopped,         &Playback::told_start,
        &Playback::from_start, &Playback::tells_positions, &Playback::half_played,
        &Playback::quiet};
    for (std::size_t i = 0; i < flags.size(); ++i) {
        all.push_back(some_playback("Film " + std::to_string(i), 9000 + UnixMs(i)));
        all.back().*flags[i] = true;
    }
    WatchChanges changes;
    changes.playbacks = {all.rbegin(), all.rend()};
    queue_->commit({}, {}, now_++, changes);
    for (int start = 0; start < 2; ++start) {
        EXPECT_EQ(history().playbacks(), all) << "the last seen last";
        open();
    }
    all[0].last_seen = 9999;
    all[0].position = -1;
    changes.playbacks = {all[0]};
    changes.forgotten = {all[1].item, item_key("nobody", film("Ran"))};
    queue_->commit({}, {}, now_++, changes);
    auto const after = history().playbacks();
    ASSERT_EQ(after.size(), all.size() - 1);
    EXPECT_EQ(after.back(), all[0]);
    EXPECT_EQ(std::ranges::find(after, all[1].item, &Playback::item), after.end());
}

TEST_F(WatchesTest, aDamagedPlaybackIsPassedOver)
{
    WatchChanges changes;
    changes.playbacks = {some_playback("Heat", 9000), some_playback("Ran", 9100)};
    queue_->commit({}, {}, now_++, changes);
    tamper(store::name::playbacks, [&](lmdb::WriteTxn& txn, MDB_dbi dbi) {
        auto const key = store::view(changes.playbacks[0].item);
        std::string record{txn.find(dbi, key)};
        record[40] = static_cast<char>(record[40] ^ 1);
        txn.put(dbi, key, record);
        txn.put(dbi, "another form's", "of another size");
    });
    EXPECT_EQ(history().playbacks(), std::vector{changes.playbacks[1]});
}

} // namespace
} // namespace playsync
