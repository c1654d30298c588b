// SPDX-License-Identifier: MIT
// What Jellyfin is asked and told, and what its answers mean.
#include <gtest/gtest.h>

#include "plugin/targets/jellyfin_api.hpp"

namespace playsync::jellyfin {
namespace {

constexpr UnixMs evening = 1785615300'000, hour = 3'600'000;
char const* const heat_id = "6ad1a4d3c0a84b1f9d2e7b5c4f3a2e1d";
char const* const alice_id = "0123456789abcdef0123456789abcdef";

Change change(Verb verb, std::int64_t position_ms = 0)
{
    Change change;
    change.verb = verb;
    change.position_ms = position_ms;
    change.duration_ms = 2 * hour;
    change.occurred_at = evening;
    return change;
}

ItemInfo holding(TheirState state, std::int64_t plays)
{
    ItemInfo item;
    item.id = heat_id;
    item.type = "Movie";
    item.duration_ms = 2 * hour;
    item.state = state;
    item.plays = plays;
    return item;
}

struct TellCase {
    char const* name;
    Change change;
    ItemInfo item;
    Resolution resolution;
    char const* expected;
    friend void PrintTo(TellCase const& row, std::ostream* out) { *out << row.name; }
};
class TellTest : public testing::TestWithParam<TellCase> {};

TEST_P(TellTest, isOneRequestThatMayBeRepeated)
{
    auto const& row = GetParam();
    auto const request = tell(row.change, {row.resolution, {}}, row.item, alice_id);
    EXPECT_EQ(request.path.substr(request.path.find('?')), std::string{"?userId="} + alice_id);
    EXPECT_NE(request.path.find(heat_id), std::string::npos);
    EXPECT_TRUE(request.repeatable);
    EXPECT_EQ(request.method + " " + request.path.substr(0, request.path.find('/', 1)) + " " +
                  request.body,
              row.expected);
}

// clang-format off
using enum Resolution;
INSTANTIATE_TEST_SUITE_P(Requests, TellTest, testing::Values(
    TellCase{"watchedFirst",   change(Verb::watched), holding({}, 0), clear,
        R"(POST /UserItems {"Played":true,"PlayCount":1,"PlaybackPositionTicks":0,"LastPlayedDate":"2026-08-01T20:15:00.000Z"})"},
    TellCase{"watchedAgain",   change(Verb::watched), holding({true, 0, evening - hour}, 2), clear,
        R"(POST /UserItems {"Played":true,"PlayCount":3,"PlaybackPositionTicks":0,"LastPlayedDate":"2026-08-01T20:15:00.000Z"})"},
    TellCase{"markedByHand",   change(Verb::watched), holding({true, 0, {}}, 1), clear,
        R"(POST /UserItems {"Played":true,"PlayCount":1,"PlaybackPositionTicks":0,"LastPlayedDate":"2026-08-01T20:15:00.000Z"})"},
    TellCase{"begunThereSince", change(Verb::watched), holding({false, hour, evening + hour}, 0), both,
        R"(POST /UserItems {"Played":true,"PlayCount":1})"},
    TellCase{"watchedOverLater", change(Verb::watched), holding({false, hour, evening + hour}, 0), ours,
        R"(POST /UserItems {"Played":true,"PlayCount":1,"PlaybackPositionTicks":0})"},
    TellCase{"position",       change(Verb::progress, hour), holding({}, 0), clear,
        R"(POST /UserItems {"PlaybackPositionTicks":36000000000,"LastPlayedDate":"2026-08-01T20:15:00.000Z"})"},
    TellCase{"positionOverLater", change(Verb::progress, hour), holding({false, 1000, evening + 1}, 0), ours,
        R"(POST /UserItems {"PlaybackPositionTicks":36000000000})"},
    TellCase{"beginning",      change(Verb::progress, hour / 11), holding({false, hour, evening - 1}, 0), clear,
        R"(POST /UserItems {"PlaybackPositionTicks":0,"LastPlayedDate":"2026-08-01T20:15:00.000Z"})"},
    TellCase{"theEndIsSeenButNoPlay", change(Verb::progress, hour * 19 / 10), holding({}, 0), clear,
        R"(POST /UserItems {"Played":true,"PlaybackPositionTicks":0,"LastPlayedDate":"2026-08-01T20:15:00.000Z"})"},
    TellCase{"unwatched",      change(Verb::unwatched), holding({true, 0, evening - hour}, 2), clear,
        "DELETE /UserPlayedItems "}),
    [](auto const& test) { return test.param.name; });
// clang-format on

struct ResumeCase {
    char const* name;
    std::int64_t position, duration, expected;
    bool finished;
    friend void PrintTo(ResumeCase const& row, std::ostream* out) { *out << row.name; }
};
class ResumeTest : public testing::TestWithParam<ResumeCase> {};

TEST_P(ResumeTest, isTheServersOwnRule)
{
    auto const& row = GetParam();
    auto const resume = resume_of(row.position, row.duration);
    EXPECT_EQ(resume.position_ms, row.expected);
    EXPECT_EQ(resume.finished, row.finished);
}

INSTANTIATE_TEST_SUITE_P(Positions, ResumeTest,
                         testing::Values(ResumeCase{"belowFive", 359'999, 2 * hour, 0, false},
                                         ResumeCase{"five", 360'000, 2 * hour, 360'000, false},
                                         ResumeCase{"ninety", 6'480'000, 2 * hour, 6'480'000,
                                                    false},
                                         ResumeCase{"aboveNinety", 6'480'001, 2 * hour, 0, true},
                                         ResumeCase{"tooShortToResume", 150'000, 299'999, 0, false},
                                         ResumeCase{"lengthUnknown", 5000, 0, 5000, false},
                                         ResumeCase{"unknown", -1, 2 * hour, 0, false}),
                         [](auto const& test) { return test.param.name; });

TEST(JellyfinApiTest, aTrackHasNoPosition)
{
    auto item = holding({}, 0);
    item.type = "Audio";
    EXPECT_EQ(state_of(change(Verb::progress, hour), item).position_ms, 0);
}

TEST(JellyfinApiTest, theHeaderNamesDeviceAndToken)
{
    auto const bare = authorization("abc", "");
    EXPECT_TRUE(bare.starts_with(R"(MediaBrowser Client="playsync", Device="playsync", )"));
    EXPECT_NE(bare.find(R"(DeviceId="abc", Version=")"), std::string::npos);
    EXPECT_EQ(bare.find("Token"), std::string::npos);
    EXPECT_TRUE(authorization("abc", "t\"1").ends_with(R"(, Token="t%221")"));
}

TEST(JellyfinApiTest, whatAPersonTypedGoesOutAsItIs)
{
    auto const request = enter_by_password("al\"ice", "p&w\\");
    EXPECT_EQ(request.path, "/Users/AuthenticateByName");
    EXPECT_EQ(request.body, R"({"Username":"al\"ice","Pw":"p&w\\"})");
    EXPECT_FALSE(request.repeatable);
}

TEST(JellyfinApiTest, theLibraryIsAskedInPages)
{
    auto const request = ask_library(alice_id, "Movie", 500);
    EXPECT_EQ(request.method, "GET");
    EXPECT_TRUE(request.path.ends_with("&startIndex=500&limit=500")) << request.path;
    EXPECT_TRUE(ask_states(alice_id, {"a", "b"}).path.ends_with("&ids=a,b"));
}

/// GET /Items of a 10.10 server, shortened to what is read and some of what is not.
char const* const page = R"({"Items":[
  {"Name":"Ozymandias","ServerId":"x","Id":"6AD1A4D3-C0A8-4B1F-9D2E-7B5C4F3A2E1D","Type":"Episode",
   "RunTimeTicks":28500000000,"ProductionYear":2013,"IndexNumber":14,"ParentIndexNumber":5,
   "SeriesName":"Breaking Bad","SeriesId":"0123456789abcdef0123456789abcdef","IsFolder":false,
   "Path":"/media/tv/Breaking Bad/Season 05/bb.mkv",
   "ProviderIds":{"Tvdb":"4639461","Imdb":"tt2301451","MusicBrainzRecording":"r","Tmdb":""},
   "UserData":{"PlaybackPositionTicks":6000000000,"PlayCount":2,"IsFavorite":false,
     "LastPlayedDate":"2026-08-01T20:15:00.1230000Z","Played":true,"Key":"81189005014"}},
  {"Name":"no id","Type":"Movie"}, 7,
  {"Name":"Heat","Id":"0123456789abcdef0123456789abcdef","Type":"Movie","ProviderIds":null,
   "UserData":{"PlaybackPositionTicks":-5,"PlayCount":null,"Played":false,
     "LastPlayedDate":"2026-08-01T20:15:00"}}],
  "TotalRecordCount":812,"StartIndex":0})";

