// SPDX-License-Identifier: MIT
// The watch history: what comes in, what is counted, what goes.
#include "tests/unit/storage/watches_fixture.hpp"

namespace playsync {
namespace {

TEST_F(WatchesTest, aWatchIsKeptAsItWas)
{
    Item item;
    item.kind = ItemKind::episode;
    item.title = "Ozymandias";
    item.show = "Breaking Bad";
    item.season = 5;
    item.episode = 14;
    item.ids = {{"imdb", "tt2301451"}};
    auto ours = watch("alice", item, 5000, 2);
    ours.how = WatchedBy::mark;
    add({ours});
    for (int start = 0; start < 2; ++start) {
        ASSERT_EQ(history().count(), 1u);
        auto const entry = history().list({}).entries.at(0);
        EXPECT_EQ(entry.span, static_cast<WatchSpan const&>(ours));
        EXPECT_EQ(entry.how, WatchedBy::mark);
        EXPECT_EQ(entry.targets, 2u);
        EXPECT_EQ(entry.duration_ms, 100);
        EXPECT_EQ(entry.user, "alice");
        EXPECT_EQ(entry.host, "a host");
        EXPECT_EQ(entry.item.title, "Ozymandias");
        EXPECT_EQ(entry.item.show, "Breaking Bad");
        EXPECT_EQ(entry.item.episode, 14);
        EXPECT_EQ(entry.item.ids, item.ids);
        open();
    }
}

TEST_F(WatchesTest, aWatchThatIsToldAgainIsOne)
{
    auto const ours = watch("alice", "Heat", 5000, 1);
    add({ours, ours});
    add({ours});
    auto again = watch("alice", "Heat", 5000, 3);
    again.ended = 9000;
    add({again});
    ASSERT_EQ(history().count(), 1u);
    auto const entry = history().list({}).entries.at(0);
    EXPECT_EQ(entry.targets, 1u) << "what is there stays as it is";
    EXPECT_EQ(entry.span.ended, 5010);
}

TEST_F(WatchesTest, whatNoTargetIsToldOfIsCountedByUser)
{
    auto const bobs = watch("bob", "Ran", 300);
    add({watch("bob", "Heat", 100), watch("anna", "Heat", 200), bobs,
         watch("alice", "Heat", 400, 1)});
    add({bobs}); // the same again is no other
    for (int start = 0; start < 2; ++start) {
        EXPECT_EQ(history().unsent(), (Unsent{{"anna", 1}, {"bob", 2}}));
        open();
    }
    history().forget(std::array{name(bobs), WatchName{300, item_key("anna", film("Heat"))}});
    EXPECT_EQ(history().unsent(), (Unsent{{"anna", 1}, {"bob", 1}}));
    EXPECT_EQ(history().prune(250, 10), 2u);
    EXPECT_EQ(history().unsent(), Unsent{});
    open();
    EXPECT_EQ(history().unsent(), Unsent{});
    EXPECT_EQ(titles(), Titles{"Heat"});
}

TEST_F(WatchesTest, oneThatATargetIsToldOfAfterAllIsNotUnsent)
{
    auto ours = watch("bob", "Heat", 100);
    add({ours, watch("bob", "Ran", 200)});
    ours.targets = 2;
    add({ours});
    EXPECT_EQ(history().unsent(), (Unsent{{"bob", 1}}));
    EXPECT_EQ(history().list({}).entries.at(1).targets, 2u);
    ours.targets = 0;
    add({ours});
    EXPECT_EQ(history().unsent(), (Unsent{{"bob", 1}}));
}

TEST_F(WatchesTest, aUserOfAnyNameIsCounted)
{
    auto const longest = std::string(10'000, 'u');
    for (auto const& user : {std::string{}, std::string{"a.b"}, longest}) {
        auto const ours = watch(user, "Heat", 100);
        add({ours});
        ASSERT_EQ(history().unsent().size(), 1u);
        EXPECT_TRUE(user.starts_with(history().unsent().begin()->first));
        EXPECT_EQ(history().forget(std::array{name(ours)}), 1u);
        ASSERT_EQ(history().unsent(), Unsent{}) << user.size();
    }
}

TEST_F(WatchesTest, aTransactionThatDoesNotHappenCountsNothing)
{
    open(1 << 20);
    Unsent counted;
    std::uint64_t kept = 0;
    try {
        for (;;) {
            std::vector<Watch> many;
            for (int i = 0; i < 20; ++i)
                many.push_back(
                    watch("bob", std::string(300, 'x') + std::to_string(now_ + i), now_ * 100 + i));
            add(many);
            kept += many.size();
            counted = history().unsent();
        }
    } catch (StoreFull const&) {
    }
    ASSERT_GT(kept, 100u);
    EXPECT_EQ(counted, (Unsent{{"bob", kept}}));
    for (int start = 0; start < 2; ++start) {
        EXPECT_EQ(history().count(), kept);
        EXPECT_EQ(history().unsent(), counted);
        open(1 << 20);
    }
    // What waits for room is written by the next one; nothing is counted twice.
    open(4 << 20);
    add({watch("bob", "Heat", 50)});
    EXPECT_EQ(history().unsent(), (Unsent{{"bob", kept + 1}}));
}

TEST_F(WatchesTest, countsStayRightWhenTheStoreMakesRoom)
{
    open(std::size_t{64} << 20, 256 << 10);
    for (int round = 0; round < 10; ++round) {
        std::vector<Watch> many;
        for (int i = 0; i < 500; ++i)
            many.push_back(
                watch("bob", std::string(200, 'x') + std::to_string(i), 1000 * round + i));
        add(many);
    }
    EXPECT_GT(queue_->used_bytes(), std::size_t{1} << 20);
    EXPECT_EQ(history().unsent(), (Unsent{{"bob", 5000}}));
    EXPECT_EQ(history().count(), 5000u);
}

TEST_F(WatchesTest, theEndOfOneIsAmended)
{
    auto ours = watch("alice", "Heat", 5000, 1);
    add({ours, watch("alice", "Heat", 6000)});
    ours.ended = 8000;
    amend(ours);
    auto const entry = history().list({}).entries.at(1);
    EXPECT_EQ(entry.span.ended, 8000);
    EXPECT_EQ(entry.span.begun, 4910);
    EXPECT_EQ(entry.item.title, "Heat");
    EXPECT_EQ(entry.targets, 1u);
    EXPECT_EQ(history().list({}).entries.at(0).span.ended, 6010);
}

TEST_F(WatchesTest, oneThatWasTakenBackIsStillThere)
{
    auto ours = watch("alice", "Heat", 5000);
    add({ours});
    ours.taken_back = true;
    amend(ours);
    open();
    EXPECT_TRUE(history().list({}).entries.at(0).span.taken_back);
    EXPECT_TRUE(history().watches_of(ours.item, 0, 9000).at(0).taken_back);
    EXPECT_EQ(history().unsent(), (Unsent{{"alice", 1}}));
}

TEST_F(WatchesTest, oneThatWasForgottenIsNotAmended)
{
    auto const ours = watch("alice", "Heat", 5000);
    add({ours});
    EXPECT_EQ(history().forget(std::array{name(ours), name(ours)}), 1u);
    EXPECT_EQ(history().forget(std::array{name(ours)}), 0u);
    EXPECT_EQ(history().forget({}), 0u);
    amend(ours);
    EXPECT_EQ(history().count(), 0u);
    EXPECT_EQ(titles(), Titles{});
}

TEST_F(WatchesTest, pruningIsBoundedAndTakesTheOldest)
{
    std::vector<Watch> many;
    for (int i = 0; i < 25; ++i)
        many.push_back(watch("bob", "Film " + std::to_string(i), 100 + i));
    add(many);
    EXPECT_EQ(history().prune(100, 10), 0u) << "none was decided before the first";
    EXPECT_EQ(history().prune(120, 8), 8u);
    EXPECT_EQ(history().count(), 17u);
    EXPECT_EQ(titles().back(), "Film 8");
    EXPECT_EQ(history().prune(120, 100), 12u);
    EXPECT_EQ(titles().back(), "Film 20");
    EXPECT_EQ(history().unsent(), (Unsent{{"bob", 5}}));
    EXPECT_EQ(history().prune(120, 100), 0u);
}

TEST_F(WatchesTest, aDamagedOneIsPassedOver)
{
    auto const torn = watch("alice", "Heat", 5000);
    add({torn, watch("alice", "Ran", 6000), watch("bob", "Heat", 4000)});
    damage(torn);
    EXPECT_EQ(titles(), (Titles{"Ran", "Heat"}));
    EXPECT_EQ(history().newest(10).size(), 2u);
    EXPECT_TRUE(history().watches_of(torn.item, 0, 9000).empty());
    amend(torn);
    EXPECT_EQ(history().list({}).entries.size(), 2u);
    add({torn}); // it is there, so it is not another
    EXPECT_EQ(history().count(), 3u);
    EXPECT_EQ(history().forget(std::array{name(torn)}), 1u);
    EXPECT_EQ(history().count(), 2u);
    EXPECT_EQ(history().prune(9000, 10), 2u);
}

TEST_F(WatchesTest, thoseOfAnItemAreFoundByTime)
{
    auto const item = item_key("alice", film("Heat"));
    for (UnixMs const at : {1000, 2000, 3000})
        add({watch("alice", "Heat", at), watch("bob", "Heat", at)});
    auto const found = history().watches_of(item, 1000, 2000);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].at, 1000);
    EXPECT_EQ(found[1].at, 2000);
    EXPECT_EQ(history().watches_of(item, 2001, 2999).size(), 0u);
    EXPECT_EQ(history().watches_of(item, -5, 1000).size(), 1u);
    auto const newest = history().newest(3);
    ASSERT_EQ(newest.size(), 3u);
    EXPECT_EQ(newest.front().at, 2000) << "the oldest of them first";
    EXPECT_EQ(newest.back().at, 3000);
}

} // namespace
} // namespace playsync
