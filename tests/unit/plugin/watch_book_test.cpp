// SPDX-License-Identifier: MIT
// Looking through the watch history of a real store, forgetting, and how long it is kept.
#include "plugin/watch_book.hpp"

#include <gtest/gtest.h>

#include "storage/lmdb_queue.hpp"
#include "storage/watch_codec.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {
namespace {

using End = web::ForgetResult::End;

class WatchBookTest : public testing::Test {
protected:
    /// `count` of a user, one a minute until now.
    void watch(std::string const& user, int count, unsigned targets = 0)
    {
        WatchChanges changes;
        for (int i = 0; i < count; ++i) {
            auto const film = test::change(Verb::play, "Film " + std::to_string(i), 0, user).item;
            auto& watch = changes.watches.emplace_back();
            watch.item = item_key(user, film);
            watch.at = clock_.wall() - i * minute;
            watch.targets = static_cast<std::uint8_t>(targets);
            watch.user = user;
            append_watch_text(watch.text, ItemText{user, film}, {});
        }
        queue_.commit({}, {}, clock_.wall(), changes);
    }

    web::ForgetOrder order(std::uint64_t expect)
    {
        web::ForgetOrder order;
        order.filter.user = "bob";
        order.expect = expect;
        return order;
    }
    web::ForgetResult run(web::ForgetOrder const& order)
    {
        auto const work = book_.begin(order);
        for (steps_ = 1; !work->step(); ++steps_)
            if (between_)
                between_();
        return work->result();
    }

    WatchHistory& history() { return queue_.history(); }
    std::uint64_t unsent(std::string const& user) { return history().unsent()[user]; }

    static constexpr UnixMs minute = 60'000;
    test::TempDir dir_;
    net::io_context io_{1};
    test::FakeClock clock_{io_};
    LmdbQueue queue_{dir_.path(), {4 << 20, 1 << 30, 7}};
    Mailbox mailbox_{100};
    Intake intake_{{}, 0};
    Committer committer_{io_,     queue_, mailbox_,
                         intake_, clock_, Committer::Hooks{[](Event&) {}, [] {}, [] {}}};
    WatchBook book_{queue_, committer_, clock_};
    std::function<void()> between_; // two steps
    int steps_ = 0;
};

TEST_F(WatchBookTest, theNewestComeFirstByPages)
{
    watch("bob", 5);
    web::WatchQuery query;
    query.limit = 3;
    auto page = book_.list(query);
    ASSERT_EQ(page.entries.size(), 3u);
    EXPECT_EQ(page.entries.front().item.title, "Film 0");
    query.from = page.next;
    page = book_.list(query);
    ASSERT_EQ(page.entries.size(), 2u);
    EXPECT_EQ(page.entries.back().item.title, "Film 4");
    EXPECT_TRUE(page.next.empty());
    query.from.clear();
    query.filter.words = "film 3";
    EXPECT_EQ(book_.list(query).entries.size(), 1u);
}

TEST_F(WatchBookTest, oneIsForgottenOnce)
{
    watch("bob", 2);
    auto const span = history().newest(1).front();
    WatchName const name{span.at, span.item};
    EXPECT_EQ(book_.forget(name), true);
    EXPECT_EQ(book_.forget(name), false);
    EXPECT_EQ(history().count(), 1u);
    EXPECT_EQ(unsent("bob"), 1u);
}

TEST_F(WatchBookTest, aDryRunCountsAndForgetsNothing)
{
    watch("bob", 1200);
    watch("anna", 30);
    auto dry = order(0);
    dry.dry_run = true;
    auto const result = run(dry);
    EXPECT_EQ(result.matched, 1200u);
    EXPECT_EQ(result.forgotten, 0u);
    EXPECT_GE(steps_, 3);
    EXPECT_EQ(history().count(), 1230u);
}

TEST_F(WatchBookTest, allThatFitAreForgottenInSmallSteps)
{
    watch("bob", 1200);
    watch("anna", 30);
    auto const result = run(order(1200));
    EXPECT_EQ(result.end, End::done);
    EXPECT_EQ(result.matched, 1200u);
    EXPECT_EQ(result.forgotten, 1200u);
    EXPECT_GE(steps_, 6);
    EXPECT_EQ(history().count(), 30u);
    EXPECT_EQ(unsent("bob"), 0u);
    EXPECT_EQ(unsent("anna"), 30u);
    EXPECT_EQ(run(order(0)).matched, 0u);
}

TEST_F(WatchBookTest, nothingIsForgottenWhenMoreFitThanWasSeen)
{
    watch("bob", 12);
    EXPECT_EQ(run(order(11)).end, End::unexpected);
    EXPECT_EQ(history().count(), 12u);
    EXPECT_EQ(run(order(20)).forgotten, 12u) << "some may be gone already";
}

TEST_F(WatchBookTest, whatComesInMeanwhileStays)
{
    watch("bob", 10);
    between_ = [&] {
        clock_.jump(1000);
        watch("bob", 1);
    };
    EXPECT_EQ(run(order(10)).forgotten, 10u);
    EXPECT_EQ(history().count(), static_cast<std::size_t>(steps_) - 1);
}

TEST_F(WatchBookTest, anEmptyHistoryHasNothingToForget)
{
    auto const result = run(order(5));
    EXPECT_EQ(result.end, End::done);
    EXPECT_EQ(result.matched, 0u);
    EXPECT_EQ(steps_, 1);
}

TEST_F(WatchBookTest, whoHasTheMostUnsentComesFirstAndNotEndlesslyMany)
{
    std::uint64_t all = 7;
    EXPECT_TRUE(book_.kept(all).empty());
    EXPECT_EQ(all, 0u);
    for (int i = 0; i < 120; ++i)
        watch("user " + std::to_string(100 + i), i == 110 ? 9 : 2);
    watch("alice", 5, 1); // told
    auto const kept = book_.kept(all);
    EXPECT_EQ(all, 119u * 2 + 9);
    ASSERT_EQ(kept.size(), 100u);
    EXPECT_EQ(kept.front().user, "user 210");
    EXPECT_EQ(kept.front().watches, 9u);
    EXPECT_EQ(kept.at(1).user, "user 100");
}

TEST_F(WatchBookTest, itIsKeptForEverUnlessSomebodySaysHowLong)
{
    watch("bob", 1300);
    clock_.jump(20LL * 365 * 24 * 60 * minute);
    EXPECT_FALSE(book_.prune(0));
    EXPECT_EQ(history().count(), 1300u);
}

TEST_F(WatchBookTest, whatIsOlderIsForgottenALittleAtATime)
{
    watch("bob", 1300);
    int pieces = 0;
    while (book_.prune(100 * minute))
        ++pieces;
    EXPECT_GE(pieces, 3);
    EXPECT_EQ(history().count(), 101u) << "one a minute, and the one just then";
    EXPECT_EQ(unsent("bob"), 101u);
}

TEST_F(WatchBookTest, aStoreThatRefusesIsSaid)
{
    watch("bob", 10);
    auto const name = WatchName{history().newest(1).front().at, history().newest(1).front().item};
    std::filesystem::resize_file(dir_ / "data.mdb", 100);
    EXPECT_THROW(queue_.reopen(), std::runtime_error);
    EXPECT_EQ(book_.forget(name), std::nullopt);
    EXPECT_FALSE(book_.prune(1));
    EXPECT_FALSE(committer_.refusing().empty());
}

} // namespace
} // namespace playsync
