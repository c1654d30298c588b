// SPDX-License-Identifier: MIT
#include <random>

#include "tests/unit/web/feed_fixture.hpp"
#include "web/json.hpp"

namespace playsync::web {
namespace {

using test::FeedTest;
using Client = Feed::Client;

TEST(ResumeTest, needsTheEpochAndAllSince)
{
    for (auto const& [epoch, since, floor, newest, ok] :
         {std::tuple{"e", 5u, 0u, 9u, true}, std::tuple{"e", 5u, 5u, 9u, true},
          std::tuple{"e", 5u, 6u, 9u, false}, std::tuple{"e", 9u, 0u, 9u, true},
          std::tuple{"e", 10u, 0u, 9u, false}, std::tuple{"f", 5u, 0u, 9u, false},
          std::tuple{"", 5u, 0u, 9u, false}, std::tuple{"e", 0u, 0u, 9u, true}})
        EXPECT_EQ(can_resume({epoch, since}, "e", floor, newest), ok) << epoch << since << floor;
    EXPECT_FALSE(can_resume({"e", std::uint64_t{1} << 63}, "e", 0, 9));
}

TEST_F(FeedTest, spellsEachMessageAsWritten)
{
    Client client{feed, 10, {}, ring};
    RunView run;
    run.id = 7;
    run.total = 95;
    run.done = 90;
    run.failed = 5;
    feed.sync_started("home", run);
    feed.sync_progress("home", run);
    feed.target_changed(test::some_card("home"));
    feed.item_synced(change);
    feed.sync_failed(change, true);
    feed.paused("", "page");
    feed.resumed("home", "host");
    feed.network(false, true);
    auto const told = drain(client);
    EXPECT_EQ(rings, 8);
    ASSERT_EQ(told.size(), 8u);
    auto const text = [&](std::size_t i) { return boost::json::serialize(told[i]); };
    auto const seq = [&](std::size_t i) { return std::to_string(told[i].at("seq").as_int64()); };
    EXPECT_EQ(text(0), R"({"type":"sync_started","seq":)" + seq(0) +
                           R"(,"target":"home","run":7,"total":95})");
    EXPECT_EQ(told[1].at("type").as_string(), "sync_progress");
    EXPECT_EQ(told[1].at("run").at("total").as_int64(), 95);
    EXPECT_EQ(told[2].at("card").at("id").as_string(), "home");
    EXPECT_EQ(told[3].at("type").as_string(), "item_synced");
    EXPECT_EQ(told[3].at("change").at("user").as_string(), "alice");
    EXPECT_EQ(told[4].at("type").as_string(), "sync_failed");
    EXPECT_TRUE(told[4].at("final").as_bool());
    EXPECT_EQ(text(5), R"({"type":"sync_paused","seq":)" + seq(5) + R"(,"by":"page"})");
    EXPECT_EQ(text(6),
              R"({"type":"sync_resumed","seq":)" + seq(6) + R"(,"target":"home","by":"host"})");
    EXPECT_EQ(text(7),
              R"({"type":"network","seq":)" + seq(7) + R"(,"online":false,"metered":true})");
    feed.sync_completed("home", run, 1234);
    EXPECT_EQ(boost::json::serialize(drain(client).at(0)),
              R"({"type":"sync_completed","seq":)" + std::to_string(feed.seq()) +
                  R"(,"target":"home","run":7,"done":90,"failed":5,"ms":1234})");
}

TEST_F(FeedTest, theLogGoesToWhoWantsItAndIsNotToldAgain)
{
    Client deaf{feed, 10, {}, ring};
    Client eager{feed, 10, {}, ring};
    LogEntry entry;
    entry.n = 7;
    entry.at = test::noon;
    entry.line = "a \"b\"";
    auto const before = feed.seq();
    feed.log(entry);
    EXPECT_EQ(feed.seq(), before); // nobody wants it
    eager.follow_log(true);
    feed.log(entry);
    EXPECT_TRUE(drain(deaf).empty());
    auto const told = drain(eager);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(
        boost::json::serialize(told[0]),
        R"({"type":"log","seq":)" + std::to_string(feed.seq()) +
            R"(,"line":{"n":7,"at":"2026-08-01T12:00:00.000Z","level":"info","line":"a \"b\""}})");
    Client late{feed, 10, at(before), ring};
    EXPECT_TRUE(late.is_resumed());
    EXPECT_TRUE(drain(late).empty());
    for (int i = 0; i < 1000; ++i)
        feed.log(entry);
    EXPECT_FALSE(eager.outbox().is_overrun());
    EXPECT_EQ(drain(eager).size(), Outbox::most_log_lines);
    feed.log(entry);
    EXPECT_EQ(drain(eager).size(), 1u);
    eager.follow_log(false);
    feed.log(entry);
    EXPECT_TRUE(drain(eager).empty());
}

TEST_F(FeedTest, aRemovedTargetIsToldLast)
{
    Client early{feed, 1, {}, ring};
    feed.target_changed(test::some_card("home"));
    drain(early);
    auto const since = feed.seq();
    feed.target_changed(test::some_card("home")); // waits for its turn
    feed.target_removed("home");
    auto const told = drain(early);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(boost::json::serialize(told[0]), R"({"type":"target_removed","seq":)" +
                                                   std::to_string(feed.seq()) +
                                                   R"(,"target":"home"})");
    now += 5000;
    EXPECT_TRUE(drain(early).empty());
    Client late{feed, 10, at(since), ring};
    ASSERT_TRUE(late.is_resumed());
    EXPECT_EQ(drain(late).size(), 1u);
}