TEST(JellyfinDecodeTest, itemsHaveTheirNamesAndStates)
{
    auto const read = decode_items(page);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->total, 812u);
    ASSERT_EQ(read->items.size(), 2u) << "what has no id is passed over";
    auto const& episode = read->items[0];
    EXPECT_EQ(episode.id, heat_id);
    EXPECT_EQ(episode.series_id, alice_id);
    EXPECT_EQ(episode.season, 5);
    EXPECT_EQ(episode.episode, 14);
    EXPECT_EQ(episode.duration_ms, 2'850'000);
    using Ids = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(episode.ids, (Ids{{"tvdb", "4639461"}, {"imdb", "tt2301451"}, {"mbid", "r"}}));
    EXPECT_EQ(episode.state, (TheirState{true, 600'000, evening + 123}));
    EXPECT_EQ(episode.plays, 2);
    EXPECT_EQ(read->items[1].state, (TheirState{false, 0, evening})) << "no zone is UTC";
}

TEST(JellyfinDecodeTest, whatIsNotTheServersIsNothing)
{
    std::string const whole = page;
    for (auto const& body : {std::string{}, std::string{"<!DOCTYPE html><title>Log in"},
                             whole.substr(0, whole.size() / 2), std::string{"[]"},
                             std::string{R"({"Items":7})"}, std::string{"null"}}) {
        EXPECT_FALSE(decode_items(body)) << body;
        EXPECT_FALSE(decode_entrance(body)) << body;
        EXPECT_FALSE(decode_quick_connect(body)) << body;
        EXPECT_FALSE(decode_info(body)) << body;
        EXPECT_FALSE(is_user_data(body)) << body;
    }
    EXPECT_FALSE(decode_users("{}", "alice"));
}

TEST(JellyfinDecodeTest, aLogInNamesTokenAndUser)
{
    auto const entrance = decode_entrance(
        R"({"User":{"Name":"alice","Id":"0123456789abcdef0123456789abcdef"},"SessionInfo":{},
            "AccessToken":"cafe","ServerId":"s"})");
    ASSERT_TRUE(entrance);
    EXPECT_EQ(entrance->token, "cafe");
    EXPECT_EQ(entrance->user, "alice");
    EXPECT_EQ(entrance->user_id, alice_id);
    EXPECT_FALSE(decode_entrance(R"({"User":{"Name":"alice"},"AccessToken":"cafe"})"));
}

TEST(JellyfinDecodeTest, quickConnectHasACodeAndAnEnd)
{
    auto const state = decode_quick_connect(
        R"({"Authenticated":false,"Secret":"s3","Code":"123456","DeviceId":"d"})");
    ASSERT_TRUE(state);
    EXPECT_EQ(state->secret, "s3");
    EXPECT_EQ(state->code, "123456");
    EXPECT_FALSE(state->let_in);
}

TEST(JellyfinDecodeTest, aUserIsFoundByNameOrId)
{
    auto const* const users = R"([{"Name":"Bob","Id":"11111111111111111111111111111111"},
                                  {"Name":"Alice","Id":"0123456789abcdef0123456789abcdef"}])";
    EXPECT_EQ(decode_users(users, "alice")->user_id, alice_id);
    EXPECT_EQ(decode_users(users, "01234567-89AB-cdef-0123-456789abcdef")->user, "Alice");
    EXPECT_EQ(decode_users(users, "carol")->user_id, "");
}

