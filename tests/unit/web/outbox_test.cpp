// SPDX-License-Identifier: MIT
#include "web/outbox.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace playsync::web {
namespace {

using enum Message::Kind;

class OutboxTest : public testing::Test {
protected:
    void push(Message::Kind kind, std::string target = "home", std::size_t padding = 0)
    {
        Message message{++seq, kind, std::move(target), "event", ",\"own\":"};
        message.rest += std::to_string(seq) + ",\"x\":\"" + std::string(padding, 'x') + "\"}";
        outbox.push(std::make_shared<Message const>(std::move(message)), now);
    }

    /// "own/seq" of each frame there is now; "#count/seq" for counts.
    std::string frames()
    {
        std::string out;
        while (auto const frame = outbox.next(now)) {
            auto const json = boost::json::parse(frame->json).as_object();
            auto const told = json.at("seq").as_int64();
            EXPECT_GE(told, last_told);
            last_told = told;
            out += out.empty() ? "" : " ";
            out += json.contains("own") ? std::to_string(json.at("own").as_int64())
                                        : "#" + std::to_string(json.at("count").as_int64());
            out += "/" + std::to_string(told);
        }
        return out;
    }

    Outbox outbox{10};
    SteadyMs now = 1'000'000;
    std::uint64_t seq = 0;
    std::int64_t last_told = 0;
};

TEST_F(OutboxTest, tellsInOrder)
{
    push(event);
    push(item);
    push(card);
    EXPECT_EQ(frames(), "1/1 2/2 3/3");
    EXPECT_EQ(frames(), "");
}

TEST_F(OutboxTest, theLatestCardOfATargetWins)
{
    push(card);
    push(card, "other");
    push(card);
    push(progress);
    push(progress);
    EXPECT_EQ(frames(), "2/2 3/4 5/5");
}

TEST_F(OutboxTest, cardsAndProgressArePaced)
{
    push(progress);
    EXPECT_EQ(frames(), "1/1");
    push(progress);
    push(progress);
    EXPECT_EQ(frames(), "");
    EXPECT_EQ(outbox.ready_at(now), now + 100);
    now += 99;
    EXPECT_EQ(frames(), "");
    now += 1;
    EXPECT_EQ(frames(), "3/3");
    outbox.set_pace(1);
    push(progress);
    now += 999;
    EXPECT_EQ(frames(), "");
    now += 1;
    EXPECT_EQ(frames(), "4/4");
}

TEST_F(OutboxTest, whatOvertakesDoesNotClaimWhatIsHeldBack)
{
    push(card);
    EXPECT_EQ(frames(), "1/1");
    push(card);
    push(event);
    push(event);
    EXPECT_EQ(frames(), "3/1 4/1");
    EXPECT_EQ(outbox.reached(4), 1u);
    now += 100;
    EXPECT_EQ(frames(), "2/4");
    EXPECT_EQ(outbox.reached(9), 9u);
}

TEST_F(OutboxTest, aRunsEndTakesItsProgressAlong)
{
    push(progress);
    EXPECT_EQ(frames(), "1/1");
    push(progress);
    push(progress, "other");
    push(run_edge);
    EXPECT_EQ(frames(), "3/3 4/4");
    now += 1000;
    EXPECT_EQ(frames(), "");
}

TEST_F(OutboxTest, above50ItemsASecondAreCounted)
{
    for (int i = 0; i < 80; ++i)
        push(item);
    push(item, "other");
    std::string singles;
    for (int i = 1; i <= 50; ++i)
        singles += std::to_string(i) + "/" + std::to_string(i == 50 ? 79 : i) + " ";
    EXPECT_EQ(frames(), singles + "#30/80 #1/81");
    push(item);
    push(item);
    EXPECT_EQ(frames(), "");
    now += 1000;
    push(item);
    EXPECT_EQ(frames(), "#2/83 84/84");
}

TEST_F(OutboxTest, isOverrunBy257Messages)
{
    for (int i = 0; i < 256; ++i)
        push(event);
    EXPECT_FALSE(outbox.is_overrun());
    push(event);
    EXPECT_TRUE(outbox.is_overrun());
}

TEST_F(OutboxTest, isOverrunByAMegabyte)
{
    push(event, "home", (1 << 20) - 1024);
    EXPECT_FALSE(outbox.is_overrun());
    push(event, "home", 2048);
    EXPECT_TRUE(outbox.is_overrun());
}

TEST_F(OutboxTest, onceOverrunItHoldsNothingAndTakesNothing)
{
    auto const message = std::make_shared<Message const>(
        Message{1, Message::Kind::event, "home", "network", std::string(1 << 20, 'x') + '}'});
    outbox.push(message, now);
    EXPECT_TRUE(outbox.is_overrun());
    outbox.push(message, now);
    EXPECT_EQ(message.use_count(), 1);
    EXPECT_FALSE(outbox.next(now));
    EXPECT_TRUE(outbox.is_overrun());
}

TEST_F(OutboxTest, isNotOverrunByCardsHoweverMany)
{
    for (int i = 0; i < 100'000; ++i) {
        push(card);
        push(progress);
    }
    EXPECT_FALSE(outbox.is_overrun());
    EXPECT_EQ(frames(), "199999/199999 200000/200000");
}

} // namespace
} // namespace playsync::web
