// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/event_line.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace playsync::standalone {
namespace {

PlaybackLine playback(std::string const& text)
{
    return std::get<PlaybackLine>(parse_event_line(text));
}

TEST(EventLineTest, aWholePlaybackIsRead)
{
    auto const line = playback(R"({"event": "progress", "user": "alice",
        "at": "2026-08-01T20:15:00Z", "session": 7, "position_ms": 1200000,
        "item": {"kind": "episode", "title": "Ozymandias", "show": "Breaking Bad", "season": 5,
                 "episode": 14, "duration_ms": 2850000, "year": 2013, "artist": "x", "album": "y",
                 "uri": "/m/o.mkv", "ids": {"tvdb": "4639461", "imdb": "tt2301451"},
                 "host_key": "6f1c"}})");
    EXPECT_EQ(line.kind, PLAYSYNC_EVENT_PROGRESS);
    EXPECT_EQ(line.user, "alice");
    EXPECT_EQ(line.at_ms, 1785615300000);
    EXPECT_EQ(line.session, 7u);
    EXPECT_EQ(line.position_ms, 1200000);
    std::vector<playsync_id> ids;
    auto const item = native(line.item, ids);
    EXPECT_EQ(item.size, sizeof item);
    EXPECT_EQ(item.kind, PLAYSYNC_ITEM_EPISODE);
    EXPECT_STREQ(item.title, "Ozymandias");
    EXPECT_STREQ(item.show, "Breaking Bad");
    EXPECT_STREQ(item.artist, "x");
    EXPECT_STREQ(item.album, "y");
    EXPECT_STREQ(item.uri, "/m/o.mkv");
    EXPECT_STREQ(item.host_key, "6f1c");
    EXPECT_EQ(item.year, 2013);
    EXPECT_EQ(item.season, 5);
    EXPECT_EQ(item.episode, 14);
    EXPECT_EQ(item.duration_ms, 2850000);
    ASSERT_EQ(item.id_count, 2u);
    EXPECT_STREQ(item.ids[0].scheme, "tvdb");
    EXPECT_STREQ(item.ids[1].value, "tt2301451");
}

TEST(EventLineTest, whatIsLeftOutIsUnknown)
{
    auto const line =
        playback(R"({"event":"watched","user":"a","item":{"kind":"movie","host_key":"1"}})");
    EXPECT_EQ(line.at_ms, 0);
    EXPECT_EQ(line.session, 0u);
    EXPECT_EQ(line.position_ms, -1);
    EXPECT_EQ(line.item.season, -1);
    EXPECT_EQ(line.item.episode, -1);
    EXPECT_EQ(line.item.year, 0);
    EXPECT_EQ(line.item.duration_ms, 0);
}

struct KindCase {
    char const* word;
    playsync_event_kind kind;
    friend void PrintTo(KindCase const& c, std::ostream* out) { *out << c.word; }
};
class EventKindTest : public testing::TestWithParam<KindCase> {};

TEST_P(EventKindTest, isRead)
{
    auto const line = playback(std::string{R"({"event":")"} + GetParam().word +
                               R"(","user":"a","item":{"kind":"track","title":"x"}})");
    EXPECT_EQ(line.kind, GetParam().kind);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(All, EventKindTest, testing::Values(
    KindCase{"start",           PLAYSYNC_EVENT_START},
    KindCase{"progress",        PLAYSYNC_EVENT_PROGRESS},
    KindCase{"pause_playback",  PLAYSYNC_EVENT_PAUSE},
    KindCase{"resume_playback", PLAYSYNC_EVENT_RESUME},
    KindCase{"seek",            PLAYSYNC_EVENT_SEEK},
    KindCase{"stop",            PLAYSYNC_EVENT_STOP},
    KindCase{"watched",         PLAYSYNC_EVENT_WATCHED},
    KindCase{"unwatched",       PLAYSYNC_EVENT_UNWATCHED}),
    [](auto const& test) { return test.param.word; });
// clang-format on

