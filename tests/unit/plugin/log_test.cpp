// SPDX-License-Identifier: MIT
// Log lines: one line each, no secret in them, the newest kept.
#include <gtest/gtest.h>

#include "plugin/log.hpp"
#include "plugin/log_line.hpp"

namespace playsync {
namespace {

struct Line {
    char const* text;
    char const* line;
};

TEST(LogLineTest, isPrintableAndHidesWhatStandsWhereSecretsStand)
{
    // clang-format off
    for (auto const& [text, line] : {
             Line{"Heat (1995)", "Heat (1995)"},
             Line{"a\r\nERROR forged\x1b[2J", R"(a\x0d\x0aERROR forged\x1b[2J)"},
             Line{"Authorization: Bearer abc.def-1 ok", "Authorization: Bearer *** ok"},
             Line{"said Token 123, no", "said Token *** no"},
             Line{"at http://h/#code=XYZ", "at http://h/#code=***"},
             Line{"to https://h/p?token=s&x=1: no", "to https://h/p?*** no"},
             Line{"'https://me:pw@h:8/p' and ftp://u@h", "'https://***@h:8/p' and ftp://***@h"},
             Line{"really? a@b", "really? a@b"}}) {
        EXPECT_EQ(log_line(text), line);
    }
    // clang-format on
    auto const secret = log_line(std::string(1000, 'x') + " Bearer " + std::string(5000, 's'));
    EXPECT_EQ(secret.find('s'), std::string::npos);
    EXPECT_LE(log_line(std::string(1 << 20, 'x')).size(), 1024u);
}

class LogRingTest : public testing::Test {
protected:
    static web::LogEntry entry(web::LogLevel level)
    {
        web::LogEntry entry;
        entry.level = level;
        return entry;
    }
    static std::string numbers(web::LogPage const& page)
    {
        std::string out;
        for (auto const& each : page.entries)
            out += std::to_string(each.n) + ' ';
        return out + "next " + std::to_string(page.next);
    }
    web::LogPage read(web::LogLevel level, std::optional<std::uint64_t> cursor, std::size_t limit)
    {
        return ring_.read({level, cursor, limit});
    }

    LogRing ring_;
};

TEST_F(LogRingTest, givesTheNewestOrWhatCameSince)
{
    using enum web::LogLevel;
    EXPECT_EQ(numbers(read(debug, {}, 10)), "next 1");
    for (auto const level : {info, error, info, warning, info})
        ring_.add(entry(level));
    EXPECT_EQ(numbers(read(debug, {}, 10)), "1 2 3 4 5 next 6");
    EXPECT_EQ(numbers(read(debug, {}, 2)), "4 5 next 6");
    EXPECT_EQ(numbers(read(warning, {}, 2)), "2 4 next 6");
    EXPECT_EQ(numbers(read(error, {}, 2)), "2 next 6");
    EXPECT_EQ(numbers(read(debug, 2, 2)), "2 3 next 4");
    EXPECT_EQ(numbers(read(warning, 3, 2)), "4 next 6");
    EXPECT_EQ(numbers(read(debug, 6, 2)), "next 6");
    EXPECT_EQ(numbers(read(debug, 60, 2)), "next 6"); // of another start
}

TEST_F(LogRingTest, keepsNoMoreThanItMay)
{
    for (std::size_t i = 0; i < LogRing::most_lines + 5; ++i)
        ring_.add(entry(web::LogLevel::info));
    auto const page = read(web::LogLevel::debug, 1, 5000);
    EXPECT_EQ(page.entries.size(), LogRing::most_lines);
    EXPECT_EQ(page.entries.front().n, 6u);
}

TEST_F(LogRingTest, isFollowedAsLongAsSomebodyWants)
{
    std::string said;
    {
        LogFollow const follow{
            ring_, [&](web::LogEntry const& each) { said += std::to_string(each.n) + ' '; }};
        ring_.add({});
        ring_.add({});
    }
    ring_.add({});
    EXPECT_EQ(said, "1 2 ");
}

TEST(LogTest, theHostAndTheRingGetTheSameLines)
{
    std::string told;
    playsync_host host{};
    host.host_data = &told;
    host.log = [](void* data, playsync_log_level, char const* line) noexcept {
        *static_cast<std::string*>(data) += std::string{line} + '|';
    };
    Log log{host};
    log.set_level("info");
    log.debug("not this");
    log.warning("a\nb");
    log.info_of_item("Heat");
    EXPECT_EQ(told, "a\\x0ab|Heat|");
    auto const page = log.ring().read({});
    ASSERT_EQ(page.entries.size(), 2u);
    EXPECT_EQ(page.entries[0].line, "a\\x0ab");
    EXPECT_EQ(page.entries[0].level, web::LogLevel::warning);
    EXPECT_FALSE(page.entries[0].names_an_item);
    EXPECT_TRUE(page.entries[1].names_an_item);
    EXPECT_GT(page.entries[1].at, 0);
}

} // namespace
} // namespace playsync
