// SPDX-License-Identifier: MIT
#include "storage/attempts.hpp"

#include <gtest/gtest.h>

namespace playsync {
namespace {

Attempt attempt(int n)
{
    return {1000 + n, n, {ErrorClass::transient, 500, "try " + std::to_string(n)}};
}

TEST(AttemptsTest, comeBackInTheirOrder)
{
    std::string record;
    for (int n = 0; n < 3; ++n)
        record = with_attempt(record, attempt(n));
    EXPECT_EQ(decode_attempts(record), (std::vector{attempt(0), attempt(1), attempt(2)}));
    EXPECT_EQ(last_message(record, attempt(2).error.kind), "try 2");
    EXPECT_EQ(last_message(record, ErrorClass::none), "") << "of a try that failed";
    EXPECT_TRUE(decode_attempts({}).empty());
    EXPECT_EQ(last_message({}, ErrorClass::none), "");
}

TEST(AttemptsTest, theOldestGoWhenThereAreTooMany)
{
    std::string record;
    for (int n = 0; n < 25; ++n)
        record = with_attempt(record, attempt(n));
    auto const kept = decode_attempts(record);
    ASSERT_EQ(kept.size(), most_attempts);
    EXPECT_EQ(kept.front(), attempt(15));
    EXPECT_EQ(kept.back(), attempt(24));
}

TEST(AttemptsTest, aLongMessageIsCutBetweenCharacters)
{
    Attempt long_one = attempt(0);
    long_one.error.message = "x";
    while (long_one.error.message.size() < 2000)
        long_one.error.message += "\u00e4";
    auto const message = last_message(with_attempt({}, long_one), long_one.error.kind);
    EXPECT_EQ(message.size(), longest_message - 1);
    EXPECT_TRUE(long_one.error.message.starts_with(message));
}

TEST(AttemptsTest, whatIsNotKnownStaysSo)
{
    auto unknown = attempt(0);
    unknown.ms = -1;
    EXPECT_EQ(decode_attempts(with_attempt({}, unknown)).front().ms, -1);
    auto endless = attempt(0);
    endless.ms = std::int64_t{1} << 40;
    EXPECT_EQ(decode_attempts(with_attempt({}, endless)).front().ms, longest_attempt);
}

TEST(AttemptsTest, damageEndsTheListAndNothingElse)
{
    auto const record = with_attempt(with_attempt({}, attempt(0)), attempt(1));
    for (std::size_t size = 0; size < record.size(); ++size)
        EXPECT_LE(decode_attempts(record.substr(0, size)).size(), 1u);
    for (std::size_t at = 0; at < record.size(); ++at) {
        auto broken = record;
        broken[at] = static_cast<char>(broken[at] ^ 0x80);
        EXPECT_LE(decode_attempts(broken).size(), 2u);
        EXPECT_LE(decode_attempts(with_attempt(broken, attempt(2))).size(), 3u);
    }
}

} // namespace
} // namespace playsync
