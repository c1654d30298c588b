// SPDX-License-Identifier: MIT
#include "plugin/sync/pace.hpp"

#include <gtest/gtest.h>

namespace playsync {
namespace {

using namespace std::chrono_literals;

constexpr Steady start{1000h};

TEST(PaceTest, withoutALimitEverythingGoesAtOnce)
{
    Pace pace{{}};
    for (int i = 0; i < 1000; ++i) {
        EXPECT_EQ(pace.ready_at(start), start);
        pace.take(start);
    }
}

TEST(PaceTest, oneASecondIsOneASecond)
{
    Pace pace{{1, 1000ms}};
    EXPECT_EQ(pace.ready_at(start), start);
    pace.take(start);
    EXPECT_GE(pace.ready_at(start), start + 1000ms);
    EXPECT_LE(pace.ready_at(start), start + 1002ms);
    EXPECT_GT(pace.ready_at(start + 500ms), start + 500ms);
    EXPECT_EQ(pace.ready_at(start + 1001ms), start + 1001ms);
}

TEST(PaceTest, noSpanHoldsMoreThanTheLimitAndWhatIsSavedUp)
{
    Pace pace{{25, 10'000ms}};
    std::vector<Steady> sent;
    for (auto now = start; now < start + 60s; now += 7ms)
        if (pace.ready_at(now) <= now) {
            pace.take(now);
            sent.push_back(now);
        }
    // What was saved up, and what came in since.
    EXPECT_EQ(sent.size(), 25u + 6 * 25u - 1);
    auto const in_first = std::ranges::count_if(sent, [](auto at) { return at < start + 1s; });
    EXPECT_LE(in_first, 25 + 3);
}

TEST(PaceTest, longIdlenessSavesUpNoMoreThanTheLimit)
{
    Pace pace{{3, 1000ms}};
    for (int i = 0; i < 3; ++i)
        pace.take(start);
    auto const later = start + 1h;
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(pace.ready_at(later), later);
        pace.take(later);
    }
    EXPECT_GT(pace.ready_at(later), later);
}

TEST(PaceTest, whatWasTakenTooEarlyIsOwed)
{
    Pace pace{{1, 1000ms}};
    pace.take(start);
    pace.take(start); // a last call does not wait
    EXPECT_GT(pace.ready_at(start + 1900ms), start + 1900ms);
    EXPECT_EQ(pace.ready_at(start + 2010ms), start + 2010ms);
}

} // namespace
} // namespace playsync
