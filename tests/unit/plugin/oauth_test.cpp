// SPDX-License-Identifier: MIT
#include "plugin/targets/oauth.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace playsync {
namespace {

constexpr UnixMs now = 1'785'615'300'000;

TEST(OAuthTest, tokensLiveFromWhenTheyCame)
{
    auto const tokens = decode_tokens(
        R"({"access_token":"a","token_type":"bearer","expires_in":604800,"refresh_token":"r",)"
        R"("scope":"public","created_at":1})",
        now);
    ASSERT_TRUE(tokens);
    EXPECT_EQ(tokens->access.reveal(), "a");
    EXPECT_EQ(tokens->refresh.reveal(), "r");
    EXPECT_EQ(tokens->obtained_at, now) << "the service's clock may be another";
    EXPECT_EQ(tokens->lifetime_ms, 604'800'000);
    EXPECT_EQ(tokens->refresh_at(), now + 403'200'000) << "two thirds";
    EXPECT_FALSE(tokens->is_over(now + 604'799'999));
    EXPECT_TRUE(tokens->is_over(now + 604'800'000));
}

TEST(OAuthTest, anAnswerWithoutBothTokensIsNone)
{
    for (char const* const body :
         {"", "<html>", R"({"access_token":"a","expires_in":1})",
          R"({"access_token":"a","refresh_token":"r"})",
          R"({"access_token":1,"refresh_token":"r","expires_in":1})",
          R"({"access_token":"a","refresh_token":"r","expires_in":"soon"})",
          R"({"access_token":"a","refresh_token":"r","expires_in":7)"})
        EXPECT_FALSE(decode_tokens(body, now)) << body;
}

TEST(OAuthTest, aRenewalSaysWhoAsks)
{
    OAuthApp app{"id", Secret{"sec\"ret"}, "urn:ietf:wg:oauth:2.0:oob"};
    auto const renewal = boost::json::parse(encode_renewal(app, Secret{"r"}));
    EXPECT_EQ(renewal.at("refresh_token"), "r");
    EXPECT_EQ(renewal.at("grant_type"), "refresh_token");
    EXPECT_EQ(renewal.at("client_id"), "id");
    EXPECT_EQ(renewal.at("client_secret"), "sec\"ret");
    EXPECT_EQ(renewal.at("redirect_uri"), "urn:ietf:wg:oauth:2.0:oob");
    auto const end = boost::json::parse(encode_revocation(app, Secret{"a"}));
    EXPECT_EQ(end.at("token"), "a");
    EXPECT_EQ(end.as_object().size(), 3u);
}

} // namespace
} // namespace playsync
