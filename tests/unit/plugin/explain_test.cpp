// SPDX-License-Identifier: MIT
// Every state a change can be in has exactly one code of API.md, and each code is one's.
#include "plugin/explain.hpp"

#include <gtest/gtest.h>

#include <set>

namespace playsync {
namespace {

constexpr UnixMs now = 1'000'000;

std::set<std::string> const codes{"in_flight", "gathering",    "behind",      "backoff",
                                  "scheduled", "rate_limited", "unreachable", "offline",
                                  "paused",    "halted",       "needs_login", "store_refusing",
                                  "no_target", "synced",       "rejected",    "spent",
                                  "no_match",  "expired",      "by_hand"};

constexpr std::array<std::string_view, 10> target_codes{
    "idle",        "in_flight", "gathering", "backoff", "rate_limited",
    "unreachable", "offline",   "paused",    "halted",  "needs_login"};

web::Why one(State state, ErrorClass error, UnixMs due, std::string_view target,
             bool refusing = false, bool has_target = true)
{
    Standing const standing{state, 2, due, 0, 0, {error, 500, "words"}};
    Surroundings const around{has_target,
                              {std::string{target}, now + 5, "of the target", {}},
                              3,
                              5,
                              refusing ? "full" : ""};
    return explain(standing, around, now);
}

TEST(ExplainTest, everyReachableStateHasOneCodeAndEveryCodeIsReached)
{
    std::set<std::string> seen;
    for (auto const state : {State::pending, State::syncing, State::synced, State::failed})
        for (int error = 0; error <= static_cast<int>(last_error_class); ++error)
            for (auto const due : {now - 1, now, now + 1})
                for (auto const target : target_codes)
                    for (bool const refusing : {false, true})
                        for (bool const has_target : {false, true})
                            seen.insert(one(state, static_cast<ErrorClass>(error), due, target,
                                            refusing, has_target)
                                            .code);
    EXPECT_EQ(seen, codes);
}

struct Row {
    char const* name;
    State state;
    ErrorClass error;
    UnixMs due;
    std::string_view target;
    std::string_view code;
    friend void PrintTo(Row const& row, std::ostream* out) { *out << row.name; }
};
class ExplainCodeTest : public testing::TestWithParam<Row> {};

TEST_P(ExplainCodeTest, saysWhatHoldsItBack)
{
    auto const& row = GetParam();
    EXPECT_EQ(one(row.state, row.error, row.due, row.target).code, row.code);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(States, ExplainCodeTest, testing::Values(
    Row{"dueBehindOthers",  State::pending, ErrorClass::none,      now,      "in_flight",    "behind"},
    Row{"dueInATurn",       State::pending, ErrorClass::none,      now,      "idle",         "behind"},
    Row{"dueAndGathering",  State::pending, ErrorClass::none,      now,      "gathering",    "gathering"},
    Row{"notDueYet",        State::pending, ErrorClass::none,      now + 1,  "in_flight",    "scheduled"},
    Row{"failedOnce",       State::pending, ErrorClass::transient, now + 1,  "in_flight",    "backoff"},
    Row{"againstALimit",    State::pending, ErrorClass::transient, now + 1,  "rate_limited", "rate_limited"},
    Row{"noWay",            State::pending, ErrorClass::none,      now,      "unreachable",  "unreachable"},
    Row{"noNetwork",        State::pending, ErrorClass::none,      now,      "offline",      "offline"},
    Row{"stopped",          State::pending, ErrorClass::none,      now,      "paused",       "paused"},
    Row{"nobodyIn",         State::pending, ErrorClass::none,      now,      "needs_login",  "needs_login"},
    Row{"wrongAddress",     State::pending, ErrorClass::none,      now,      "halted",       "halted"},
    Row{"flying",           State::syncing, ErrorClass::transient, now,      "paused",       "in_flight"},
    Row{"told",             State::synced,  ErrorClass::none,      now,      "paused",       "synced"},
    Row{"refused",          State::failed,  ErrorClass::rejected,  now,      "paused",       "rejected"},
    Row{"triedOften",       State::failed,  ErrorClass::transient, now,      "paused",       "spent"},
    Row{"notKnown",         State::failed,  ErrorClass::no_match,  now,      "paused",       "no_match"},
    Row{"tooOld",           State::failed,  ErrorClass::expired,   now,      "paused",       "expired"},
    Row{"parked",           State::failed,  ErrorClass::by_hand,   now,      "paused",       "by_hand"}),
    [](auto const& test) { return test.param.name; });
// clang-format on

TEST(ExplainTest, theStoreSaysMoreThanTheTargetAndThatMoreThanTheChange)
{
    EXPECT_EQ(one(State::pending, ErrorClass::transient, now + 9, "paused", true).detail, "full");
    EXPECT_EQ(one(State::pending, ErrorClass::transient, now + 9, "paused").detail,
              "of the target");
    auto const own = one(State::pending, ErrorClass::transient, now + 9, "in_flight");
    EXPECT_EQ(own.detail, "words");
    EXPECT_EQ(own.until, now + 9);
    EXPECT_EQ(own.params,
              (std::vector<std::pair<std::string_view, std::uint64_t>>{{"attempt", 2}, {"of", 5}}));
    EXPECT_EQ(one(State::pending, ErrorClass::none, now, "in_flight").params,
              (std::vector<std::pair<std::string_view, std::uint64_t>>{{"n", 3}}));
}

} // namespace
} // namespace playsync