TEST_F(FeedTest, aPageThatWasAwayIsToldWhatItMissed)
{
    std::uint64_t since = 0;
    {
        Client client{feed, 10, {}, ring};
        EXPECT_FALSE(client.is_resumed());
        since = feed.seq();
    }
    feed.network(false, false);
    feed.network(true, false);
    Client back{feed, 10, at(since), ring};
    EXPECT_TRUE(back.is_resumed());
    EXPECT_EQ(drain(back).size(), 2u);
    Client current{feed, 10, at(feed.seq()), ring};
    EXPECT_TRUE(current.is_resumed());
    EXPECT_TRUE(drain(current).empty());
    Client ahead{feed, 10, at(feed.seq() + 1), ring};
    EXPECT_FALSE(ahead.is_resumed());
    Client stranger{feed, 10, Standpoint{"0123456789abcdef", since}, ring};
    EXPECT_FALSE(stranger.is_resumed());
}

TEST_F(FeedTest, anOverrunRingMeansASnapshot)
{
    Client client{feed, 10, {}, ring};
    auto const since = feed.seq();
    auto const settle_one = [this] {
        now += 20; // faster, they would be counted
        feed.item_synced(change);
    };
    for (std::size_t i = 0; i < Feed::ring_messages; ++i)
        settle_one();
    EXPECT_TRUE((Client{feed, 10, at(since), ring}.is_resumed()));
    settle_one();
    EXPECT_FALSE((Client{feed, 10, at(since), ring}.is_resumed()));
    EXPECT_TRUE((Client{feed, 10, at(since + 1), ring}.is_resumed()));
}

TEST_F(FeedTest, theRingIsBoundedInBytesToo)
{
    Client client{feed, 10, {}, ring};
    auto const since = feed.seq();
    auto large = change;
    large.why.detail = std::string(900 * 1024, 'x');
    for (int i = 0; i < 5; ++i)
        feed.item_synced(large);
    EXPECT_FALSE((Client{feed, 10, at(since), ring}.is_resumed()));
    EXPECT_TRUE((Client{feed, 10, at(since + 4), ring}.is_resumed()));
}

TEST_F(FeedTest, cardsDoNotOverrunTheRing)
{
    Client client{feed, 10, {}, ring};
    auto const since = feed.seq();
    feed.network(false, false);
    for (std::size_t i = 0; i < 2 * Feed::ring_messages; ++i)
        feed.target_changed(test::some_card("home"));
    Client back{feed, 10, at(since), ring};
    EXPECT_TRUE(back.is_resumed());
    EXPECT_EQ(drain(back).size(), 2u);
}

TEST_F(FeedTest, nobodyIsPresentAMinuteAfterTheLastPageLeft)
{
    EXPECT_FALSE(feed.present());
    auto client = std::make_unique<Client>(feed, 10, std::nullopt, ring);
    EXPECT_TRUE(feed.present());
    auto const since = feed.seq();
    client.reset();
    now += 59'999;
    EXPECT_TRUE(feed.present());
    EXPECT_TRUE((Client{feed, 10, at(since), ring}.is_resumed()));
    now += 60'000;
    EXPECT_FALSE(feed.present());
    feed.network(false, false);
    EXPECT_FALSE((Client{feed, 10, at(since), ring}.is_resumed()));
}

/// What a page makes of messages: the newest of each subject.
struct Shown {
    std::map<std::string, std::string> subjects;
    std::uint64_t seq = 0;

    void hear(std::string const& frame)
    {
        auto const message = boost::json::parse(frame).as_object();
        auto const told = static_cast<std::uint64_t>(message.at("seq").as_int64());
        EXPECT_GE(told, seq);
        seq = told;
        if (auto const* card = message.if_contains("card"))
            subjects[std::string{card->at("id").as_string()}] = boost::json::serialize(*card);
        else
            subjects["network"] = boost::json::serialize(message.at("online"));
    }
};

/// Something happens; `truth` is how things then stand.
void happen(Feed& feed, std::mt19937& chance, int step, std::map<std::string, std::string>& truth)
{
    if (auto const what = chance() % 5; what < 4) {
        auto card = test::some_card(what % 2 ? "a" : "b");
        card.since = step;
        feed.target_changed(card);
        truth[card.id].clear();
        append_card(truth[card.id], card);
    } else {
        feed.network(step % 2 == 0, false);
        truth["network"] = step % 2 == 0 ? "true" : "false";
    }
}

TEST_F(FeedTest, aLinkCutAnywhereLosesNothing)
{
    for (unsigned seed = 0; seed < 1000; ++seed) {
        std::mt19937 chance{seed};
        std::map<std::string, std::string> truth;
        Shown shown;
        auto client = std::make_unique<Client>(feed, 10, std::nullopt, ring);
        shown.seq = feed.seq();
        for (int step = 0; step < 60; ++step) {
            happen(feed, chance, step, truth);
            now += chance() % 80;
            for (auto budget = chance() % 3; budget > 0; --budget)
                if (auto const frame = client->outbox().next(now))
                    shown.hear(frame->json);
            if (chance() % 8 == 0) {
                client = std::make_unique<Client>(feed, 10, at(shown.seq), ring);
                ASSERT_TRUE(client->is_resumed());
            }
        }
        now += 1000;
        while (auto const frame = client->outbox().next(now))
            shown.hear(frame->json);
        ASSERT_EQ(shown.subjects, truth) << "seed " << seed;
    }
}

} // namespace
} // namespace playsync::web
