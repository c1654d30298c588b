// SPDX-License-Identifier: MIT
#include "tests/receiver/behaviour.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace playsync::receiver {
namespace {

std::string refusal(std::string const& one)
{
    try {
        parse_behaviours("[" + one + "]");
    } catch (std::invalid_argument const& error) {
        return error.what();
    }
    return {};
}

TEST(BehaviourTest, everyKindIsRead)
{
    auto const all = parse_behaviours(R"([
        {"do": "ok"}, {"do": "delay", "ms": 500},
        {"do": "status", "status": 503, "headers": {"Retry-After": "2"}, "body": "later"},
        {"do": "apply_status", "status": 500},
        {"do": "refuse", "match": "x", "status": "retry", "error": "no such episode"},
        {"do": "reject_if", "match": "x", "status": 422},
        {"do": "reset_before"}, {"do": "reset_after"}, {"do": "hang"}, {"do": "garbage"},
        {"do": "cut"}, {"do": "drip", "ms": 100, "times": 0}])");
    ASSERT_EQ(all.size(), 12u);
    for (std::size_t i = 0; i < all.size(); ++i)
        EXPECT_EQ(static_cast<std::size_t>(all[i].what), i);
    EXPECT_EQ(all[1].ms, 500);
    EXPECT_EQ(all[2].status, 503u);
    EXPECT_EQ(all[2].headers.at(0), (std::pair<std::string, std::string>{"Retry-After", "2"}));
    EXPECT_EQ(all[2].body, "later");
    EXPECT_EQ(all[4].item_status, "retry");
    EXPECT_EQ(all[4].error, "no such episode");
    EXPECT_EQ(all[11].times, 0);
}

TEST(BehaviourTest, mistakesAreNamed)
{
    EXPECT_EQ(refusal(R"({"do": "dance"})"), "there is no behaviour 'dance'");
    EXPECT_EQ(refusal(R"({})"), "there is no behaviour ''");
    EXPECT_EQ(refusal(R"(7)"), "a behaviour is an object");
    EXPECT_EQ(refusal(R"({"do": "ok", "ms": 5})"), "'ok' has no use for 'ms'");
    EXPECT_EQ(refusal(R"({"do": "ok", "": "x"})"), "'ok' has no use for ''");
    EXPECT_EQ(refusal(R"({"do": "delay", "ms": -5})"), "'ms' is a number from 0 to 3600000");
    EXPECT_EQ(refusal(R"({"do": "status"})"), "'status' is missing");
    EXPECT_EQ(refusal(R"({"do": "status", "status": 1000})"),
              "'status' is a number from 200 to 599");
    EXPECT_EQ(refusal(R"({"do": "refuse"})"), "'match' is missing");
    EXPECT_EQ(refusal(R"({"do": "refuse", "match": "x", "status": "gone"})"),
              "'status' of an item is rejected or retry");
    EXPECT_THROW(parse_behaviours("{}"), std::invalid_argument);
    EXPECT_THROW(parse_behaviours("["), std::invalid_argument);
}

TEST(ScriptTest, isUsedUpInOrder)
{
    Script script;
    script.append(parse_behaviours(R"([{"do": "hang"}, {"do": "cut", "times": 2}])"));
    script.append(parse_behaviours(R"([{"do": "garbage"}])"));
    for (Do const expected : {Do::hang, Do::cut, Do::cut, Do::garbage, Do::ok, Do::ok})
        EXPECT_EQ(script.next().what, expected);
}

TEST(ScriptTest, goesOnForEverUntilCleared)
{
    Script script;
    script.append(parse_behaviours(R"([{"do": "hang", "times": 0}, {"do": "cut"}])"));
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(script.next().what, Do::hang);
    script.clear();
    EXPECT_EQ(script.next().what, Do::ok);
}

} // namespace
} // namespace playsync::receiver