TEST(JellyfinDecodeTest, theServerSaysWhoItIs)
{
    auto const info = decode_info(R"({"ProductName":"Jellyfin Server","Version":"10.10.3",
                                      "StartupWizardCompleted":false})");
    ASSERT_TRUE(info);
    EXPECT_FALSE(info->set_up);
    EXPECT_EQ(info->version, "10.10.3");
    EXPECT_FALSE(decode_info(R"({"ProductName":"Emby Server","Version":"4.8"})"));
    for (char const* old : {"10.8.13", "10.7", "9.9", "4.8.1.0"})
        EXPECT_TRUE(is_too_old(old)) << old;
    for (char const* good : {"10.9.0", "10.11.11", "12.0.0", "unstable"})
        EXPECT_FALSE(is_too_old(good)) << good;
}

struct StatusCase {
    char const* name;
    unsigned status;
    char const* body;
    ErrorClass expected;
    bool proxy = false;
    friend void PrintTo(StatusCase const& row, std::ostream* out) { *out << row.name; }
};
class JellyfinStatusTest : public testing::TestWithParam<StatusCase> {};

TEST_P(JellyfinStatusTest, hasItsClass)
{
    http::Response response;
    response.status = GetParam().status;
    response.body = GetParam().body;
    response.headers = {{"retry-after", "005"}};
    if (GetParam().proxy)
        response.headers.emplace_back("www-authenticate", "Basic realm=\"home\"");
    auto const outcome = outcome_of(response, 0);
    EXPECT_EQ(outcome.error.kind, GetParam().expected);
    EXPECT_EQ(outcome.error.message.empty(), GetParam().expected == ErrorClass::none);
    EXPECT_EQ(outcome.error.message.find('<'), std::string::npos);
    bool const failed = GetParam().expected != ErrorClass::none;
    EXPECT_EQ(outcome.retry_after, failed ? std::optional{Millis{5000}} : std::nullopt);
}

// clang-format off
using enum ErrorClass;
INSTANTIATE_TEST_SUITE_P(Statuses, JellyfinStatusTest, testing::Values(
    StatusCase{"ok",        200, "{}",                                       none},
    StatusCase{"badBody",   400, R"({"title":"One or more validation errors"})", rejected},
    StatusCase{"revoked",   401, "",                                         auth},
    StatusCase{"proxysLogIn",401, "<html>",                                  misconfigured, true},
    StatusCase{"notYours",  403, "User is not allowed to update this item",  misconfigured},
    StatusCase{"noSuchPath",404, "",                                         misconfigured},
    StatusCase{"bug",       500, "Error processing request.",                transient},
    StatusCase{"proxy",     502, "<html>",                                   unreachable},
    StatusCase{"starting",  503, "<html>Jellyfin is starting",               unreachable}),
    [](auto const& test) { return test.param.name; });
// clang-format on

} // namespace
} // namespace playsync::jellyfin
