// SPDX-License-Identifier: MIT
// Bulk orders on the real queue: what they match, do, leave out, and bring back.
#include "plugin/desk.hpp"

#include <gtest/gtest.h>

#include "storage/lmdb_queue.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {
namespace {

using namespace std::chrono_literals;

class DeskTest : public testing::Test {
protected:
    void take(int count)
    {
        std::vector<Draft> drafts;
        for (int i = 0; i < count; ++i) {
            ++told_;
            auto const title = "Song " + std::to_string(told_);
            drafts.push_back(test::draft(home_, Verb::play, title, clock_.wall() + told_));
            drafts.back().due_at = clock_.wall();
        }
        queue_.commit(drafts, {}, clock_.wall());
    }
    std::vector<Claimed> claim(std::size_t count)
    {
        std::vector<Ulid> ids;
        for (auto const& due : queue_.due(home_, clock_.wall(), count))
            ids.push_back(due.id);
        return queue_.claim(home_, ids);
    }
    void fail(std::size_t count)
    {
        std::vector<Settlement> settlements;
        auto const now = clock_.wall();
        for (auto const& each : claim(count))
            settlements.push_back(
                {each.id, State::failed, 5, now, now, now, 0, {ErrorClass::transient, 500, "no"}});
        queue_.commit({}, settlements, now);
    }
    web::BulkResult run(web::BulkOrder order)
    {
        auto const work = desk_.begin(std::move(order));
        steps_ = 1;
        while (!work->step())
            ++steps_;
        return work->result();
    }
    web::BulkResult run(web::Deed deed, std::optional<State> state, bool dry_run = false,
                        std::optional<std::uint64_t> expect = {})
    {
        web::BulkOrder order;
        order.deed = deed;
        order.filter.emplace().state = state;
        order.dry_run = dry_run;
        order.expect = expect;
        return run(std::move(order));
    }
    web::BulkResult undo(std::string const& token)
    {
        web::BulkOrder order;
        order.deed = web::Deed::undo;
        order.token = token;
        return run(std::move(order));
    }
    Counts counts() const { return queue_.counts(home_); }

    using End = web::BulkResult::End;
    using Skipped = std::map<std::string, std::uint64_t>;

