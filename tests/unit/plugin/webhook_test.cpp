// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "plugin/http/answer.hpp"
#include "plugin/http/url.hpp"
#include "plugin/targets/webhook.hpp"
#include "tests/support/changes.hpp"
#include "tests/unit/plugin/answers.hpp"

namespace playsync {
namespace {

TEST(WebhookTest, signsAsTheStandardsTestVectorSays)
{
    // standard-webhooks, libraries/go/webhook_test.go
    auto const key = webhook::key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    EXPECT_EQ(
        webhook::sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", R"({"test": 2432232314})"),
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookTest, badSecretsAreRefused)
{
    EXPECT_THROW(webhook::key_of("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), std::invalid_argument);
    EXPECT_THROW(webhook::key_of("whsec_!!!"), std::invalid_argument);
    EXPECT_THROW(webhook::key_of("whsec_c2hvcnQ="), std::invalid_argument);
    EXPECT_THROW(webhook::key_of("whsec_"), std::invalid_argument);
}

std::vector<Claimed> two()
{
    std::vector<Claimed> batch;
    for (char const* text : {"01J4QZ5W8E9K3T6V2B7N1M0C4D", "01J4QZ5W8E9K3T6V2B7N1M0C4E"}) {
        Claimed change;
        change.id = *Ulid::parse(text);
        append_body(change.body, test::change(Verb::watched, "Heat", 1785615300123));
        batch.push_back(std::move(change));
    }
    return batch;
}

TEST(WebhookTest, aBatchIsOneMessage)
{
    auto const text = webhook::encode(two(), 1785615300123);
    auto const value = boost::json::parse(text);
    EXPECT_EQ(value.at("type"), "playsync.changes");
    EXPECT_EQ(value.at("timestamp"), "2026-08-01T20:15:00.123Z");
    auto const& changes = value.at("data").at("changes").as_array();
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(changes[1].at("id"), "01J4QZ5W8E9K3T6V2B7N1M0C4E");
    EXPECT_EQ(changes[0].at("verb"), "watched");
    EXPECT_EQ(changes[0].at("item").at("title"), "Heat");
}

class AnswerTest : public testing::TestWithParam<test::AnswerCase> {};

TEST_P(AnswerTest, hasItsClassAndWords)
{
    auto const outcome = webhook::decode(test::response(GetParam()), two(), 0);
    EXPECT_EQ(outcome.error.kind, GetParam().expected);
    EXPECT_EQ(outcome.error.message, GetParam().message);
    EXPECT_EQ(outcome.error.http_status, GetParam().status);
}

// clang-format off
using enum ErrorClass;
using test::AnswerCase;
INSTANTIATE_TEST_SUITE_P(Statuses, AnswerTest, testing::Values(
    AnswerCase{"ok",           200, "",                           none,          ""},
    AnswerCase{"accepted",     202, "thanks",                     none,          ""},
    AnswerCase{"noContent",    204, "",                           none,          ""},
    AnswerCase{"thanks",       200, "<p>thanks</p>",              none,          ""},
    AnswerCase{"noError",      200, R"({"error":null,"ok":true})", none,         ""},
    AnswerCase{"portal",       200, "\n<!DOCTYPE html><title>Log in", unreachable, "a web page answered in place of the service: is there a log-in to the network?"},
    AnswerCase{"portalPlain",  200, "<HTML><body>Log in",         unreachable,   "a web page answered in place of the service: is there a log-in to the network?"},
    AnswerCase{"takenBack",    200, R"({"error":"Not found"})",   misconfigured, "the server answered 200, but says: Not found"},
    AnswerCase{"noMethod",     200, R"({"code":200,"error":"Invalid Method"})", misconfigured, "the server answered 200, but says: Invalid Method"},
    AnswerCase{"notOk",        201, R"({"ok":false})",            misconfigured, R"(the server answered 201, but says: {"ok":false})"},
    AnswerCase{"moved",        301, "<html>",                     misconfigured, "the server answered 301"},
    AnswerCase{"bad",          400, R"({"error":"no title"})",    rejected,      "the server answered 400: no title"},
    AnswerCase{"token",        401, R"({"message":"expired"})",   auth,          "the server answered 401: expired"},
    AnswerCase{"forbidden",    403, "go away\nnow",               auth,          "the server answered 403: go away now"},
    AnswerCase{"nothingHere",  404, "",                           misconfigured, "the server answered 404"},
    AnswerCase{"timeout",      408, "",                           transient,     "the server answered 408"},
    AnswerCase{"running",      409, "",                           transient,     "the server answered 409"},
    AnswerCase{"gone",         410, "",                           misconfigured, "the server answered 410"},
    AnswerCase{"large",        413, "",                           rejected,      "the server answered 413"},
    AnswerCase{"invalid",      422, R"({"detail":"bad id"})",     rejected,      "the server answered 422: bad id"},
    AnswerCase{"tooMany",      429, "slow down",                  rate_limited,  "the server answered 429: slow down"},
    AnswerCase{"bug",          500, "<!doctype html><h1>no",      transient,     "the server answered 500"},
    AnswerCase{"gateway",      502, "",                           unreachable,   "the server answered 502"},
    AnswerCase{"starting",     503, "",                           unreachable,   "the server answered 503"},
    AnswerCase{"gatewayLate",  504, "",                           unreachable,   "the server answered 504"},
    AnswerCase{"cutJson",      400, R"({"error":"no ti)",         rejected,      R"(the server answered 400: {"error":"no ti)"}),
    [](auto const& test) { return test.param.name; });
// clang-format on

TEST(WebhookTest, perItemResultsAreRead)
{
    auto response =
        test::response(200, R"({"results":[{"id":"01J4QZ5W8E9K3T6V2B7N1M0C4D","status":"duplicate"},
        {"id":"01J4QZ5W8E9K3T6V2B7N1M0C4E","status":"rejected","error":"no such film"},
        {"id":"nonsense","status":"rejected"}, 7, {"status":"retry"}]})");
    auto const outcome = webhook::decode(response, two(), 0);
    EXPECT_EQ(outcome.error.kind, ErrorClass::none);
    ASSERT_EQ(outcome.items.size(), 1u);
    EXPECT_EQ(outcome.items[0].id.text(), "01J4QZ5W8E9K3T6V2B7N1M0C4E");
    EXPECT_EQ(outcome.items[0].kind, ItemVerdict::Kind::refused);
    EXPECT_EQ(outcome.items[0].message, "no such film");
}

TEST(WebhookTest, aWordThatIsNotAgreedOnIsNoSuccess)
{
    auto response = test::response(
        200, R"({"error":"one failed","results":[{"id":"01J4QZ5W8E9K3T6V2B7N1M0C4D","status":"ok"},
        {"id":"01J4QZ5W8E9K3T6V2B7N1M0C4E","status":"failed"}]})");
    auto const outcome = webhook::decode(response, two(), 0);
    EXPECT_EQ(outcome.error.kind, ErrorClass::none);
    ASSERT_EQ(outcome.items.size(), 1u);
    EXPECT_EQ(outcome.items[0].id.text(), "01J4QZ5W8E9K3T6V2B7N1M0C4E");
    EXPECT_EQ(outcome.items[0].kind, ItemVerdict::Kind::again);
    EXPECT_EQ(outcome.items[0].message, "the receiver says \"failed\"");
}

TEST(WebhookTest, a200ThatIsHalfJsonIsStillTaken)
{
    auto response = test::response(200, R"({"results":[{"id":)");
    EXPECT_TRUE(webhook::decode(response, two(), 0).items.empty());
}

struct RetryAfterCase {
    char const* text;
    std::optional<std::int64_t> ms;
    friend void PrintTo(RetryAfterCase const& row, std::ostream* out) { *out << row.text; }
};
class RetryAfterTest : public testing::TestWithParam<RetryAfterCase> {};

TEST_P(RetryAfterTest, isSecondsOrADate)
{
    http::Response response;
    response.headers = {{"retry-after", GetParam().text}};
    auto const wait = http::retry_after(response, 784111777000 /* Sun, 06 Nov 1994 08:49:37 GMT */);
    EXPECT_EQ(wait ? std::optional{wait->count()} : std::nullopt, GetParam().ms);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Values, RetryAfterTest, testing::Values(
    RetryAfterCase{"0",                                0},
    RetryAfterCase{"120",                              120'000},
    RetryAfterCase{"-5",                               0},
    RetryAfterCase{"Sun, 06 Nov 1994 08:50:37 GMT",    60'000},
    RetryAfterCase{"Sun, 06 Nov 1994 08:00:00 GMT",    0},
    RetryAfterCase{"99999999999999",                   31'536'000'000},
    RetryAfterCase{"",                                 std::nullopt},
    RetryAfterCase{"soon",                             std::nullopt},
    RetryAfterCase{"12 s",                             std::nullopt}));
// clang-format on

TEST(UrlTest, isTakenApart)
{
    auto const url = http::parse_url("https://Home.Example:8443/a/b?token=x");
    EXPECT_TRUE(url.origin.tls);
    EXPECT_EQ(url.origin.host, "home.example");
    EXPECT_EQ(url.origin.port, 8443);
    EXPECT_EQ(url.path, "/a/b?token=x");
    EXPECT_EQ(url.text(), "https://home.example:8443/a/b") << "what a query holds may be a secret";
    EXPECT_EQ(http::parse_url("http://h").path, "/");
    EXPECT_EQ(http::parse_url("http://[::1]:9/x").origin.host_header(), "[::1]:9");
}

TEST(UrlTest, knowsWhatStaysOnThisMachine)
{
    for (char const* text :
         {"http://127.0.0.1/", "http://127.8.9.1/", "http://[::1]/", "http://localhost/"})
        EXPECT_TRUE(http::parse_url(text).origin.is_loopback()) << text;
    for (char const* text : {"http://192.168.1.2/", "http://localhost.evil/", "http://home/"})
        EXPECT_FALSE(http::parse_url(text).origin.is_loopback()) << text;
}

} // namespace
} // namespace playsync
