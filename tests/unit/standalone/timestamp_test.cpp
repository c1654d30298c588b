// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/timestamp.hpp"

#include <gtest/gtest.h>

namespace playsync::standalone {
namespace {

TEST(TimestampTest, isUnixMilliseconds)
{
    EXPECT_EQ(unix_ms_of("1970-01-01T00:00:00Z"), 0);
    EXPECT_EQ(unix_ms_of("2026-08-01T20:15:00Z"), 1785615300000);
    EXPECT_EQ(unix_ms_of("2026-08-01t20:15:00z"), 1785615300000);
    EXPECT_EQ(unix_ms_of("2026-08-01 20:15:00Z"), 1785615300000);
    EXPECT_EQ(unix_ms_of("2026-08-01T22:15:00+02:00"), 1785615300000);
    EXPECT_EQ(unix_ms_of("2026-08-01T14:45:00-05:30"), 1785615300000);
    EXPECT_EQ(unix_ms_of("2026-08-01T20:15:00.5Z"), 1785615300500);
    EXPECT_EQ(unix_ms_of("2026-08-01T20:15:00.123456789Z"), 1785615300123);
    EXPECT_EQ(unix_ms_of("2016-12-31T23:59:60Z"), unix_ms_of("2017-01-01T00:00:00Z"));
    EXPECT_EQ(unix_ms_of("2024-02-29T00:00:00Z"), 1709164800000);
}

TEST(TimestampTest, anythingElseIsNone)
{
    for (auto const* text : {"",
                             "2026-08-01",
                             "2026-08-01T20:15Z",
                             "2026-08-01T20:15:00",
                             "2026-08-01T20:15:00.Z",
                             "2026-08-01T20:15:00ZZ",
                             "2026-13-01T20:15:00Z",
                             "2026-02-29T20:15:00Z",
                             "2026-00-01T20:15:00Z",
                             "2026-08-00T20:15:00Z",
                             "2026-08-01T24:00:00Z",
                             "2026-08-01T20:60:00Z",
                             "2026-08-01T20:15:61Z",
                             "2026-08-01T20:15:00+2:00",
                             "2026-08-01T20:15:00+24:00",
                             "2026-08-01T20:15:00 02:00",
                             "26-08-01T20:15:00Z",
                             "2026/08/01T20:15:00Z",
                             "2026-8-1T20:15:00Z",
                             "-026-08-01T20:15:00Z",
                             "2026-08-01X20:15:00Z",
                             "2026-08-01T-1:15:00Z",
                             "today"})
        EXPECT_EQ(unix_ms_of(text), std::nullopt) << text;
}

} // namespace
} // namespace playsync::standalone