TEST(EventLineTest, commandsAreRead)
{
    auto const network = std::get<NetworkLine>(
        parse_event_line(R"({"event": "network", "online": false, "metered": true})"));
    EXPECT_FALSE(network.online);
    EXPECT_TRUE(network.metered);
    auto const plain = [](char const* text) {
        return std::get<PlainCommand>(parse_event_line(text));
    };
    EXPECT_EQ(plain(R"({"event": "pause"})"), PlainCommand::pause);
    EXPECT_EQ(plain(R"({"event": "resume"})"), PlainCommand::resume);
    EXPECT_EQ(plain(R"({"event": "process_queue"})"), PlainCommand::process_queue);
    EXPECT_EQ(plain(R"({"event": "flush"})"), PlainCommand::flush);
    auto const retry = [](char const* text) {
        return std::get<RetryFailedLine>(parse_event_line(text)).target;
    };
    EXPECT_EQ(retry(R"({"event": "retry_failed", "target": "home"})"), "home");
    EXPECT_EQ(retry(R"({"event": "retry_failed"})"), "");
    EXPECT_EQ(std::get<WaitLine>(parse_event_line(R"({"event": "wait", "ms": 200})")).ms, 200);
    auto const sync = [](char const* text) {
        return std::get<SyncNowLine>(parse_event_line(text)).item.has_value();
    };
    EXPECT_FALSE(sync(R"({"event": "sync_now"})"));
    EXPECT_TRUE(sync(R"({"event": "sync_now", "item": {"kind": "movie", "title": "x"}})"));
}

struct BadLine {
    std::string line;
    std::string message;
};

void expect_refused(BadLine const& bad)
{
    try {
        parse_event_line(bad.line);
        ADD_FAILURE() << "taken: " << bad.line;
    } catch (std::invalid_argument const& error) {
        EXPECT_EQ(error.what(), bad.message) << bad.line;
    }
}

TEST(EventLineTest, whatIsNoEventIsNamed)
{
    for (BadLine const& bad : std::initializer_list<BadLine>{
             {"x", "not JSON: syntax error at column 1"},
             {"{", "not JSON: incomplete JSON at column 2"},
             {R"({"event":"pause"} x)", "not JSON: extra data at column 19"},
             {"{\"event\":\"\xff\"}", "not JSON: not UTF-8 at column 11"},
             {"{\"event\":\xe2\x80\x9cx\xe2\x80\x9d}", "not JSON: syntax error at column 10"},
             {"[]", "not a JSON object"},
             {"7", "not a JSON object"},
             {"{}", "'event' is missing"},
             {R"({"event":7})", "'event' must be a text"},
             {R"({"event":"dance"})", "there is no event 'dance'"},
             {R"({"event":"pause","target":"x"})", "there is no member 'target' here"},
             {R"({"event":"network"})", "'online' is missing"},
             {R"({"event":"network","online":1})", "'online' must be true or false"},
             {R"({"event":"network","online":true,"metered":"no"})",
              "'metered' must be true or false"},
             {R"({"event":"wait"})", "'ms' is missing"},
             {R"({"event":"wait","ms":-1})", "'ms' must be a whole number from 0 to 86400000"},
             {R"({"event":"wait","ms":1.5})", "'ms' must be a whole number from 0 to 86400000"},
             {R"({"event":"retry_failed","target":["x"]})", "'target' must be a text"},
             {R"({"event":"sync_now","item":"x"})", "'item' must be an object"}})
        expect_refused(bad);
}

BadLine with(std::string const& members, std::string message)
{
    return {
        R"({"event":"progress","user":"a","item":{"kind":"movie","title":"x","duration_ms":100})" +
            members + "}",
        std::move(message)};
}

TEST(EventLineTest, whatIsWrongWithAPlaybackIsNamed)
{
    std::string const whole = "a whole number from 0 to 31536000000";
    std::string const time =
        R"('at' must be a time like "2026-08-01T20:15:00Z", or Unix milliseconds)";
    for (BadLine const& bad : std::initializer_list<BadLine>{
             {R"({"event":"stop"})", "'user' is missing"},
             {R"({"event":"stop","user":""})", "'user' is missing"},
             {R"({"event":"stop","user":null})", "'user' must be a text"},
             {R"({"event":"stop","user":"a\u0000b"})", "'user' must not hold the character U+0000"},
             {R"({"event":"stop","user":"a"})", "'item' is missing"},
             with(R"(,"position_ms":101)", "'position_ms' 101 lies past the duration, 100"),
             with(R"(,"position_ms":-1)", "'position_ms' must be " + whole),
             with(R"(,"position_ms":"1")", "'position_ms' must be " + whole),
             with(R"(,"position_ms":18446744073709551615)", "'position_ms' must be " + whole),
             with(R"(,"session":-7)",
                  "'session' must be a whole number from 0 to 9223372036854775807"),
             with(R"(,"at":"yesterday")", time),
             with(R"(,"at":true)", time),
             with(R"(,"at":1785615300)", "'at' lies before 1973: is it in milliseconds?"),
             with(R"(,"positon_ms":1)", "there is no member 'positon_ms' here")})
        expect_refused(bad);
}