    test::TempDir dir_;
    net::io_context io_{1};
    test::FakeClock clock_{io_};
    LmdbQueue queue_{dir_.path(), {4 << 20, 1 << 30, 7}};
    TargetNo home_ = queue_.target("home");
    Mailbox mailbox_{100};
    Intake intake_{{}, 0};
    Committer committer_{io_,     queue_, mailbox_,
                         intake_, clock_, Committer::Hooks{[](Event&) {}, [] {}, [] {}}};
    Desk desk_{queue_, committer_, clock_, {[](TargetNo) { return Surroundings{}; }, [] {}}};
    int told_ = 0;
    int steps_ = 0;
};

TEST_F(DeskTest, aRetryTakesWhatItsFilterMatchesInSmallSteps)
{
    take(1300);
    fail(1250);
    auto const result = run(web::Deed::retry, State::failed);
    EXPECT_EQ(result.matched, 1250u);
    EXPECT_EQ(result.done, 1250u);
    EXPECT_TRUE(result.skipped.empty());
    EXPECT_FALSE(result.undo);
    EXPECT_GE(steps_, 3);
    EXPECT_EQ(counts().failed, 0u);
    EXPECT_EQ(counts().pending, 1300u);
}

TEST_F(DeskTest, aDryRunCountsAndDoesNothing)
{
    take(700);
    fail(600);
    auto const result = run(web::Deed::discard, State::failed, true);
    EXPECT_EQ(result.matched, 600u);
    EXPECT_EQ(result.done, 0u);
    EXPECT_FALSE(result.undo);
    EXPECT_EQ(counts().failed, 600u);
}

TEST_F(DeskTest, nothingHappensWhenTheFilterMatchesOtherThanExpected)
{
    take(100);
    EXPECT_EQ(run(web::Deed::discard, State::pending, false, 80).end, End::unexpected);
    EXPECT_EQ(run(web::Deed::discard, State::pending, false, 120).end, End::unexpected);
    EXPECT_EQ(counts().pending, 100u);
    auto const close = run(web::Deed::discard, State::pending, false, 95);
    EXPECT_EQ(close.end, End::done);
    EXPECT_EQ(close.matched, 100u);
    EXPECT_EQ(close.done, 100u);
}

TEST_F(DeskTest, whatIsLeftAloneIsCountedByItsReason)
{
    take(6);
    fail(1);
    auto const flying = claim(2);
    auto const result = run(web::Deed::retry, std::nullopt);
    EXPECT_EQ(result.matched, 6u);
    EXPECT_EQ(result.done, 1u);
    EXPECT_EQ(result.skipped, (Skipped{{"in_flight", 2}, {"due", 3}}));
    web::BulkOrder by_id;
    by_id.deed = web::Deed::discard;
    by_id.ids = {flying[0].id, Ulid{}};
    EXPECT_EQ(run(by_id).skipped, (Skipped{{"in_flight", 1}, {"not_found", 1}}));
}

TEST_F(DeskTest, whatComesInMeanwhileIsNotTouched)
{
    take(600);
    web::BulkOrder order;
    order.deed = web::Deed::discard;
    order.filter.emplace();
    auto const work = desk_.begin(order);
    while (!work->step())
        take(1);
    EXPECT_EQ(work->result().done, 600u);
    EXPECT_GT(counts().pending, 0u);
}

TEST_F(DeskTest, aDiscardCanBeUndoneForAMinute)
{
    take(1200);
    fail(200);
    auto const result = run(web::Deed::discard, std::nullopt);
    ASSERT_TRUE(result.undo);
    EXPECT_EQ(result.undo->until, clock_.wall() + 60'000);
    EXPECT_EQ(counts(), (Counts{0, 0, 0, 0, 0, 0, 1200}));
    EXPECT_EQ(undo("wrong").end, End::no_undo);
    clock_.run_for(59s);
    EXPECT_EQ(undo(result.undo->token).done, 1200u);
    EXPECT_EQ(counts(), (Counts{1000, 200}));
    EXPECT_EQ(undo(result.undo->token).end, End::too_late) << "once";
}

TEST_F(DeskTest, afterAMinuteItIsGone)
{
    take(3);
    auto const result = run(web::Deed::discard, std::nullopt);
    desk_.empty_trash();
    clock_.run_for(60s);
    EXPECT_EQ(undo(result.undo->token).end, End::too_late);
    EXPECT_TRUE(desk_.empty_trash());
    EXPECT_FALSE(desk_.empty_trash());
    EXPECT_EQ(counts().discarded, 3u);
}

TEST_F(DeskTest, twoDiscardsComeBackEachForItself)
{
    take(2);
    auto const first = run(web::Deed::discard, std::nullopt);
    take(3);
    auto const second = run(web::Deed::discard, std::nullopt);
    EXPECT_EQ(undo(first.undo->token).done, 2u);
    EXPECT_EQ(undo(second.undo->token).done, 3u);
}

TEST_F(DeskTest, aRestartEmptiesTheTrash)
{
    take(3);
    run(web::Deed::discard, std::nullopt);
    clock_.run_for(1s);
    Desk after{queue_, committer_, clock_, {[](TargetNo) { return Surroundings{}; }, [] {}}};
    EXPECT_TRUE(after.empty_trash());
    EXPECT_EQ(run(web::Deed::retry, std::nullopt).matched, 0u);
}

TEST_F(DeskTest, aTargetThatNeverWasIsSaid)
{
    web::BulkOrder order;
    order.filter.emplace().target = "tratk";
    EXPECT_EQ(run(order).end, End::no_target);
    EXPECT_FALSE(desk_.list(*order.filter));
    order.filter->target = "home";
    EXPECT_EQ(run(order).end, End::done);
}

TEST_F(DeskTest, aChangeSaysWhyAndWhatWasTried)
{
    take(2);
    fail(1);
    web::ChangeQuery query;
    query.state = State::failed;
    auto const list = desk_.list(query);
    ASSERT_EQ(list->items.size(), 1u);
    EXPECT_EQ(list->items[0].why.code, "spent");
    EXPECT_EQ(list->items[0].target, "home");
    auto const detail = desk_.find(list->items[0].entry.id);
    ASSERT_EQ(detail.tries.size(), 1u);
    EXPECT_EQ(detail.tries[0].error.message, "no");
    EXPECT_TRUE(desk_.find(Ulid{}).view.entry.id.is_null());
}

} // namespace
} // namespace playsync
