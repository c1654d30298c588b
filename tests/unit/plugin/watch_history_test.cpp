// SPDX-License-Identifier: MIT
// The intake on a real store: what survives a restart, what is kept for whom, and several episodes.
#include <gtest/gtest.h>

#include "storage/codec.hpp"
#include "storage/lmdb_queue.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/plugin/person.hpp"

namespace playsync {
namespace {

constexpr UnixMs noon = test::Told::noon;
constexpr UnixMs minute = 60'000;

class WatchHistoryTest : public testing::Test {
protected:
    WatchHistoryTest() { open({}); }

    /// As a start of the plugin.
    void open(std::vector<Addressee> addressees)
    {
        intake_.reset();
        queue_.reset();
        queue_ = std::make_unique<LmdbQueue>(dir_.path(), StoreOptions{});
        intake_ = std::make_unique<Intake>(Thresholds{}, 0, &queue_->history(), "a host");
        for (auto& each : addressees)
            each.number = queue_->target("target " + std::to_string(each.number));
        intake_->configure({}, 0, std::move(addressees));
    }
    Event film(playsync_event_kind kind, UnixMs at, std::int64_t position = -1)
    {
        Event event;
        event.kind = kind;
        event.at = noon + at;
        event.position_ms = position;
        event.duration_ms = 100 * minute;
        event.user = "bob";
        event.item.kind = ItemKind::movie;
        event.item.title = "Heat";
        return event;
    }
    /// Verbs of what is new in the queue.
    std::vector<std::string> tell(Event event)
    {
        std::vector<Draft> drafts;
        WatchChanges changes;
        intake_->accept(event, event.at, drafts);
        intake_->collect(changes);
        auto const taken = queue_->commit(drafts, {}, event.at, changes);
        std::vector<std::string> verbs;
        for (std::size_t n = 0; n < taken.size(); ++n)
            if (taken[n] == Taken::appended) {
                auto const change = decode_body({}, drafts[n].body);
                verbs.push_back(std::string{name_of(change->verb)} + " " + in_words(change->item));
            }
        return verbs;
    }
    std::vector<WatchEntry> watches() { return queue_->history().list({}).entries; }
    using Verbs = std::vector<std::string>;

