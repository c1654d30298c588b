// SPDX-License-Identifier: MIT
#include "plugin/targets/listenbrainz.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/support/changes.hpp"
#include "tests/support/sync.hpp"
#include "tests/unit/plugin/answers.hpp"

namespace playsync {
namespace {

namespace json = boost::json;

constexpr UnixMs now = 1'785'615'300'000;

Change listen(unsigned n, std::string title = "Roads")
{
    Change out;
    out.id = test::id(n);
    out.user = "alice";
    out.verb = Verb::play;
    out.item.kind = ItemKind::track;
    out.item.artist = "Portishead";
    out.item.title = std::move(title);
    out.item.album = "Dummy";
    out.item.ids = {{"mbid", "8f3471b5-7e6a-48da-86a9-c1c07a0f47ae"},
                    {"mbid_release", "not-a-uuid"},
                    {"mbid_artist", "8f6bd1e4-fbe1-4f50-aa9b-94c450ec0f11"}};
    out.duration_ms = 303'000;
    out.occurred_at = now - 1'000'000 + 1000 * n + 999;
    return out;
}

TEST(ListenBrainzTest, aListenIsDatedByItsStartAndHasWhatIsKnown)
{
    auto const one = listen(1);
    auto const value = json::parse(listenbrainz::encode({&one, 1}, {}));
    EXPECT_EQ(value.at("listen_type"), "single");
    auto const& told = value.at("payload").as_array().at(0).as_object();
    EXPECT_EQ(told.size(), 2u) << "the service takes no other member";
    EXPECT_EQ(told.at("listened_at"), 1'785'614'301);
    auto const& track = told.at("track_metadata");
    EXPECT_EQ(track.at("artist_name"), "Portishead");
    EXPECT_EQ(track.at("track_name"), "Roads");
    EXPECT_EQ(track.at("release_name"), "Dummy");
    auto const& info = track.at("additional_info").as_object();
    EXPECT_EQ(info.at("recording_mbid"), "8f3471b5-7e6a-48da-86a9-c1c07a0f47ae");
    EXPECT_EQ(info.at("artist_mbids").as_array().size(), 1u);
    EXPECT_FALSE(info.contains("release_mbid")) << "a malformed id refuses the whole request";
    EXPECT_EQ(info.at("duration_ms"), 303'000);
    EXPECT_EQ(info.at("submission_client"), "playsync");
    EXPECT_TRUE(info.contains("submission_client_version"));
}

json::object info_of(Change const& one, listenbrainz::Dialect dialect = {})
{
    auto const value = json::parse(listenbrainz::encode({&one, 1}, dialect));
    return value.at("payload").at(0).at("track_metadata").at("additional_info").as_object();
}

TEST(ListenBrainzTest, hasEachArtistsIdHoweverTheyWereWritten)
{
    std::string const a = "8f6bd1e4-fbe1-4f50-aa9b-94c450ec0f11";
    std::string const b = "17f0182e-146a-4115-8c83-aa291b4e3acc";
    auto one = listen(1);
    for (auto const& text : {a + ";" + b, a + "; " + b, a + "/" + b, a + ", " + b}) {
        one.item.ids = {{"mbid_artist", text}};
        EXPECT_EQ(info_of(one).at("artist_mbids"), (json::array{a, b})) << text;
    }
    one.item.ids = {{"mbid_artist", "not one; " + b}};
    EXPECT_EQ(info_of(one).at("artist_mbids"), (json::array{b}));
    one.item.ids = {{"mbid_artist", "not one"}};
    EXPECT_FALSE(info_of(one).contains("artist_mbids"));
}

TEST(ListenBrainzTest, aLengthThatWouldBeRefusedIsLeftOut)
{
    constexpr std::int64_t days_24 = 24LL * 86'400'000;
    auto one = listen(1);
    one.duration_ms = days_24;
    EXPECT_EQ(info_of(one).at("duration_ms"), days_24);
    one.duration_ms = days_24 + 1;
    EXPECT_FALSE(info_of(one, {.seconds_too = true}).contains("duration_ms"));
    EXPECT_FALSE(info_of(one, {.seconds_too = true}).contains("duration"));
    EXPECT_EQ(listenbrainz::fault_of(one, now), "") << "it is a listen all the same";
}

TEST(ListenBrainzTest, aLengthIsInSecondsTooWhereItIsReadThen)
{
    auto one = listen(1);
    EXPECT_FALSE(info_of(one).contains("duration")) << "the service refuses both";
    EXPECT_EQ(info_of(one, {.seconds_too = true}).at("duration"), 303);
    EXPECT_EQ(info_of(one, {.seconds_too = true}).at("duration_ms"), 303'000);
    one.duration_ms = 999;
    EXPECT_FALSE(info_of(one, {.seconds_too = true}).contains("duration"));
}

TEST(ListenBrainzTest, severalAreAnImport)
{
    std::vector<Change> const two{listen(1), listen(2)};
    auto const value = json::parse(listenbrainz::encode(two, {}));
    EXPECT_EQ(value.at("listen_type"), "import");
    EXPECT_EQ(value.at("payload").as_array().size(), 2u);
}

TEST(ListenBrainzTest, whatPlaysNowHasNoTime)
{
    auto const value = json::parse(listenbrainz::encode_playing_now(listen(1).item, 303'000, {}));
    EXPECT_EQ(value.at("listen_type"), "playing_now");
    EXPECT_EQ(value.at("payload").as_array().at(0).as_object().size(), 1u);
}

TEST(ListenBrainzTest, whatItWouldRefuseIsNotSent)
{
    EXPECT_EQ(listenbrainz::fault_of(listen(1), now), "");
    auto bad = listen(1);
    bad.item.artist.clear();
    EXPECT_EQ(listenbrainz::fault_of(bad, now), "a listen needs an artist and a title");
    bad = listen(1);
    bad.occurred_at = 1'000'000'000'000;
    EXPECT_EQ(listenbrainz::fault_of(bad, now), "a listen before October 2002 is not taken");
    bad.occurred_at = now + 7200'000;
    EXPECT_NE(listenbrainz::fault_of(bad, now), "");
}

class ListenBrainzAnswerTest : public testing::TestWithParam<test::AnswerCase> {};

TEST_P(ListenBrainzAnswerTest, hasItsClassAndWords)
{
    std::vector<Change> const sent{listen(1), listen(2)};
    auto const outcome = listenbrainz::decode(test::response(GetParam()), sent, now);
    EXPECT_EQ(outcome.error.kind, GetParam().expected);
    EXPECT_EQ(outcome.error.message, GetParam().message);
    EXPECT_TRUE(outcome.items.empty());
}

// clang-format off
using enum ErrorClass;
using test::AnswerCase;
INSTANTIATE_TEST_SUITE_P(Documented, ListenBrainzAnswerTest, testing::Values(
    AnswerCase{"taken",       200, R"({"status":"ok"})",                  none,          ""},
    AnswerCase{"portal",      200, "<html><title>Log in</title>",         unreachable,   "a web page answered in place of the service: is there a log-in to the network?"},
    AnswerCase{"cut",         200, R"({"status":"o)",                     ambiguous,     "the answer is not what the service says of success"},
    AnswerCase{"empty",       200, "",                                    ambiguous,     "the answer is not what the service says of success"},
    AnswerCase{"spaced",      200, R"({"status": "ok"})",                 none,          ""},
    AnswerCase{"accepted",    202, R"({"status":"ok","recording_msid":"1"})", none,      ""},
    AnswerCase{"notOk",       200, R"({"status":"error"})",               misconfigured, R"(the server answered 200, but not that it took them: {"status":"error"})"},
    AnswerCase{"noMethod",    200, R"({"code":200,"error":"Invalid Method"})", misconfigured, "the server answered 200, but not that it took them: Invalid Method"},
    AnswerCase{"notFound",    200, R"({"error":"Not found"})",            misconfigured, "the server answered 200, but not that it took them: Not found"},
    AnswerCase{"noStatus",    200, R"({"valid":true})",                   misconfigured, R"(the server answered 200, but not that it took them: {"valid":true})"},
    AnswerCase{"okTwice",     200, R"(["ok"])",                           misconfigured, R"(the server answered 200, but not that it took them: ["ok"])"},
    AnswerCase{"created",     201, "",                                    ambiguous,     "the answer is not what the service says of success"},
    AnswerCase{"noContent",   204, "",                                    ambiguous,     "the answer is not what the service says of success"},
    AnswerCase{"portal203",   203, "<html><title>Log in</title>",         unreachable,   "a web page answered in place of the service: is there a log-in to the network?"},
    AnswerCase{"wholeBatch",  400, R"({"code":400,"error":"JSON document is too large."})", rejected, "the server answered 400: JSON document is too large."},
    AnswerCase{"token",       401, R"({"code":401,"error":"Invalid authorization token."})", auth, "the server answered 401: Invalid authorization token."},
    AnswerCase{"email",       401, R"({"code":401,"error":"The user's email address has not been verified."})", auth, "the server answered 401: The user's email address has not been verified."},
    AnswerCase{"forbidden",   403, "",                                    misconfigured, "the server answered 403"},
    AnswerCase{"nothingHere", 404, R"({"code":404,"error":"no"})",        misconfigured, "the server answered 404: no"},
    AnswerCase{"wrongMethod", 405, "",                                    misconfigured, "the server answered 405"},
    AnswerCase{"clash",       409, "",                                    rejected,      "the server answered 409"},
    AnswerCase{"noEndpoint",  409, R"({"error":"No Listenbrainz endpoint config matched => Slug: x"})", misconfigured, "the server answered 409: No Listenbrainz endpoint config matched => Slug: x"},
    AnswerCase{"large",       413, "<html>",                              rejected,      "the server answered 413"},
    AnswerCase{"tooMany",     429, "Too many requests.",                  rate_limited,  "the server answered 429: Too many requests."},
    AnswerCase{"bug",         500, "<html>",                              transient,     "the server answered 500"},
    AnswerCase{"gateway",     502, "",                                    unreachable,   "the server answered 502"},
    AnswerCase{"queueFull",   503, R"({"code":503,"error":"Cannot submit listens to queue, please try again later."})", unreachable, "the server answered 503: Cannot submit listens to queue, please try again later."},
    AnswerCase{"gatewayLate", 504, "",                                    unreachable,   "the server answered 504"}),
    [](auto const& test) { return test.param.name; });
// clang-format on

TEST(ListenBrainzTest, aSecondThatIsTakenIsToldFromOtherConflicts)
{
    using listenbrainz::Clash;
    struct {
        unsigned status;
        char const* body;
        Clash clash;
        ErrorClass alone;
    } constexpr rows[] = {
        {409, R"({"error":"Scrobble with the same timestamp already exists."})", Clash::second,
         transient},
        {409, R"({"status":"failure","error":{"type":"duplicate_timestamp"}})", Clash::second,
         transient},
        {409, "", Clash::unnamed, transient},
        {409, R"({"error":"No Listenbrainz endpoint config matched => Slug: a"})", Clash::none,
         misconfigured},
        {409, R"({"error":"but no Listenbrainz endpoint sources are configured"})", Clash::none,
         misconfigured},
        {400, R"({"error":"a timestamp is missing"})", Clash::none, rejected},
        {200, R"({"status":"ok"})", Clash::none, none},
    };
    auto const one = listen(1);
    for (auto const& row : rows) {
        auto const response = test::response(row.status, row.body);
        EXPECT_EQ(listenbrainz::clash_of(response), row.clash) << row.body;
        EXPECT_EQ(listenbrainz::decode(response, {&one, 1}, now).error.kind, row.alone) << row.body;
    }
}

TEST(ListenBrainzTest, anAddressTellsWhoseServerItIs)
{
    struct {
        char const* url;
        bool official, one_by_one, seconds_too;
    } constexpr rows[] = {
        {"https://api.listenbrainz.org", true, false, false},
        {"https://beta-api.listenbrainz.org/", true, false, false},
        {"https://notlistenbrainz.org", false, false, false},
        {"http://home:8100", false, false, false},
        {"http://home:42010/apis/listenbrainz", false, true, true},
        {"http://home/music/apis/listenbrainz/", false, true, true},
        {"http://home:9078/api/listenbrainz/alice", false, true, false},
    };
    for (auto const& row : rows) {
        auto const dialect = listenbrainz::dialect_of(http::parse_url(row.url));
        EXPECT_EQ(dialect.official, row.official) << row.url;
        EXPECT_EQ(dialect.one_by_one, row.one_by_one) << row.url;
        EXPECT_EQ(dialect.seconds_too, row.seconds_too) << row.url;
    }
}

TEST(ListenBrainzTest, anAddressThatIsNearlyRightIsAnsweredWithTheRightOne)
{
    auto const meant = [](std::string const& url) {
        return "; is its url meant to be \"" + url + "\"?";
    };
    std::pair<char const*, std::string> const rows[] = {
        {"http://home:42010/apis/listenbrainz/1", meant("http://home:42010/apis/listenbrainz")},
        {"http://home:42010/apis/listenbrainz/1/", meant("http://home:42010/apis/listenbrainz")},
        {"http://home:42010/m/apis/listenbrainz/1/submit-listens",
         meant("http://home:42010/m/apis/listenbrainz")},
        {"http://home:42010/apis/mlj_1", meant("http://home:42010/apis/listenbrainz")},
        {"http://home:42010/apis/mlj_1/newscrobble", meant("http://home:42010/apis/listenbrainz")},
        {"http://home:42010/apis/lbrnz/1", meant("http://home:42010/apis/listenbrainz")},
        {"http://home:42010/apis", meant("http://home:42010/apis/listenbrainz")},
        {"https://api.listenbrainz.org/1/", meant("https://api.listenbrainz.org/")},
        {"https://listenbrainz.org", meant("https://api.listenbrainz.org/")},
        {"http://www.listenbrainz.org/1", meant("https://api.listenbrainz.org/")},
        {"http://home:42010",
         "; of Maloja and Koito the url is \"http://home:42010/apis/listenbrainz\""},
        {"http://home:42010/apis/listenbrainz", ""},
        {"https://api.listenbrainz.org", ""},
        {"http://home/proxied", ""},
    };
    for (auto const& [url, advice] : rows)
        EXPECT_EQ(listenbrainz::advice_on(http::parse_url(url)), advice) << url;
}

TEST(ListenBrainzTest, theListenItRepeatsIsTheOneItRefuses)
{
    std::vector<Change> const sent{listen(1), listen(2, "Sour Times"), listen(3)};
    auto response = test::response(
        400, R"({"code":400,"error":"artist_name is empty","listened_at":1785614302,)"
             R"("track_metadata":{"track_name":"Sour Times"}})");
    auto const outcome = listenbrainz::decode(response, sent, now);
    EXPECT_EQ(outcome.error.kind, ErrorClass::none);
    ASSERT_EQ(outcome.items.size(), 3u);
    EXPECT_EQ(outcome.items[0].kind, ItemVerdict::Kind::held);
    EXPECT_EQ(outcome.items[1].kind, ItemVerdict::Kind::refused);
    EXPECT_EQ(outcome.items[1].id, sent[1].id);
    EXPECT_EQ(outcome.items[1].message, "the server answered 400: artist_name is empty");
    EXPECT_EQ(outcome.items[2].kind, ItemVerdict::Kind::held);
}

TEST(ListenBrainzTest, oneThatTwoCouldBeIsFoundByHalving)
{
    auto twin = listen(2);
    twin.occurred_at = listen(1).occurred_at;
    std::vector<Change> const sent{listen(1), twin};
    auto response = test::response(400, R"({"code":400,"error":"no","listened_at":1785614301})");
    EXPECT_EQ(listenbrainz::decode(response, sent, now).error.kind, ErrorClass::rejected);
}

TEST(ListenBrainzTest, itsLimitIsInHeadersOfItsOwn)
{
    auto response = test::response(200, R"({"status":"ok"})");
    response.headers = {
        {"x-ratelimit-limit", "30"}, {"x-ratelimit-remaining", "7"}, {"x-ratelimit-reset-in", "4"}};
    auto const one = listen(1);
    auto const taken = listenbrainz::decode(response, {&one, 1}, now);
    ASSERT_TRUE(taken.allowance);
    EXPECT_EQ(taken.allowance->left, 7u);
    EXPECT_EQ(taken.allowance->resets_in, Millis{4000});
    response.status = 429;
    response.headers[1].second = "0";
    response.headers.emplace_back("retry-after", "99");
    EXPECT_EQ(listenbrainz::decode(response, {&one, 1}, now).retry_after, Millis{4000});
    for (char const* const nonsense : {"", "-1", "soon"}) {
        response.headers[2].second = nonsense;
        EXPECT_FALSE(listenbrainz::allowance_of(response)) << nonsense;
    }
}

TEST(ListenBrainzTest, aTokenIsGoodWhenTheServiceSaysSo)
{
    auto response = test::response(
        200, R"({"code":200,"message":"Token valid.","valid":true,"user_name":"alice"})");
    EXPECT_TRUE(listenbrainz::decode_token(response).ok);
    EXPECT_EQ(listenbrainz::decode_token(response).detail, "alice");
    response.body = R"({"code":200,"message":"Token invalid.","valid":false})";
    EXPECT_FALSE(listenbrainz::decode_token(response).ok);
    EXPECT_EQ(listenbrainz::decode_token(response).detail, "the token is not valid");
    response.body = "<html>";
    EXPECT_FALSE(listenbrainz::decode_token(response).ok);
    EXPECT_NE(listenbrainz::decode_token(response).detail, "");
}

} // namespace
} // namespace playsync