BadLine with_item(std::string const& item, std::string message)
{
    return {R"({"event":"stop","user":"a","item":)" + item + "}", std::move(message)};
}

TEST(EventLineTest, whatIsWrongWithAnItemIsNamed)
{
    std::string const kinds = "'item.kind' must be movie, episode, track or video";
    for (BadLine const& bad : std::initializer_list<BadLine>{
             with_item("[]", "'item' must be an object"), with_item("{}", kinds),
             with_item(R"({"kind":"song"})", kinds),
             with_item(R"({"kind":7})", "'item.kind' must be a text"),
             with_item(R"({"kind":"movie"})", "'item' needs a title, a host_key or one of ids"),
             with_item(R"({"kind":"movie","ids":{}})",
                       "'item' needs a title, a host_key or one of ids"),
             with_item(R"({"kind":"movie","ids":[]})",
                       R"('item.ids' must be an object like {"imdb": "tt0113277"})"),
             with_item(R"({"kind":"movie","ids":{"tmdb":949}})", "'item.ids.tmdb' must be a text"),
             with_item(R"({"kind":"movie","ids":{"tmdb":""}})",
                       "'item.ids.tmdb' must not be empty"),
             with_item(R"({"kind":"movie","ids":{"":"1"}})", "'item.ids.' must not be empty"),
             with_item(R"({"kind":"movie","title":"x","year":"1995"})",
                       "'item.year' must be a whole number from 0 to 9999"),
             with_item(R"({"kind":"movie","title":"x","season":-1})",
                       "'item.season' must be a whole number from 0 to 100000"),
             with_item(R"({"kind":"movie","titel":"x"})", "there is no member 'item.titel' here")})
        expect_refused(bad);
}

std::string with_episodes(std::string const& members)
{
    return R"({"event":"watched","user":"a","item":{"title":"x",)" + members + "}}";
}

TEST(EventLineTest, aFileMayHoldSeveralEpisodes)
{
    std::vector<playsync_id> ids;
    auto const line =
        playback(with_episodes(R"("kind":"episode","season":2,"episode":1,"episode_end":32)"));
    EXPECT_EQ(native(line.item, ids).episode_end, 32);
    auto const one = playback(with_episodes(R"("kind":"episode","season":2,"episode":1)"));
    EXPECT_EQ(native(one.item, ids).episode_end, -1);
    auto const same = playback(with_episodes(R"("kind":"episode","episode":1,"episode_end":1)"));
    EXPECT_EQ(native(same.item, ids).episode_end, 1);
}

TEST(EventLineTest, episodesThatNoFileHoldsAreRefused)
{
    constexpr char const* needs = "'item.episode_end' needs the kind episode and 'item.episode'";
    constexpr char const* range = "'item.episode_end' must be from 'item.episode' to 31 above it";
    auto const with = [](char const* members, char const* message) {
        return BadLine{with_episodes(members), message};
    };
    for (auto const& bad : {with(R"("kind":"episode","episode":1,"episode_end":33)", range),
                            with(R"("kind":"episode","episode":2,"episode_end":1)", range),
                            with(R"("kind":"episode","episode_end":2)", needs),
                            with(R"("kind":"movie","episode":1,"episode_end":2)", needs)})
        expect_refused(bad);
}

TEST(EventLineTest, artistsAreAnArrayToo)
{
    auto const line = playback(R"({"event":"watched","user":"a","item":{"kind":"track","title":"x",
        "ids":{"mbid_artist":["1","2"],"mbid":"3"}}})");
    ASSERT_EQ(line.item.ids.size(), 2u);
    EXPECT_EQ(line.item.ids[0].second, "1;2");
    EXPECT_EQ(line.item.ids[1].second, "3");
    for (BadLine const& bad :
         std::initializer_list<BadLine>{with_item(R"({"kind":"track","ids":{"mbid_artist":[1]}})",
                                                  "'item.ids.mbid_artist' must be a text"),
                                        with_item(R"({"kind":"track","ids":{"mbid_artist":[]}})",
                                                  "'item.ids.mbid_artist' must not be empty"),
                                        with_item(R"({"kind":"track","ids":{"mbid":["3"]}})",
                                                  "'item.ids.mbid' must be a text")})
        expect_refused(bad);
}

TEST(EventLineTest, depthIsBounded)
{
    std::string deep(100'000, '[');
    EXPECT_THROW(parse_event_line(deep), std::invalid_argument);
}

} // namespace
} // namespace playsync::standalone