    test::TempDir dir_;
    std::unique_ptr<LmdbQueue> queue_;
    std::unique_ptr<Intake> intake_;
};

std::vector<Addressee> for_everybody()
{
    return {{1, Keeps::plays, {"*"}}};
}

TEST_F(WatchHistoryTest, aWatchIsKeptBeforeThereIsATarget)
{
    EXPECT_TRUE(tell(film(PLAYSYNC_EVENT_WATCHED, 0)).empty());
    ASSERT_EQ(watches().size(), 1u);
    auto const watch = watches().front();
    EXPECT_EQ(watch.user, "bob");
    EXPECT_EQ(watch.item.title, "Heat");
    EXPECT_EQ(watch.host, "a host");
    EXPECT_EQ(watch.how, WatchedBy::mark);
    EXPECT_EQ(watch.targets, 0u);
    EXPECT_EQ(queue_->history().unsent(), (std::map<std::string, std::uint64_t>{{"bob", 1}}));
}

TEST_F(WatchHistoryTest, whatIsToldAgainWordForWordReachesATargetThatCameSince)
{
    tell(film(PLAYSYNC_EVENT_WATCHED, 0));
    open(for_everybody());
    EXPECT_EQ(tell(film(PLAYSYNC_EVENT_WATCHED, 0)), (Verbs{"play Heat"}));
    EXPECT_TRUE(tell(film(PLAYSYNC_EVENT_WATCHED, 0)).empty()) << "it knows it now";
    EXPECT_EQ(watches().size(), 1u);
    EXPECT_TRUE(queue_->history().unsent().empty());
}

TEST_F(WatchHistoryTest, aMarkAfterARestartIsOfTheWatchBeforeIt)
{
    open(for_everybody());
    tell(film(PLAYSYNC_EVENT_START, 0, 0));
    EXPECT_EQ(tell(film(PLAYSYNC_EVENT_STOP, 99 * minute, 99 * minute)), (Verbs{"play Heat"}));
    open(for_everybody());
    EXPECT_TRUE(tell(film(PLAYSYNC_EVENT_WATCHED, 100 * minute)).empty());
    EXPECT_EQ(tell(film(PLAYSYNC_EVENT_WATCHED, 2000 * minute)), (Verbs{"play Heat"}));
}

TEST_F(WatchHistoryTest, aFilmGoesOnAfterARestart)
{
    open(for_everybody());
    tell(film(PLAYSYNC_EVENT_START, 0, 0));
    tell(film(PLAYSYNC_EVENT_PROGRESS, 50 * minute, 50 * minute));
    open(for_everybody());
    auto again = film(PLAYSYNC_EVENT_START, 60 * minute, 50 * minute);
    again.session = 7;
    EXPECT_TRUE(tell(again).empty());
    auto end = film(PLAYSYNC_EVENT_STOP, 108 * minute, 98 * minute);
    end.session = 7;
    EXPECT_EQ(tell(end), (Verbs{"play Heat"}));
    ASSERT_EQ(watches().size(), 1u);
    EXPECT_EQ(watches().front().span.begun, noon) << "when it began at first";
}

TEST_F(WatchHistoryTest, whatWasTakenBackBeforeARestartIsWatchedAnewAfterIt)
{
    open(for_everybody());
    tell(film(PLAYSYNC_EVENT_WATCHED, 0));
    tell(film(PLAYSYNC_EVENT_UNWATCHED, minute));
    open(for_everybody());
    EXPECT_EQ(tell(film(PLAYSYNC_EVENT_WATCHED, 2 * minute)), (Verbs{"play Heat"}));
}

TEST_F(WatchHistoryTest, whatWasTakenBackInTheSameCommitIsWatchedAnew)
{
    open(for_everybody());
    tell(film(PLAYSYNC_EVENT_PROGRESS, 0, minute));
    EXPECT_EQ(tell(film(PLAYSYNC_EVENT_WATCHED, minute)), (Verbs{"play Heat"}));
    std::vector<Draft> drafts;
    for (auto const kind : {PLAYSYNC_EVENT_UNWATCHED, PLAYSYNC_EVENT_WATCHED}) {
        auto event = film(kind, 2 * minute);
        intake_->accept(event, event.at, drafts);
    }
    ASSERT_EQ(drafts.size(), 2u);
    EXPECT_EQ(drafts[1].verb, Verb::play) << "the history on disk does not know yet";
}

TEST_F(WatchHistoryTest, aWatchLastsUntilItsPlaybackStops)
{
    tell(film(PLAYSYNC_EVENT_START, 0, 0));
    tell(film(PLAYSYNC_EVENT_PROGRESS, 91 * minute, 91 * minute));
    tell(film(PLAYSYNC_EVENT_STOP, 100 * minute, 100 * minute));
    ASSERT_EQ(watches().size(), 1u);
    EXPECT_EQ(watches().front().span.at, noon + 91 * minute);
    EXPECT_EQ(watches().front().span.ended, noon + 100 * minute);
}

TEST_F(WatchHistoryTest, anOldMarkIsLookedUpInTheStore)
{
    open(for_everybody());
    constexpr UnixMs year = 365LL * 24 * 60 * minute;
    EXPECT_EQ(tell(film(PLAYSYNC_EVENT_WATCHED, -year)), (Verbs{"play Heat"}));
    EXPECT_EQ(tell(film(PLAYSYNC_EVENT_WATCHED, 0)), (Verbs{"play Heat"}));
    open(for_everybody());
    EXPECT_TRUE(tell(film(PLAYSYNC_EVENT_WATCHED, -year + 30 * minute)).empty());
    EXPECT_EQ(tell(film(PLAYSYNC_EVENT_WATCHED, -year / 2)), (Verbs{"play Heat"}));
}

TEST_F(WatchHistoryTest, aFileOfSeveralEpisodesIsAWatchOfEach)
{
    open({{1, Keeps::plays, {"*"}}, {2, Keeps::state, {"*"}}});
    auto event = film(PLAYSYNC_EVENT_WATCHED, 0);
    event.item.kind = ItemKind::episode;
    event.item.show = "Lost";
    event.item.title = "Pilot";
    event.item.season = 1;
    event.item.episode = 1;
    event.episode_end = 3;
    event.item.host_key = "/lost/S01E01E02E03.mkv";
    event.item.ids = {{"tvdb", "1"}, {"show.tvdb", "73739"}};
    EXPECT_EQ(tell(event),
              (Verbs{"play Lost S01E01 Pilot", "watched Lost S01E01 Pilot", "play Lost S01E02",
                     "watched Lost S01E02", "play Lost S01E03", "watched Lost S01E03"}));
    ASSERT_EQ(watches().size(), 3u);
    for (auto const& watch : watches()) {
        bool const first = watch.item.episode == 1;
        EXPECT_EQ(watch.item.ids.size(), first ? 2u : 1u) << "its own id is no other's";
        EXPECT_EQ(watch.item.host_key.empty(), !first);
    }
    EXPECT_TRUE(tell(event).empty());
}

} // namespace
} // namespace playsync
