// SPDX-License-Identifier: MIT
#include "plugin/targets/discreet.hpp"

#include <gtest/gtest.h>

namespace playsync {
namespace {

std::string hidden(std::string const& secret, std::string text)
{
    hide(Secret{secret}, text);
    return text;
}

TEST(DiscreetTest, aSecretIsHiddenInEveryWayItMayBeWritten)
{
    std::string const secret = "a+b/c=\"d\" \xc3\xb6\xff~~";
    EXPECT_EQ(hidden(secret, "bad token " + secret + "!"), "bad token ***!");
    EXPECT_EQ(hidden(secret, "?token=a%2Bb%2Fc%3D%22d%22%20%C3%B6%FF~~&"), "?token=***&");
    EXPECT_EQ(hidden(secret, "?token=a%2bb%2fc%3d%22d%22%20%c3%b6%ff~~&"), "?token=***&");
    EXPECT_EQ(hidden("pass\"word", R"({"pw":"pass\"word"})"), R"({"pw":"***"})");
    EXPECT_EQ(hidden("marked-token", "bWFya2VkLXRva2Vu"), "***");
    EXPECT_EQ(hidden(">>>???", "Pj4-Pz8_ Pj4+Pz8/"), "*** ***");
}

TEST(DiscreetTest, whatIsTooShortToBeOneAndWhatIsNotThereStays)
{
    EXPECT_EQ(hidden("", "all"), "all");
    EXPECT_EQ(hidden("abc", "abc"), "abc");
    EXPECT_EQ(hidden("secret", "nothing of it"), "nothing of it");
}

} // namespace
} // namespace playsync
