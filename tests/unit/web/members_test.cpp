// SPDX-License-Identifier: MIT
#include "web/members.hpp"

#include <gtest/gtest.h>

#include <array>

namespace playsync::web {
namespace {

constexpr std::array<std::string_view, 3> allowed{"a", "b", "n"};

std::string refusal(std::string_view text)
{
    std::string wrong;
    return Members::read(text, allowed, wrong) ? "" : wrong;
}

TEST(MembersTest, readsFlatObjects)
{
    std::string wrong;
    auto const members = Members::read(R"( {"a": "x\u00e4", "n": 7, "b": null} )", allowed, wrong);
    ASSERT_TRUE(members) << wrong;
    EXPECT_EQ(members->text("a"), "x\xc3\xa4");
    EXPECT_EQ(members->number("n"), 7);
    EXPECT_TRUE(members->has("b"));
    EXPECT_FALSE(members->text("b"));
    EXPECT_FALSE(members->text("n"));
    EXPECT_FALSE(members->number("a"));
    EXPECT_FALSE(members->has("c"));
    EXPECT_EQ(refusal("{}"), "");
}

TEST(MembersTest, refusesWhatIsNotAsWritten)
{
    for (std::string const text : {"",
                                   " ",
                                   "{",
                                   "[]",
                                   "[",
                                   "7",
                                   "null",
                                   "\"a\"",
                                   "{}x",
                                   "{} {}",
                                   "{\"a\":1,}",
                                   "{'a':1}",
                                   "{\"a\":NaN}",
                                   "{\"a\":1e400}",
                                   "{\"a\":01}",
                                   "{\"a\":\"\xff\"}",
                                   "{\"a\":\"\xc0\x80\"}",
                                   "{\"a\":\"\n\"}",
                                   "{\"a\":[]}",
                                   "{\"a\":{}}",
                                   "{/**/}",
                                   "{\"a\":tru}"})
        EXPECT_NE(refusal(text), "") << text;
}

TEST(MembersTest, saysWhatIsWrongByName)
{
    EXPECT_EQ(refusal(R"({"x": 1})"), "there is no member 'x' here");
    EXPECT_EQ(refusal(R"({"a": 1, "a": 2})"), "member 'a' is there twice");
    EXPECT_EQ(refusal(R"({"a": [1]})"), "member 'a' must not be an array");
    EXPECT_EQ(refusal(R"({"a": {}})"), "member 'a' must not be an object");
    EXPECT_EQ(refusal("7"), "the body must be an object");
}

TEST(MembersTest, numbersThatDoNotFitAreNotNumbers)
{
    std::string wrong;
    auto const members =
        Members::read(R"({"a": 9223372036854775808, "b": 1.5, "n": -1})", allowed, wrong);
    ASSERT_TRUE(members) << wrong;
    EXPECT_FALSE(members->number("a"));
    EXPECT_FALSE(members->number("b"));
    EXPECT_EQ(members->number("n"), -1);
}

TEST(MembersTest, aMegabyteOfBracketsIsRefused)
{
    EXPECT_NE(refusal(std::string(1 << 20, '[')), "");
    std::string deep = "{\"a\":";
    for (int i = 0; i < 100'000; ++i)
        deep += "{\"a\":";
    EXPECT_NE(refusal(deep), "");
}

} // namespace
} // namespace playsync::web
