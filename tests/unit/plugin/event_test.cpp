// SPDX-License-Identifier: MIT
// Reading the host's structs, and handing events over.
#include <gtest/gtest.h>

#include <thread>

#include "plugin/event.hpp"
#include "plugin/mailbox.hpp"

namespace playsync {
namespace {

playsync_item film()
{
    playsync_item item{};
    item.size = sizeof item;
    item.kind = PLAYSYNC_ITEM_MOVIE;
    item.title = "Heat";
    item.season = -1;
    item.episode = -1;
    item.duration_ms = 10'000;
    return item;
}

playsync_event progress(playsync_item const* item)
{
    playsync_event event{};
    event.size = sizeof event;
    event.kind = PLAYSYNC_EVENT_PROGRESS;
    event.position_ms = 5000;
    event.user = "alice";
    event.item = item;
    return event;
}

TEST(ReadEventTest, copiesEverything)
{
    playsync_id const ids[] = {{"imdb", "tt0113277"}, {nullptr, "x"}, {"tmdb", ""}};
    auto item = film();
    item.ids = ids;
    item.id_count = 3;
    item.year = 1995;
    auto const native = progress(&item);
    auto const event = read_event(&native);
    EXPECT_EQ(event.user, "alice");
    EXPECT_EQ(event.position_ms, 5000);
    EXPECT_EQ(event.duration_ms, 10'000);
    EXPECT_EQ(event.item.year, 1995);
    ASSERT_EQ(event.item.ids.size(), 1u);
    EXPECT_EQ(event.item.ids[0].second, "tt0113277");
}

TEST(ReadEventTest, readsNoFurtherThanAnOlderHostReaches)
{
    auto item = film();
    item.size = offsetof(playsync_item, ids); // an older item ended here
    item.ids = reinterpret_cast<playsync_id const*>(8);
    item.id_count = 77;
    item.season = 12345;
    item.duration_ms = 999;
    auto native = progress(&item);
    auto const event = read_event(&native);
    EXPECT_TRUE(event.item.ids.empty());
    EXPECT_EQ(event.item.season, -1);
    EXPECT_EQ(event.duration_ms, 0);
    native.size = offsetof(playsync_event, item);
    EXPECT_THROW(read_event(&native), std::invalid_argument);
}

TEST(ReadEventTest, rubbishIsRefusedNotRead)
{
    EXPECT_THROW(read_event(nullptr), std::invalid_argument);
    auto native = progress(nullptr);
    EXPECT_THROW(read_event(&native), std::invalid_argument);
    auto item = film();
    item.title = nullptr;
    native = progress(&item);
    EXPECT_THROW(read_event(&native), std::invalid_argument) << "nothing names it";
    item = film();
    item.kind = 4711;
    native = progress(&item);
    EXPECT_EQ(read_event(&native).item.kind, ItemKind::video);
}

TEST(ReadEventTest, kindsOfALaterMinorAreNotKnown)
{
    auto native = progress(nullptr);
    EXPECT_TRUE(is_known(&native));
    for (playsync_event_kind const kind : {0u, PLAYSYNC_EVENT_UNWATCHED + 1, 4711u}) {
        native.kind = kind;
        EXPECT_FALSE(is_known(&native)) << kind;
    }
    EXPECT_THROW(is_known(nullptr), std::invalid_argument);
}

TEST(ReadEventTest, endlessTextsAreCut)
{
    std::string const endless(1 << 20, 'x');
    auto item = film();
    item.title = endless.c_str();
    auto const native = progress(&item);
    EXPECT_EQ(read_event(&native).item.title.size(), 4096u);
}

TEST(MailboxTest, refusesWhatItCannotHoldAndCountsIt)
{
    Mailbox box{2};
    auto const post = [&] { return box.post(std::make_unique<Event>()); };
    EXPECT_EQ(post(), Mailbox::Posted::first);
    EXPECT_EQ(post(), Mailbox::Posted::more);
    EXPECT_EQ(post(), Mailbox::Posted::refused);
    EXPECT_EQ(box.refused(), 1u);
    EXPECT_EQ(box.take(10).size(), 2u);
    EXPECT_EQ(post(), Mailbox::Posted::first) << "the engine went to sleep meanwhile";
}

TEST(MailboxTest, flushWaitsForWhatWasAcceptedBefore)
{
    Mailbox box{100};
    EXPECT_TRUE(box.wait_finished(std::chrono::milliseconds{0}));
    box.post(std::make_unique<Event>());
    EXPECT_FALSE(box.wait_finished(std::chrono::milliseconds{1}));
    std::thread engine{[&] { box.finished(box.take(10).size()); }};
    EXPECT_TRUE(box.wait_finished(std::chrono::seconds{20}));
    engine.join();
}

TEST(MailboxTest, losesNothingBetweenThreads)
{
    Mailbox box{1000};
    constexpr int threads = 4, each = 20'000;
    std::atomic<int> accepted{0};
    std::atomic<int> running{threads};
    std::vector<std::thread> hosts;
    for (int t = 0; t < threads; ++t)
        hosts.emplace_back([&] {
            for (int i = 0; i < each; ++i)
                accepted += box.post(std::make_unique<Event>()) != Mailbox::Posted::refused ? 1 : 0;
            --running;
        });
    int taken = 0;
    while (running > 0 || !box.empty())
        taken += static_cast<int>(box.take(256).size());
    for (auto& host : hosts)
        host.join();
    taken += static_cast<int>(box.take(1000).size());
    EXPECT_EQ(taken, accepted);
    EXPECT_EQ(box.refused() + static_cast<std::uint64_t>(taken), std::uint64_t{threads * each});
}

} // namespace
} // namespace playsync
