// SPDX-License-Identifier: MIT
// What goes together in a batch, and how long a retry waits.
#include <gtest/gtest.h>

#include "plugin/sync/backoff.hpp"
#include "plugin/sync/planner.hpp"
#include "tests/support/sync.hpp"

namespace playsync {
namespace {

using namespace std::chrono_literals;
using test::id;

TEST(BackoffTest, doublesUpToItsCap)
{
    Backoff const plain{1s, 60s, 0};
    std::vector<std::int64_t> seconds;
    for (unsigned failures = 1; failures <= 9; ++failures)
        seconds.push_back(delay_after(failures, plain, 0.99).count() / 1000);
    EXPECT_EQ(seconds, (std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 60, 60, 60}));
    EXPECT_EQ(delay_after(4'000'000'000, plain, 0), 60s);
}

TEST(BackoffTest, jitterOnlyShortensWithinItsShare)
{
    Backoff const full{1s, 60s, 1};
    EXPECT_EQ(delay_after(3, full, 0), 4s);
    EXPECT_EQ(delay_after(3, full, 0.5), 2s);
    Backoff const some{1s, 60s, 0.2};
    EXPECT_EQ(delay_after(3, some, 0.5), 3600ms);
}

Due due(unsigned n, std::uint64_t group = 0, Verb verb = Verb::play, std::uint8_t item = 0,
        std::size_t bytes = 100)
{
    Due due;
    due.id = id(n);
    due.group = group;
    due.verb = verb;
    due.item[0] = item;
    due.bytes = bytes;
    return due;
}

std::vector<unsigned> numbers(Plan const& plan)
{
    std::vector<unsigned> out;
    for (auto const& each : plan.send)
        out.push_back(each.bytes[15]);
    return out;
}

using Numbers = std::vector<unsigned>;
constexpr BatchLimits three{3, 1000, 0};

TEST(PlannerTest, nothingDueIsNothingToSend)
{
    auto const nothing = plan({}, three, 0);
    EXPECT_TRUE(nothing.send.empty());
    EXPECT_FALSE(nothing.gather_until);
}

TEST(PlannerTest, fillsABatchInOrderUpToItsCount)
{
    std::vector const all{due(1), due(2), due(3), due(4)};
    EXPECT_EQ(numbers(plan(all, three, 0)), (Numbers{1, 2, 3}));
}

TEST(PlannerTest, fillsABatchUpToItsBytesButSendsALargeOneAlone)
{
    std::vector const all{due(1, 0, Verb::play, 0, 600), due(2, 0, Verb::play, 0, 600)};
    EXPECT_EQ(numbers(plan(all, three, 0)), (Numbers{1}));
    std::vector const large{due(1, 0, Verb::play, 0, 5000), due(2)};
    EXPECT_EQ(numbers(plan(large, three, 0)), (Numbers{1}));
}

TEST(PlannerTest, aBatchThatFailedIsNeverToppedUp)
{
    std::vector const all{due(1, 7), due(2), due(3, 7), due(4, 8)};
    EXPECT_EQ(numbers(plan(all, three, 0)), (Numbers{1, 3}));
    std::vector const fresh{due(2), due(1, 7), due(5)};
    EXPECT_EQ(numbers(plan(fresh, three, 0)), (Numbers{2, 5}));
}

TEST(PlannerTest, whereAlikeIsWantedOneVerbFillsABatchAndAPositionGoesAlone)
{
    auto alike = three;
    alike.alike = true;
    std::vector const marks{due(1, 0, Verb::watched, 1), due(2, 0, Verb::unwatched, 2),
                            due(3, 0, Verb::watched, 3), due(4, 0, Verb::watched, 2),
                            due(5, 0, Verb::watched, 5)};
    EXPECT_EQ(numbers(plan(marks, alike, 0)), (Numbers{1, 3, 5}))
        << "4 is of the item of 2, and never passes it";
    std::vector const positions{due(1, 0, Verb::progress, 1), due(2, 0, Verb::progress, 2)};
    auto const one = plan(positions, alike, 0);
    EXPECT_EQ(numbers(one), (Numbers{1}));
    EXPECT_TRUE(one.full) << "it waits for no other";
}

TEST(PlannerTest, twoStatesOfOneItemNeverShareABatch)
{
    std::vector const all{due(1, 0, Verb::watched, 9), due(2, 0, Verb::progress, 9),
                          due(3, 0, Verb::progress, 8)};
    EXPECT_EQ(numbers(plan(all, three, 0)), (Numbers{1, 3}));
    std::vector const plays{due(1, 0, Verb::play, 9), due(2, 0, Verb::play, 9)};
    EXPECT_EQ(numbers(plan(plays, three, 0)), (Numbers{1, 2}));
}

TEST(PlannerTest, aLaterStateNeverPassesOneOfAnotherGroup)
{
    std::vector const all{due(1, 0, Verb::play, 7), due(2, 5, Verb::watched, 9),
                          due(3, 0, Verb::progress, 9)};
    EXPECT_EQ(numbers(plan(all, three, 0)), (Numbers{1}));
}

TEST(PlannerTest, gathersAWhileUnlessFullOrRetried)
{
    BatchLimits limits{3, 1000, 100};
    auto one = due(1);
    one.id = id(1, 5000);
    EXPECT_EQ(plan({&one, 1}, limits, 5099).gather_until, 5100);
    EXPECT_EQ(numbers(plan({&one, 1}, limits, 5100)), (Numbers{1}));
    std::vector const full{one, due(2), due(3)};
    EXPECT_EQ(plan(full, limits, 5000).send.size(), 3u);
    one.group = 7;
    EXPECT_EQ(plan({&one, 1}, limits, 5000).send.size(), 1u);
}

TEST(PlannerTest, aClockSetBackDoesNotMakeItGatherForEver)
{
    BatchLimits limits{3, 1000, 100};
    auto one = due(1);
    one.id = id(1, 500'000);
    EXPECT_EQ(plan({&one, 1}, limits, 100).send.size(), 1u);
}

} // namespace
} // namespace playsync
