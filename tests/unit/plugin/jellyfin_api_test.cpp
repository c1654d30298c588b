// SPDX-License-Identifier: MIT
// What Jellyfin is asked and told, and what its answers mean.
#include <gtest/gtest.h>

#include "plugin/targets/jellyfin_api.hpp"

namespace playsync::jellyfin {
namespace {

constexpr UnixMs evening = 1785615300'000;
char const* const heat_id = "6ad1a4d3c0a84b1f9d2e7b5c4f3a2e1d";
char const* const alice_id = "0123456789abcdef0123456789abcdef";

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
    std::vector<std::string> const ids{"a", "b"};
    EXPECT_TRUE(ask_states(alice_id, ids).path.ends_with("&ids=a,b"));
    EXPECT_TRUE(ask_series(alice_id, ids).path.ends_with("&ids=a,b"));
}

/// GET /Items of a 10.10 server, shortened to what is read and some of what is not.
char const* const page = R"({"Items":[
  {"Name":"Ozymandias","ServerId":"x","Id":"6AD1A4D3-C0A8-4B1F-9D2E-7B5C4F3A2E1D","Type":"Episode",
   "RunTimeTicks":28500000000,"ProductionYear":2013,"IndexNumber":14,"IndexNumberEnd":15,
   "ParentIndexNumber":5,"MediaSourceCount":2,
   "SeriesName":"Breaking Bad","SeriesId":"0123456789abcdef0123456789abcdef","IsFolder":false,
   "Path":"/media/tv/Breaking Bad/Season 05/bb.mkv",
   "ProviderIds":{"Tvdb":"4639461","Imdb":"tt2301451","MusicBrainzRecording":"r",
     "MusicBrainzTrack":"t","MusicBrainzAlbum":"a","Tmdb":""},
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
    EXPECT_EQ(episode.last_episode, 15);
    EXPECT_EQ(episode.versions, 2);
    EXPECT_TRUE(episode.has_state);
    EXPECT_EQ(read->items[1].versions, 1);
    EXPECT_EQ(episode.duration_ms, 2'850'000);
    using Ids = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(episode.ids, (Ids{{"tvdb", "4639461"},
                                {"imdb", "tt2301451"},
                                {"mbid", "r"},
                                {"mbid_track", "t"},
                                {"mbid_release", "a"}}));
    EXPECT_EQ(episode.state, (TheirState{true, 600'000, evening + 123}));
    EXPECT_EQ(episode.plays, 2);
    EXPECT_EQ(read->items[1].state, (TheirState{false, 0, evening})) << "no zone is UTC";
}

TEST(JellyfinDecodeTest, whatIsNotTheServersIsNothing)
{
    std::string const whole = page;
    for (auto const& body : {std::string{}, std::string{"<!DOCTYPE html><title>Log in"},
                             whole.substr(0, whole.size() / 2), std::string{"[]"},
                             std::string{R"({"Items":7,"TotalRecordCount":1})"},
                             std::string{R"({"Items":[]})"}, std::string{"null"}}) {
        EXPECT_FALSE(decode_items(body)) << body;
        EXPECT_FALSE(decode_entrance(body)) << body;
        EXPECT_FALSE(decode_quick_connect(body)) << body;
        EXPECT_FALSE(decode_info(body)) << body;
        EXPECT_FALSE(decode_resume_rule(body)) << body;
    }
    EXPECT_FALSE(decode_users("{}", "alice"));
}

TEST(JellyfinDecodeTest, anItemMayLackItsPlayState)
{
    auto const read = decode_items(R"({"Items":[
        {"Id":"0123456789abcdef0123456789abcdef","Type":"Movie"},
        {"Id":"0123456789abcdef0123456789abcdef","Type":"Movie","UserData":{"Key":"k"}}],
        "TotalRecordCount":0})");
    ASSERT_TRUE(read);
    ASSERT_EQ(read->items.size(), 2u);
    EXPECT_FALSE(read->items[0].has_state);
    EXPECT_FALSE(read->items[1].has_state);
}

TEST(JellyfinDecodeTest, theServersSettingsOfResumingAreReadWhole)
{
    auto const rule = decode_resume_rule(
        R"({"MinResumePct":3,"MaxResumePct":85,"MinResumeDurationSeconds":60,"CachePath":""})");
    EXPECT_EQ(rule, (ResumeRule{3, 85, 60}));
    for (char const* body :
         {"{}", R"({"MinResumePct":3,"MaxResumePct":85})",
          R"({"MinResumePct":-1,"MaxResumePct":85,"MinResumeDurationSeconds":60})",
          R"({"MinResumePct":3,"MaxResumePct":101,"MinResumeDurationSeconds":60})"})
        EXPECT_FALSE(decode_resume_rule(body)) << body;
}

struct NotOursCase {
    char const* name;
    char const* body;
    char const* said;
    friend void PrintTo(NotOursCase const& row, std::ostream* out) { *out << row.name; }
};
class NotOursTest : public testing::TestWithParam<NotOursCase> {};

/// A 200 that is not Jellyfin's settles nothing, spends nothing, and is called what it is.
TEST_P(NotOursTest, saysWhatItIs)
{
    auto const outcome = not_ours(GetParam().body);
    EXPECT_EQ(outcome.error.kind, ErrorClass::unreachable);
    EXPECT_EQ(outcome.error.http_status, 200);
    EXPECT_NE(outcome.error.message.find(GetParam().said), std::string::npos)
        << outcome.error.message;
    EXPECT_EQ(outcome.error.message.find("cafe"), std::string::npos) << "a token";
}

INSTANTIATE_TEST_SUITE_P(
    Answers, NotOursTest,
    testing::Values(NotOursCase{"page", " <!DOCTYPE html><title>cafe", "a web page"},
                    NotOursCase{"nothing", "\r\n", "and nothing else"},
                    NotOursCase{"emptyObject", "{}", "not as Jellyfin does"},
                    NotOursCase{"error", R"({"code":200,"error":"Invalid Method"})",
                                "not as Jellyfin does: Invalid Method"},
                    NotOursCase{"problem", R"({"title":"Bad\nGateway"})", ": Bad Gateway"},
                    NotOursCase{"cutShort", R"({"AccessToken":"cafe","User":{)", "cut short"},
                    NotOursCase{"text", "OK cafe", "what should be in the answer is not"}),
    [](auto const& test) { return test.param.name; });

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
