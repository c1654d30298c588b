// SPDX-License-Identifier: MIT
// Many pages at once, and more to tell than anybody reads.
#include "tests/unit/web/feed_fixture.hpp"

namespace playsync::web {
namespace {

using test::FeedTest;
using Client = Feed::Client;

TEST_F(FeedTest, aFastRunIsCountedForAllPagesAtOnce)
{
    Client one{feed, 10, std::nullopt, ring};
    Client two{feed, 10, std::nullopt, ring};
    auto other = change;
    other.target = "away";
    for (int i = 0; i < 1000; ++i)
        feed.item_synced(i % 2 ? change : other);
    EXPECT_LE(rings, 2 * (50 + 2)) << "what is counted rings once";
    for (auto* const client : {&one, &two}) {
        std::map<std::string, std::int64_t> told;
        std::int64_t seq = 0;
        for (auto const& message : drain(*client)) {
            EXPECT_GE(message.at("seq").as_int64(), seq);
            seq = message.at("seq").as_int64();
            if (message.at("type").as_string() == "items_changed")
                told[message.at("target").as_string().c_str()] += message.at("count").as_int64();
            else
                ++told[message.at("change").at("target").as_string().c_str()];
        }
        EXPECT_EQ(told, (std::map<std::string, std::int64_t>{{"away", 500}, {"home", 500}}));
        EXPECT_EQ(static_cast<std::uint64_t>(seq), feed.seq());
    }
    auto const since = feed.seq();
    feed.item_synced(change); // not told yet
    Client back{feed, 10, at(since), ring};
    EXPECT_EQ(drain(back).at(0).at("count").as_int64(), 1);
}

TEST_F(FeedTest, manyPagesAreToldNoMoreInAllThanAFew)
{
    RunView const run;
    auto const told_to = [&](std::size_t pages) {
        std::vector<std::unique_ptr<Client>> clients;
        for (std::size_t n = 0; n < pages; ++n)
            clients.push_back(std::make_unique<Client>(feed, 10, std::nullopt, ring));
        std::size_t frames = 0;
        std::vector<std::int64_t> items(pages);
        for (int ms = 0; ms < 10'000; ++ms, ++now) {
            feed.sync_progress("home", run);
            feed.target_changed(test::some_card("home"));
            feed.item_synced(change);
            for (std::size_t n = 0; n < pages; ++n)
                for (auto const& message : drain(*clients[n])) {
                    ++frames;
                    if (message.at("type").as_string() == "items_changed")
                        items[n] += message.at("count").as_int64();
                    else
                        items[n] += message.at("type").as_string() == "item_synced" ? 1 : 0;
                }
        }
        now += 10'000;
        for (std::size_t n = 0; n < pages; ++n)
            for (auto const& message : drain(*clients[n]))
                if (auto const* count = message.if_contains("count"))
                    items[n] += count->as_int64();
        EXPECT_EQ(items, std::vector<std::int64_t>(pages, 10'000)) << "none is left out";
        return frames;
    };
    auto const few = told_to(share_among);
    EXPECT_NEAR(static_cast<double>(told_to(share_among / 2)), static_cast<double>(few) / 2, 80.0);
    EXPECT_LE(told_to(64), few + 64 * 10) << "but for a count a second each";
}

} // namespace
} // namespace playsync::web
