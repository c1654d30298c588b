// SPDX-License-Identifier: MIT
// Where a text is cut, and the UUIDs in one.
#include "host_api/text/cut.hpp"

#include <gtest/gtest.h>

#include "host_api/text/uuids.hpp"

namespace playsync {
namespace {

TEST(CutTest, endsWhereACharacterDoes)
{
    EXPECT_EQ(cut_text("Heat", 4), "Heat");
    EXPECT_EQ(cut_text("Heat", 3), "Hea");
    EXPECT_EQ(cut_text("é", 1), "");
    EXPECT_EQ(cut_text("aé", 2), "a");
    EXPECT_EQ(cut_text("a天b", 3), "a");
    EXPECT_EQ(cut_text("a天b", 4), "a天");
    for (std::size_t most = 1; most <= 4; ++most)
        EXPECT_EQ(cut_text("a🎬", most), "a") << most;
    EXPECT_EQ(cut_text("a🎬", 5), "a🎬");
    EXPECT_EQ(cut_text("", 0), "");
}

TEST(CutTest, whatIsNoUtf8IsCutAsItComes)
{
    std::string const rubbish(10, '\x80');
    EXPECT_EQ(cut_text(rubbish, 6).size(), 6u);
    EXPECT_EQ(cut_text("ab\x80\x80\x80\x80\x80", 6).size(), 6u);
}

constexpr char const* one = "8f6bd1e4-fbe1-4f50-aa9b-94c450ec0f11";
constexpr char const* two = "17f0182e-146a-4115-8c83-aa291b4e3acc";

TEST(UuidsTest, areFoundWhateverStandsBetweenThem)
{
    std::string const a = one, b = two, both = a + ";" + b;
    for (auto const& text :
         {a + ";" + b, a + "; " + b, a + "/" + b, a + " / " + b, a + ", " + b, a + "," + b,
          a + " " + b, a + "|" + b, a + "\n" + b, a + " & " + b, "[\"" + a + "\",\"" + b + "\"]",
          "https://musicbrainz.org/artist/" + a + " https://musicbrainz.org/artist/" + b,
          a + ";" + b + ";" + a, "8F6BD1E4-FBE1-4F50-AA9B-94C450EC0F11;" + b})
        EXPECT_EQ(uuids_joined(text), both) << text;
    EXPECT_EQ(uuids_joined(a), a);
}

TEST(UuidsTest, areNoneWhereTheFormIsAnother)
{
    std::string const a = one;
    for (auto const& text : {std::string{}, std::string{"Can"}, a + "0", "0" + a, a + "-1",
                             a.substr(1), std::string{"8f6bd1e4fbe14f50aa9b94c450ec0f11"},
                             std::string{"8f6bd1e4-fbe1-4f50-aa9b-94c450ec0f1g"},
                             std::string{"8f6bd1e4-fbe1-4f50-aa9b094c450ec0f11"}})
        EXPECT_TRUE(uuids_in(text).empty()) << text;
}

} // namespace
} // namespace playsync
