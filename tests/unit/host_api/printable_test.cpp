// SPDX-License-Identifier: MIT
#include "host_api/text/printable.hpp"

#include <gtest/gtest.h>

namespace playsync {
namespace {

TEST(PrintableTest, plainTextStays)
{
    for (std::string_view const text :
         {"", "Heat", "Amélie 天空の城ラピュタ 🎬", "a\\b \"c\" <d>", "עברית"})
        EXPECT_EQ(printable(text), text);
}

TEST(PrintableTest, whatBreaksOrSteersALineIsEscaped)
{
    using namespace std::string_view_literals;
    EXPECT_EQ(printable("a\r\nb\tc\0d\x1b[2J\x7f"sv), R"(a\x0d\x0ab\x09c\x00d\x1b[2J\x7f)");
    EXPECT_EQ(printable("\u0085\u009b31m"), R"(\x85\x9b31m)");
    EXPECT_EQ(printable("a\u202egnp.exe\u2066\u200f\u2028\ufeff\u061c"),
              R"(a\u202egnp.exe\u2066\u200f\u2028\ufeff\u061c)");
}

TEST(PrintableTest, whatIsNoUtf8IsEscaped)
{
    EXPECT_EQ(printable("a\xff\xc3(\xed\xa0\x80"), R"(a\xff\xc3(\xed\xa0\x80)");
    EXPECT_EQ(printable("cut \xe2\x80"), R"(cut \xe2\x80)");
}

TEST(PrintableTest, isCutAtAKibibyteAndNeverInsideACharacter)
{
    EXPECT_EQ(printable(std::string(1024, 'x')), std::string(1024, 'x'));
    EXPECT_EQ(printable(std::string(1025, 'x')), std::string(1020, 'x') + " …");
    std::string wide;
    while (wide.size() < 2000)
        wide += "é";
    EXPECT_EQ(printable(wide), wide.substr(0, 1020) + " …");
    auto const escapes = printable(std::string(1 << 20, '\x1b'));
    EXPECT_LE(escapes.size(), longest_line);
    EXPECT_TRUE(escapes.ends_with("\\x1b …"));
    auto const twice = printable("warning: " + printable(std::string(2000, 'x')));
    EXPECT_LE(twice.size(), longest_line);
}

} // namespace
} // namespace playsync
