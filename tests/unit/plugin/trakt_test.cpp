// SPDX-License-Identifier: MIT
// What each documented answer of Trakt means.
#include <gtest/gtest.h>

#include "storage/json_text.hpp"
#include "tests/unit/plugin/trakt_fixture.hpp"

namespace playsync {
namespace {

using namespace trakt_fixture;

constexpr char const* unknown_app =
    "Trakt does not know this app: look at client_id and client_secret, and whether the app is "
    "still there at app.trakt.tv/settings/apps";
constexpr char const* portal =
    "a web page answered in place of the service: is there a log-in to the network?";
constexpr char const* unlike = "the answer is not what the service says of success";
constexpr char const* cut =
    "the answer is not what the service says of success: {\"added\":{\"movies\":2,";

class TraktAnswerTest : public testing::TestWithParam<test::AnswerCase> {};

TEST_P(TraktAnswerTest, ofAWatchHasItsClassAndWords)
{
    std::vector<Change> const sent{movie(1), movie(2, "Ronin", {{"tmdb", "8195"}})};
    auto const outcome = trakt::decode_told(response(GetParam()), sent, now);
    EXPECT_EQ(outcome.error.kind, GetParam().expected);
    EXPECT_EQ(outcome.error.message, GetParam().message);
    EXPECT_TRUE(outcome.items.empty());
}

// clang-format off
using enum ErrorClass;
using test::AnswerCase;
INSTANTIATE_TEST_SUITE_P(Documented, TraktAnswerTest, testing::Values(
    AnswerCase{"added",       200, R"({"added":{"movies":2,"episodes":0},"updated":{"movies":0,"episodes":0},"not_found":{"movies":[],"shows":[],"seasons":[],"episodes":[]}})", none, ""},
    AnswerCase{"addedAsOnce", 201, R"({"added":{"movies":2,"episodes":0},"not_found":{"movies":[]}})", none, ""},
    AnswerCase{"existing",    201, R"({"added":{"movies":1,"episodes":0},"existing":{"movies":1,"episodes":0},"not_found":{}})", none, ""},
    AnswerCase{"updated",     200, R"({"added":{"movies":0,"episodes":0},"updated":{"movies":2,"episodes":0},"not_found":{}})", none, ""},
    AnswerCase{"tooFew",      200, R"({"added":{"movies":1,"episodes":0},"not_found":{}})", ambiguous, "Trakt counted fewer plays than it was told"},
    AnswerCase{"whichOne",    200, R"({"added":{"movies":1,"episodes":0},"not_found":{"movies":[{}]}})", ambiguous, "Trakt did not know one of them, and does not say which"},
    AnswerCase{"portal",      200, "<!DOCTYPE html><title>Log in</title>",    unreachable,   portal},
    AnswerCase{"cut",         200, R"({"added":{"movies":2,)",                ambiguous,     cut},
    AnswerCase{"empty",       201, "",                                        ambiguous,     unlike},
    AnswerCase{"noMembers",   201, "{}",                                      ambiguous,     "the answer is not what the service says of success: {}"},
    AnswerCase{"something",   200, R"({"status":"ok"})",                      ambiguous,     R"(the answer is not what the service says of success: {"status":"ok"})"},
    AnswerCase{"errorIn200",  200, R"({"error":"Not found"})",                ambiguous,     "the answer is not what the service says of success: Not found"},
    AnswerCase{"noCounts",    200, R"({"added":{},"not_found":{}})",          ambiguous,     R"(the answer is not what the service says of success: {"added":{},"not_found":{}})"},
    AnswerCase{"noNotFound",  200, R"({"added":{"movies":2,"episodes":0}})",  ambiguous,     R"(the answer is not what the service says of success: {"added":{"movies":2,"episodes":0}})"},
    AnswerCase{"malformed",   400, "",                                        rejected,      "the server answered 400"},
    AnswerCase{"token",       401, "",                                        auth,          "Trakt does not take this log-in any more"},
    AnswerCase{"noApp",       403, "",                                        misconfigured, unknown_app},
    AnswerCase{"edge",        403, "<html>Just a moment...",                  unreachable,   "what stands before Trakt turned us away"},
    AnswerCase{"nothingHere", 404, "",                                        misconfigured, "the server answered 404"},
    AnswerCase{"method",      405, "",                                        misconfigured, "the server answered 405"},
    AnswerCase{"duplicate",   409, "", ambiguous, "the server answered 409"},
    AnswerCase{"contentType", 412, "",                                        misconfigured, "the server answered 412"},
    AnswerCase{"account",     420, "",                                        misconfigured, "the account's limit at Trakt is reached"},
    AnswerCase{"validation",  422, R"({"error":"invalid"})",                  rejected,      "the server answered 422: invalid"},
    AnswerCase{"locked",      423, "",                                        misconfigured, "Trakt has locked this account: only its support can open it"},
    AnswerCase{"vip",         426, "",                                        misconfigured, "Trakt does this for VIP accounts only"},
    AnswerCase{"tooMany",     429, "",                                        rate_limited,  "the server answered 429"},
    AnswerCase{"bug",         500, "<html>",                                  transient,     "the server answered 500"},
    AnswerCase{"gateway",     502, "",                                        unreachable,   "the server answered 502"},
    AnswerCase{"overloaded",  503, "",                                        unreachable,   "the server answered 503"},
    AnswerCase{"late",        504, "",                                        unreachable,   "the server answered 504"},
    AnswerCase{"cloudflare",  520, "<html>",                                  unreachable,   "the server answered 520"},
    AnswerCase{"originDown",  521, "",                                        unreachable,   "the server answered 521"},
    AnswerCase{"originLate",  522, "",                                        unreachable,   "the server answered 522"}),
    [](auto const& test) { return test.param.name; });

struct ScrobbleCase {
    char const* name;
    unsigned status;
    char const* body;
    ErrorClass expected;
    friend void PrintTo(ScrobbleCase const& row, std::ostream* out) { *out << row.name; }
};
class TraktScrobbleTest : public testing::TestWithParam<ScrobbleCase> {};

TEST_P(TraktScrobbleTest, hasItsClass)
{
    auto const& row = GetParam();
    EXPECT_EQ(trakt::decode_scrobble(response(row.status, row.body), 1250, now).error.kind, row.expected);
}

INSTANTIATE_TEST_SUITE_P(Documented, TraktScrobbleTest, testing::Values(
    ScrobbleCase{"paused",       201, R"({"id":1337,"action":"pause","progress":12.5})", none},
    ScrobbleCase{"portal",       200, "<html>",                                          unreachable},
    ScrobbleCase{"whole",        201, R"({"id":0,"action":"pause","progress":12})",      none},
    ScrobbleCase{"another",      201, R"({"id":0,"action":"pause","progress":0.0})",     transient},
    ScrobbleCase{"cut",          201, R"({"id":13)",                                     ambiguous},
    ScrobbleCase{"noMembers",    201, "{}",                                              ambiguous},
    ScrobbleCase{"errorIn200",   200, R"({"error":"Not found"})",                        ambiguous},
    ScrobbleCase{"noProgress",   201, R"({"id":1337,"action":"pause"})",                 ambiguous},
    ScrobbleCase{"unknown",      404, "",                                                no_match},
    ScrobbleCase{"justScrobbled",409, R"({"watched_at":"x","expires_at":"y"})",          none},
    ScrobbleCase{"anothers409",  409, "<html>",                                          transient},
    ScrobbleCase{"tooEarly",     422, "",                                                rejected},
    ScrobbleCase{"vip",          426, "",                                                rejected},
    ScrobbleCase{"locked",       423, "",                                                misconfigured},
    ScrobbleCase{"tooMany",      429, "",                                                rate_limited}),
    [](auto const& test) { return test.param.name; });

struct PollCase {
    char const* name;
    unsigned status;
    char const* body;
    LogInStep::Kind expected;
    friend void PrintTo(PollCase const& row, std::ostream* out) { *out << row.name; }
};
class TraktPollTest : public testing::TestWithParam<PollCase> {};

TEST_P(TraktPollTest, saysWhereTheLogInStands)
{
    auto const& row = GetParam();
    EXPECT_EQ(trakt::decode_poll(response(row.status, row.body)).kind, row.expected);
}

using Step = LogInStep::Kind;
INSTANTIATE_TEST_SUITE_P(Documented, TraktPollTest, testing::Values(
    PollCase{"letIn",    200, "{}",                           Step::done},
    PollCase{"pending",  400, "",                             Step::waiting},
    PollCase{"noApp",    400, R"({"error":"invalid_client"})", Step::failed},
    PollCase{"noApp403", 403, "",                             Step::failed},
    PollCase{"badCode",  404, "",                             Step::failed},
    PollCase{"used",     409, "",                             Step::failed},
    PollCase{"expired",  410, "",                             Step::expired},
    PollCase{"denied",   418, "",                             Step::denied},
    PollCase{"slowDown", 429, "",                             Step::slower},
    PollCase{"bug",      500, "",                             Step::unsure},
    PollCase{"gateway",  503, "<html>",                       Step::unsure}),
    [](auto const& test) { return test.param.name; });

struct RefusalCase {
    char const* name;
    unsigned status;
    char const* body;
    ErrorClass expected;
    friend void PrintTo(RefusalCase const& row, std::ostream* out) { *out << row.name; }
};
class TraktRefusalTest : public testing::TestWithParam<RefusalCase> {};

TEST_P(TraktRefusalTest, ofANewLogInEndsItOnlyWhenItSaysSo)
{
    auto const& row = GetParam();
    EXPECT_EQ(trakt::decode_refusal(response(row.status, row.body), now).error.kind, row.expected);
}

INSTANTIATE_TEST_SUITE_P(Documented, TraktRefusalTest, testing::Values(
    RefusalCase{"spent",   400, R"({"error":"invalid_grant","error_description":"x"})", auth},
    RefusalCase{"noApp",   401, R"({"error":"invalid_client"})",                        misconfigured},
    RefusalCase{"other",   400, R"({"error":"invalid_request"})",                       transient},
    RefusalCase{"captcha", 200, "<html>",                                               unreachable},
    RefusalCase{"forbidden",403, "",                                                    misconfigured},
    RefusalCase{"tooMany", 429, "",                                                     rate_limited},
    RefusalCase{"down",    503, "",                                                     unreachable}),
    [](auto const& test) { return test.param.name; });
// clang-format on

TEST(TraktTest, whatItRepeatsIsWhatItDoesNotKnow)
{
    std::vector<Change> const sent{
        movie(1), movie(2, "Ronin", {{"tmdb", "8195"}}), episode(3, 14, {{"show.tvdb", "81189"}}),
        episode(4, 15, {{"show.tvdb", "81189"}}), episode(5, 1, {{"tvdb", "7"}})};
    auto const refused = [&](char const* not_found) {
        std::string body = R"({"added":{"movies":0,"episodes":5},"not_found":)";
        auto const outcome = trakt::decode_told(response(200, body + not_found + "}"), sent, now);
        EXPECT_EQ(outcome.error.kind, none) << not_found;
        std::vector<unsigned> numbers;
        for (auto const& item : outcome.items) {
            EXPECT_EQ(item.kind, ItemVerdict::Kind::no_match);
            numbers.push_back(item.id.bytes[15]);
        }
        return numbers;
    };
    using Numbers = std::vector<unsigned>;
    EXPECT_EQ(refused(R"({"movies":[{"ids":{"tmdb":8195}}]})"), Numbers{2});
    EXPECT_EQ(refused(R"({"movies":[{"ids":{"imdb":"tt0113277"},"title":"Heat"}]})"), Numbers{1});
    EXPECT_EQ(refused(R"({"movies":[{"watched_at":"2026-08-01T19:17:00.000Z"}]})"), Numbers{2})
        << "without ids (#244)";
    EXPECT_EQ(refused(R"({"episodes":[{"season":0,"number":0,"ids":{"tvdb":"7"}}]})"), Numbers{5})
        << "ids as texts (#357)";
    EXPECT_EQ(refused(R"({"episodes":[{"ids":{"tvdb":81189},"seasons":[{"number":5,"episodes":)"
                      R"([{"number":15,"watched_at":"2026-08-01T19:19:00.000Z"}]}]}]})"),
              Numbers{4})
        << "an episode by its show (#357)";
    EXPECT_EQ(refused(R"({"shows":[{"ids":{"tvdb":81189}}]})"), (Numbers{3, 4}));
}

TEST(TraktTest, oneAloneIsTheOneItDoesNotKnow)
{
    auto const one = movie(1);
    auto body = R"({"added":{"movies":0,"episodes":0},"not_found":{"movies":[{}]}})";
    auto const unknown = trakt::decode_told(response(201, body), {&one, 1}, now);
    ASSERT_EQ(unknown.items.size(), 1u);
    EXPECT_EQ(unknown.items[0].kind, ItemVerdict::Kind::no_match);
    EXPECT_EQ(unknown.items[0].message, "Trakt does not know Heat");
    body = R"({"added":{"movies":0,"episodes":0},"not_found":{}})";
    auto const missing = trakt::decode_told(response(201, body), {&one, 1}, now);
    ASSERT_EQ(missing.items.size(), 1u);
    EXPECT_EQ(missing.items[0].kind, ItemVerdict::Kind::refused) << "never lost without a word";
    EXPECT_EQ(trakt::decode_told(response(409), {&one, 1}, now).error.kind, ambiguous)
        << "to be looked for";
    body = R"({"deleted":{"movies":0,"episodes":0},"not_found":{}})";
    EXPECT_TRUE(trakt::decode_told(response(200, body), {&one, 1}, now).items.empty())
        << "there was nothing to take back";
}

TEST(TraktTest, itsLimitsAreInHeaders)
{
    auto answer = response(200, R"({"added":{"movies":1,"episodes":0},"not_found":{}})");
    auto const one = movie(1);
    answer.headers = {{"x-ratelimit", R"({"name":"AUTHED_API_GET_LIMIT","period":300,"limit":1000,)"
                                      R"("remaining":17,"until":"2026-08-01T20:16:00Z"})"}};
    auto const taken = trakt::decode_told(answer, {&one, 1}, now);
    ASSERT_TRUE(taken.allowance);
    EXPECT_EQ(taken.allowance->left, 17u);
    EXPECT_EQ(taken.allowance->resets_in, Millis{60'000});
    answer.headers[0].second = R"({"name":"AUTHED_API_POST_LIMIT","period":1,"limit":1,)"
                               R"("remaining":0,"until":"2026-08-01T20:15:01Z"})";
    EXPECT_FALSE(trakt::decode_told(answer, {&one, 1}, now).allowance) << "the pace keeps that";
    answer.status = 429;
    EXPECT_EQ(trakt::decode_told(answer, {&one, 1}, now).retry_after, Millis{1000});
    answer.headers.emplace_back("retry-after", "10");
    EXPECT_EQ(trakt::decode_told(answer, {&one, 1}, now).retry_after, Millis{10'000});
    EXPECT_EQ(trakt::outcome_of(response(503), now).retry_after, Millis{30'000});
    answer = response(420);
    answer.headers = {{"x-account-limit", "100000"}, {"x-upgrade-url", "https://trakt.tv/vip"}};
    EXPECT_EQ(
        trakt::outcome_of(answer, now).error.message,
        "the account's limit at Trakt is reached (100000); a larger one: https://trakt.tv/vip");
    answer = response(423);
    answer.headers = {{"x-account-deactivated", "true"}};
    EXPECT_EQ(trakt::outcome_of(answer, now).error.message,
              "Trakt has deactivated this account: only its support can open it");
}

TEST(TraktTest, aCodeIsForThePersonAndItsTwinForPolling)
{
    std::string device_code;
    auto const step = trakt::decode_device_code(
        response(200, R"({"device_code":"d9c1","user_code":"5055CC52","verification_url":)"
                      R"("https://trakt.tv/activate","expires_in":600,"interval":5})"),
        device_code);
    EXPECT_EQ(step.kind, LogInStep::Kind::waiting);
    EXPECT_EQ(step.user_code, "5055CC52");
    EXPECT_EQ(step.verify_url, "https://trakt.tv/activate");
    EXPECT_EQ(step.expires_in, Millis{600'000});
    EXPECT_EQ(step.interval, Millis{5000});
    EXPECT_EQ(device_code, "d9c1");
    for (auto const& bad : {response(403), response(200, "<html>"), response(200, "{}")}) {
        EXPECT_EQ(trakt::decode_device_code(bad, device_code).kind, LogInStep::Kind::failed);
        EXPECT_NE(trakt::decode_device_code(bad, device_code).message, "");
    }
    EXPECT_EQ(trakt::decode_user(R"({"user":{"username":"alice"},"account":{}})"), "alice");
    EXPECT_EQ(trakt::decode_user("<html>"), "");
}

} // namespace
} // namespace playsync
