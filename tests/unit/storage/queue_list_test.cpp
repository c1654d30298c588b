// SPDX-License-Identifier: MIT
// The list: orders, filters, pages that stay stable while the queue moves.
#include "tests/unit/storage/queue_fixture.hpp"

namespace playsync {
namespace {

class QueueListTest : public QueueTest {
protected:
    static std::string title_of(Entry const& entry)
    {
        return decode_body(entry.id, entry.body)->item.title;
    }

    Waiting titles(Look look)
    {
        Waiting out;
        for (;;) {
            auto const page = queue_->list(look);
            for (auto const& entry : page.entries)
                out.push_back(title_of(entry));
            look.from = page.next;
            if (page.next.empty())
                return out;
        }
    }
    Waiting titles(Filter filter, Order order = Order::newest)
    {
        return titles(Look{std::move(filter), order, {}, 2, {}});
    }

    void take_songs(int count)
    {
        for (int i = 0; i < count; ++i)
            take(Verb::play, "Song " + std::to_string(i), 100 + i);
    }
    Ulid id_of(std::string const& title)
    {
        for (auto const& entry : queue_->list({{}, Order::newest, {}, 1000, {}}).entries)
            if (title_of(entry) == title)
                return entry.id;
        return {};
    }
    void fail(std::string const& title, UnixMs at)
    {
        auto const id = id_of(title);
        now_ = at;
        settle(queue_->claim(home_, {&id, 1}).at(0), State::failed,
               {ErrorClass::rejected, 422, "no"});
    }
};

TEST_F(QueueListTest, pagesNewestFirstAndStaysStable)
{
    take_songs(7);
    Look look{{home_, State::pending, false, {}, {}, {}, {}, {}}, Order::newest, {}, 3, {}};
    Waiting seen;
    for (;;) {
        auto const page = queue_->list(look);
        for (auto const& entry : page.entries)
            seen.push_back(title_of(entry));
        if (page.next.empty())
            break;
        take(Verb::play, "New while reading " + std::to_string(seen.size()), 900 + now_);
        look.from = page.next;
    }
    EXPECT_EQ(seen,
              (Waiting{"Song 6", "Song 5", "Song 4", "Song 3", "Song 2", "Song 1", "Song 0"}));
}

TEST_F(QueueListTest, whatAPageBeginsWithMayBeGone)
{
    take_songs(4);
    for (auto const order : {Order::newest, Order::oldest, Order::next}) {
        Look look{{home_, State::pending, false, {}, {}, {}, {}, {}}, order, {}, 1, {}};
        look.from = queue_->list(look).next;
        auto const gone = store::ulid_of(std::string_view{look.from}.substr(look.from.size() - 16));
        auto const batch = 1 + static_cast<std::uint64_t>(order);
        queue_->discard({&gone, 1}, batch);
        auto const rest = titles(look);
        std::uint64_t restored = 0;
        queue_->undo(batch, 10, restored);
        EXPECT_EQ(rest.size(), 2u) << "the one that was told and the one that is gone are left out";
    }
}

TEST_F(QueueListTest, oldestFirstIsTheOtherWayRound)
{
    take_songs(3);
    EXPECT_EQ(titles({}, Order::oldest), (Waiting{"Song 0", "Song 1", "Song 2"}));
}

TEST_F(QueueListTest, byTheNextAttemptGoesTargetByTarget)
{
    take_songs(3);
    take(test::draft(other_, Verb::play, "Elsewhere", 50));
    auto const songs = claim_all(home_);
    settle(songs[0], State::pending, {ErrorClass::transient, 500, "x"}, now_ + 9000);
    settle(songs[1], State::pending, {ErrorClass::transient, 500, "x"}, now_ + 5000);
    queue_->release(std::array{songs[2].id});
    Filter filter;
    filter.state = State::pending;
    EXPECT_EQ(titles(filter, Order::next), (Waiting{"Song 2", "Song 1", "Song 0", "Elsewhere"}));
    filter.target = other_;
    EXPECT_EQ(titles(filter, Order::next), (Waiting{"Elsewhere"}));
}

TEST_F(QueueListTest, failuresAreListedByTheirTime)
{
    take_songs(3);
    fail("Song 2", 2'000'000);
    fail("Song 0", 3'000'000);
    Filter filter;
    filter.state = State::failed;
    EXPECT_EQ(titles(filter, Order::next), (Waiting{"Song 2", "Song 0"}));
}

TEST_F(QueueListTest, whatIsInFlightWaitsStill)
{
    take_songs(2);
    claim_all(home_);
    Filter filter;
    filter.state = State::pending;
    EXPECT_EQ(titles(filter).size(), 2u);
    filter.settled = true;
    filter.state.reset();
    EXPECT_TRUE(titles(filter).empty());
}

TEST_F(QueueListTest, wordsAreLookedForWhateverTheirCase)
{
    take(Verb::watched, "Das \"Boot\"", 100);
    take(Verb::watched, "Am\u00e9lie", 200);
    take(Verb::watched, "movie", 300);
    auto const with = [this](std::string words) {
        Filter filter;
        filter.words = std::move(words);
        return titles(filter);
    };
    EXPECT_EQ(with("BOOT"), (Waiting{"Das \"Boot\""}));
    EXPECT_EQ(with("\"boot\""), (Waiting{"Das \"Boot\""}));
    EXPECT_EQ(with("am\u00e9"), (Waiting{"Am\u00e9lie"}));
    EXPECT_EQ(with("movie"), (Waiting{"movie"})) << "the kind is no title";
    EXPECT_TRUE(with("alice").empty()) << "nor is the user";
    EXPECT_TRUE(with("heat").empty());
}

TEST_F(QueueListTest, userKindAndTimeFit)
{
    take(Verb::watched, "Heat", 100);
    auto const before = now_;
    now_ += 10'000;
    take(Verb::watched, "Ran", 200);
    Filter filter;
    filter.user = "alice";
    EXPECT_EQ(titles(filter).size(), 2u);
    filter.user = "alic";
    EXPECT_TRUE(titles(filter).empty());
    filter = {};
    filter.kind = ItemKind::movie;
    EXPECT_EQ(titles(filter).size(), 2u);
    filter.kind = ItemKind::episode;
    EXPECT_TRUE(titles(filter).empty());
    for (auto const order : {Order::newest, Order::oldest}) {
        filter = {};
        filter.since = before + 5000;
        EXPECT_EQ(titles(filter, order), (Waiting{"Ran"}));
        filter = {};
        filter.until = before + 5000;
        EXPECT_EQ(titles(filter, order), (Waiting{"Heat"}));
        filter.since = 0;
        EXPECT_EQ(titles(filter, order), (Waiting{"Heat"}));
        filter.until = 1;
        EXPECT_TRUE(titles(filter, order).empty());
    }
}

TEST_F(QueueListTest, aLookThatTookLongEnoughEndsItsPage)
{
    take_songs(500);
    int pages = 0;
    Look look;
    look.filter.words = "song 499x";
    look.enough = [] { return true; };
    for (;; ++pages) {
        auto const page = queue_->list(look);
        EXPECT_TRUE(page.entries.empty());
        look.from = page.next;
        if (page.next.empty())
            break;
    }
    EXPECT_EQ(pages, 7) << "64 records each";
}

TEST_F(QueueListTest, attemptsAreKeptAndTheLastOneCounts)
{
    take(Verb::watched, "Heat", 100);
    auto const id = id_of("Heat");
    Settlement settlement;
    settlement.id = id;
    settlement.began = now_ + 10;
    settlement.at = now_ + 35;
    settlement.error = {ErrorClass::transient, 500, "internal error"};
    queue_->claim(home_, {&id, 1});
    queue_->commit({}, {&settlement, 1}, now_);
    EXPECT_EQ(queue_->attempts(id), (std::vector<Attempt>{{now_ + 10, 25, settlement.error}}));
    EXPECT_EQ(queue_->find(id)->standing.error, settlement.error);
    EXPECT_EQ(queue_->find(id)->standing.last_attempt_at, now_ + 10);

    settlement.state = State::synced;
    settlement.began = now_ + 1000;
    settlement.at = now_ + 1007;
    settlement.error = {ErrorClass::none, 204, ""};
    queue_->claim(home_, {&id, 1});
    queue_->commit({}, {&settlement, 1}, now_);
    auto const tries = queue_->attempts(id);
    ASSERT_EQ(tries.size(), 2u);
    EXPECT_EQ(tries[1], (Attempt{now_ + 1000, 7, {ErrorClass::none, 204, ""}}));
    EXPECT_EQ(queue_->find(id)->standing.error.message, "");
}

TEST_F(QueueListTest, idsThatWereGivenOutArePast)
{
    take_songs(1);
    auto id = id_of("Song 0");
    EXPECT_TRUE(queue_->is_past(id));
    id.bytes[0] = 0xff;
    EXPECT_FALSE(queue_->is_past(id));
}

TEST_F(QueueListTest, minutesAddUpAndLastAMonth)
{
    constexpr UnixMs minute = 60'000;
    now_ = 100 * minute;
    take_songs(3);
    auto const songs = claim_all(home_);
    settle(songs[0], State::synced);
    settle(songs[1], State::failed);
    now_ = 102 * minute;
    settle(songs[2], State::synced);
    EXPECT_EQ(queue_->series(home_, 0, 1000),
              (std::vector<Minute>{{100, 3, 1, 1, 1}, {102, 0, 1, 0, 0}}));
    EXPECT_EQ(queue_->series(home_, 101, 102), (std::vector<Minute>{{100, 3, 1, 1, 1}}))
        << "what was pending before";
    EXPECT_TRUE(queue_->series(other_, 0, 1000).empty());
    now_ = (102 + 31 * 24 * 60) * minute;
    take(Verb::play, "Later", 900);
    EXPECT_EQ(queue_->series(home_, 0, 0xffffffff).size(), 1u);
}

} // namespace
} // namespace playsync
