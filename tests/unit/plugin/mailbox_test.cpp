// SPDX-License-Identifier: MIT
#include "plugin/mailbox.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <semaphore>
#include <thread>

namespace playsync {
namespace {

using Posted = Mailbox::Posted;

Posted post(Mailbox& mailbox)
{
    return mailbox.post(std::make_unique<Event>());
}

TEST(MailboxTest, ringsOnceForManyEvents)
{
    Mailbox mailbox{8};
    EXPECT_TRUE(mailbox.may_sleep());
    EXPECT_EQ(post(mailbox), Posted::first);
    EXPECT_EQ(post(mailbox), Posted::more);
    EXPECT_EQ(mailbox.take(8).size(), 2u);
}

TEST(MailboxTest, refusesWhatItHasNoRoomFor)
{
    Mailbox mailbox{2};
    post(mailbox);
    post(mailbox);
    EXPECT_EQ(post(mailbox), Posted::refused);
    EXPECT_EQ(mailbox.refused(), 1u);
    EXPECT_EQ(mailbox.take(1).size(), 1u);
    EXPECT_EQ(post(mailbox), Posted::more);
}

// An event that came while others were taken, and was taken with them, left the bell silent.
TEST(MailboxTest, ringsForTheFirstEventAfterSleep)
{
    Mailbox mailbox{8};
    post(mailbox);
    EXPECT_EQ(mailbox.take(1).size(), 1u);
    EXPECT_EQ(post(mailbox), Posted::more);
    EXPECT_FALSE(mailbox.may_sleep());
    EXPECT_EQ(mailbox.take(8).size(), 1u);
    EXPECT_TRUE(mailbox.may_sleep());
    EXPECT_EQ(post(mailbox), Posted::first);
}

TEST(MailboxTest, waitsForWhatWasAccepted)
{
    Mailbox mailbox{8};
    post(mailbox);
    EXPECT_FALSE(mailbox.wait_finished(std::chrono::milliseconds{0}));
    mailbox.finished(mailbox.take(8).size());
    EXPECT_TRUE(mailbox.wait_finished(std::chrono::milliseconds{0}));
}

std::unique_ptr<Event> told(playsync_event_kind kind, std::string const& title, std::int64_t at)
{
    auto event = std::make_unique<Event>();
    event->kind = kind;
    event->item.title = title;
    event->position_ms = at;
    return event;
}

/// "Heat 5", by title and position.
std::vector<std::string> words_of(std::vector<std::unique_ptr<Event>> const& events)
{
    std::vector<std::string> words;
    for (auto const& event : events)
        words.push_back(event->item.title + " " + std::to_string(event->position_ms));
    std::ranges::sort(words);
    return words;
}

using Words = std::vector<std::string>;

TEST(MailboxTest, positionsOfAPlaybackMergeWhileItIsFull)
{
    Mailbox mailbox{1};
    post(mailbox);
    for (std::int64_t at = 1; at <= 5; ++at)
        EXPECT_NE(mailbox.post(told(PLAYSYNC_EVENT_PROGRESS, "Heat", at)), Posted::refused);
    mailbox.post(told(PLAYSYNC_EVENT_PROGRESS, "Alien", 7));
    EXPECT_EQ(mailbox.post(told(PLAYSYNC_EVENT_WATCHED, "Heat", 9)), Posted::refused);
    EXPECT_EQ(mailbox.refused(), 1u);
    mailbox.finished(mailbox.take(1).size());
    EXPECT_FALSE(mailbox.empty());
    EXPECT_EQ(words_of(mailbox.take(10)), (Words{"Alien 7", "Heat 5"}));
    EXPECT_TRUE(mailbox.empty());
}

TEST(MailboxTest, aNewerPositionDoesNotOvertakeTheOneThatMerged)
{
    Mailbox mailbox{2};
    post(mailbox);
    post(mailbox);
    mailbox.post(told(PLAYSYNC_EVENT_PROGRESS, "Heat", 1));
    mailbox.take(1); // there is room again
    mailbox.post(told(PLAYSYNC_EVENT_PROGRESS, "Heat", 2));
    mailbox.take(1);
    EXPECT_EQ(words_of(mailbox.take(10)), Words{"Heat 2"});
}

TEST(MailboxTest, whatIsToldAfterAMergedPositionTakesItsPlace)
{
    Mailbox mailbox{2};
    post(mailbox);
    post(mailbox);
    mailbox.post(told(PLAYSYNC_EVENT_PROGRESS, "Heat", 1));
    mailbox.post(told(PLAYSYNC_EVENT_PROGRESS, "Alien", 1));
    mailbox.finished(mailbox.take(2).size());
    ASSERT_FALSE(mailbox.empty());
    mailbox.post(told(PLAYSYNC_EVENT_STOP, "Heat", 3));
    EXPECT_EQ(words_of(mailbox.take(10)), (Words{"Alien 1", "Heat 3"}));
}

TEST(MailboxTest, roomForMergedPositionsIsBounded)
{
    Mailbox mailbox{1, 2};
    post(mailbox);
    mailbox.post(told(PLAYSYNC_EVENT_PROGRESS, "Heat", 1));
    mailbox.post(told(PLAYSYNC_EVENT_PROGRESS, "Alien", 1));
    EXPECT_EQ(mailbox.post(told(PLAYSYNC_EVENT_PROGRESS, "Ran", 1)), Posted::refused);
    EXPECT_EQ(mailbox.refused(), 1u);
}

TEST(MailboxTest, aFlushWaitsForMergedPositionsToo)
{
    Mailbox mailbox{1};
    post(mailbox);
    mailbox.post(told(PLAYSYNC_EVENT_PROGRESS, "Heat", 1));
    mailbox.finished(mailbox.take(1).size());
    EXPECT_FALSE(mailbox.wait_finished(std::chrono::milliseconds{0}));
    auto const taken = mailbox.take(10).size();
    EXPECT_FALSE(mailbox.wait_finished(std::chrono::milliseconds{0}));
    mailbox.finished(taken);
    EXPECT_TRUE(mailbox.wait_finished(std::chrono::milliseconds{0}));
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

// Each poster waits for its event before the next, so each goes by the edge of sleep.
TEST(MailboxTest, neverSleepsOverAnEvent)
{
    constexpr int events_each = 5000;
    constexpr int posters = 2;
    Mailbox mailbox{64};
    std::counting_semaphore<> bell{0};
    std::atomic<bool> posting{true};
    std::atomic<int> stranded{0};
    std::jthread const engine{[&] {
        while (posting) {
            if (mailbox.empty() && mailbox.may_sleep())
                bell.acquire();
            mailbox.finished(mailbox.take(64).size());
        }
    }};
    {
        std::vector<std::jthread> threads;
        for (int poster = 0; poster < posters; ++poster)
            threads.emplace_back([&] {
                for (int i = 0; i < events_each && stranded == 0; ++i) {
                    if (post(mailbox) == Posted::first)
                        bell.release();
                    if (!mailbox.wait_finished(std::chrono::seconds{20}))
                        ++stranded;
                }
            });
    }
    posting = false;
    bell.release();
    EXPECT_EQ(stranded, 0);
}

} // namespace
} // namespace playsync
