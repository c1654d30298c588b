// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/admin_text.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace playsync::standalone {
namespace {

namespace json = boost::json;

json::object object(std::string const& text)
{
    return json::parse(text).as_object();
}

std::string card(std::string const& id, std::string const& state, int pending,
                 std::string const& more = R"("run":null,"why":{"code":"idle"})")
{
    return R"({"id":")" + id + R"(","state":")" + state + R"(","counts":{"pending":)" +
           std::to_string(pending) + R"(,"syncing":1,"synced":12,"failed":0},)" + more + "}";
}

json::object status(std::string const& cards, std::string const& more = "")
{
    return object(R"({"store":{"refusing":null},"network":{"online":true},"paused":null,)" + more +
                  R"("targets":[)" + cards + "]}");
}

std::string first_line(json::object const& of)
{
    auto const text = status_text(of);
    return text.substr(0, text.find('\n'));
}

TEST(AdminTextTest, theWorstTruthComesFirst)
{
    EXPECT_EQ(first_line(status("")), "No target is set up");
    EXPECT_EQ(first_line(status(card("home", "up to date", -1))), "All synced");
    EXPECT_EQ(first_line(status(card("a", "syncing", 41) + "," + card("b", "waiting", 3))),
              "46 waiting");
    EXPECT_EQ(first_line(status(card("a", "waiting", 41) + "," + card("b", "needs log-in", 3))),
              "b: needs log-in");
    auto ill = status(card("b", "needs log-in", 3));
    ill["store"].as_object()["refusing"] = "The store takes nothing: no room";
    EXPECT_EQ(first_line(ill), "The store takes nothing: no room");
    auto away = status(card("a", "offline", 1));
    away["network"].as_object()["online"] = false;
    away["paused"] = {{"by", "page"}};
    EXPECT_EQ(first_line(away), "2 waiting, paused by the page, no network");
}

TEST(AdminTextTest, eachTargetHasItsLine)
{
    auto const text = status_text(status(
        card(
            "home", "unreachable", 4,
            R"("run":{"done":3,"failed":1,"total":9,"eta_s":5},)"
            R"("why":{"code":"unreachable","detail":"refused","until":"2026-08-01T12:00:00.000Z"})") +
        "," + card("trakt-of-alice", "up to date", -1)));
    EXPECT_EQ(text,
              "5 waiting\n"
              "  home            unreachable   waiting 5, synced 12, failed 0, 4 of 9, 5 s left"
              "  (refused; until 2026-08-01T12:00:00.000Z)\n"
              "  trakt-of-alice  up to date    waiting 0, synced 12, failed 0\n");
}

TEST(AdminTextTest, whatAnswersIsNotUnreachableAndAWrongAddressIsShown)
{
    auto const shown = [](std::string const& state, std::string const& code,
                          std::string const& detail) {
        return status_text(status(card("home", state, 1,
                                       R"("address":"http://home/x","run":null,"why":{"code":")" +
                                           code + R"(","detail":")" + detail + R"("})")));
    };
    EXPECT_EQ(shown("unreachable", "unreachable", "the server answered 500"),
              "2 waiting\n  home  failing       waiting 2, synced 12, failed 0"
              "  (http://home/x: the server answered 500)\n");
    EXPECT_EQ(shown("halted", "halted", "the server answered 404"),
              "home: halted\n  home  halted        waiting 2, synced 12, failed 0"
              "  (http://home/x: the server answered 404)\n");
    EXPECT_EQ(shown("waiting", "backoff", "the server answered 500"),
              "2 waiting\n  home  waiting       waiting 2, synced 12, failed 0"
              "  (the server answered 500)\n");
}

TEST(AdminTextTest, whatIsKeptAndNotSentIsSaid)
{
    auto const kept = [](std::string const& list) {
        auto const text = status_text(status("", R"("kept":[)" + list + "],"));
        return text.substr(text.find('\n') + 1);
    };
    EXPECT_EQ(kept(""), "");
    EXPECT_EQ(kept(R"({"user":"bob","watches":1})"), "  kept, not sent: 1 watch of bob\n");
    EXPECT_EQ(kept(R"({"user":"anna","watches":12},{"user":"b\u001bob","watches":3})"),
              "  kept, not sent: 12 watches of anna, 3 of b?ob\n");
    EXPECT_EQ(kept("7"), "");
    std::string many;
    for (int i = 0; i < 7; ++i)
        many += R"({"user":"u","watches":2},)";
    auto const shown = status_text(status("", R"("unsent":40,"kept":[)" + many + "7],"));
    EXPECT_TRUE(shown.ends_with(": 2 watches of u, 2 of u, 2 of u, 2 of u, 2 of u, 30 of others\n"))
        << shown;
}

TEST(AdminTextTest, eachWatchHasItsLine)
{
    auto const watch = [](std::string const& how, int targets, std::string const& back) {
        return R"({"name":"5-ab","watched_at":"2026-08-01T12:00:00.000Z","user":"bob",)"
               R"("item":{"title":"H\neat"},"how":")" +
               how + R"(","targets":)" + std::to_string(targets) + R"(,"taken_back":)" + back + "}";
    };
    std::string const begin = "5-ab  2026-08-01T12:00:00.000Z  bob  H?eat  ";
    EXPECT_EQ(watches_text(object(R"({"items":[)" + watch("position", 0, "false") + "," +
                                  watch("heard", 1, "true") + "," + watch("mark", 2, "false") +
                                  "," + watch("ended", 2, "false") + "," +
                                  watch("of a newer one", 2, "false") + R"(,7]})")),
              begin + "played nearly to the end, kept, not sent\n" + begin +
                  "enough of it was played, marked as not watched since, for 1 target\n" + begin +
                  "marked as watched, for 2 targets\n" + begin +
                  "played until it ended, for 2 targets\n" + begin +
                  "of a newer one, for 2 targets\n");
}

TEST(AdminTextTest, messagesKeepTheStatusUpToDate)
{
    json::object shown;
    auto const hear = [&](std::string const& text) { apply(shown, object(text)); };
    hear(R"({"type":"welcome","epoch":"e"})");
    EXPECT_TRUE(shown.empty());
    hear(R"({"type":"snapshot","status":)" + json::serialize(status(card("a", "waiting", 1))) +
         "}");
    hear(R"({"type":"target_state","card":)" + card("b", "syncing", 5) + "}");
    hear(R"({"type":"target_state","card":)" + card("a", "up to date", -1) + "}");
    EXPECT_EQ(first_line(shown), "6 waiting");
    hear(R"({"type":"sync_progress","target":"b","run":{"done":1,"failed":0,"total":6}})");
    EXPECT_NE(status_text(shown).find("1 of 6"), std::string::npos);
    hear(R"({"type":"sync_completed","target":"b"})");
    EXPECT_EQ(status_text(shown).find("1 of 6"), std::string::npos);
    hear(R"({"type":"target_removed","target":"b"})");
    hear(R"({"type":"network","online":false,"metered":false})");
    hear(R"({"type":"sync_paused","by":"page"})");
    EXPECT_EQ(first_line(shown), "All synced, paused by the page, no network");
    hear(R"({"type":"sync_resumed","by":"page"})");
    hear(R"({"type":"store","refusing":"no room"})");
    EXPECT_EQ(first_line(shown), "no room");
    hear(R"({"type":"of a newer playsync"})");
}

TEST(AdminTextTest, newsAreSentences)
{
    auto const line = [](std::string const& text) { return news_line(object(text)); };
    std::string const change =
        R"("change":{"target":"home","item":{"show":"Breaking Bad","title":"Ozymandias","season":5,)"
        R"("episode":14},"why":{"code":"rejected","detail":"no such episode"}})";
    EXPECT_EQ(line(R"({"type":"sync_failed","final":true,)" + change + "}"),
              "home: Breaking Bad - Ozymandias (S5E14) failed: no such episode");
    EXPECT_EQ(line(R"({"type":"item_synced","change":{"target":"home","item":{"title":"Heat"}}})"),
              "home: Heat synced");
    EXPECT_EQ(line(R"({"type":"items_changed","target":"home","count":70})"),
              "home: 70 changes settled");
    EXPECT_EQ(line(R"({"type":"sync_paused","by":"page"})"), "paused (page)");
    EXPECT_EQ(line(R"({"type":"network","online":false})"), "the network is gone");
    EXPECT_EQ(line(R"({"type":"sync_progress","target":"home"})"), "");
    EXPECT_EQ(line(R"({"type":"beat"})"), "");
}

TEST(AdminTextTest, nothingSteersTheTerminal)
{
    EXPECT_EQ(harmless("Amélie 日本 \xf0\x9f\x8e\xac"), "Amélie 日本 \xf0\x9f\x8e\xac");
    EXPECT_EQ(harmless("\x1b[2Jx\r\n\x07\x7f"), "?[2Jx????");
    EXPECT_EQ(harmless("a\u202eb\u2066c\u009bd"), "a?b?c?d");
    auto const line_of = [](std::string const& state, std::string const& why) {
        return changes_text(object(R"({"items":[{"id":"1","target":"t","user":"u","verb":"play",)"
                                   R"("item":{"title":"Roads"},"state":")" +
                                   state + R"(","why":)" + why + "}]}"));
    };
    EXPECT_EQ(line_of("synced", R"({"code":"synced"})"), "1  t  u  play  Roads  synced\n");
    EXPECT_EQ(line_of("pending", R"({"code":"needs_login","detail":"no"})"),
              "1  t  u  play  Roads  pending: needs login (no)\n");
    EXPECT_EQ(line_of("pending", R"({"code":"unreachable","detail":"the server answered 500"})"),
              "1  t  u  play  Roads  pending: its target fails (the server answered 500)\n");
    EXPECT_EQ(line_of("pending", R"({"code":"unreachable","detail":"connection refused"})"),
              "1  t  u  play  Roads  pending: unreachable (connection refused)\n");
    EXPECT_EQ(changes_text(
                  object(R"({"items":[{"id":"1","target":"t","user":"\u001b]","verb":"play",)"
                         R"("item":{"title":"a\nb"},"state":"failed","why":{"code":"spent"}}]})")),
              "1  t  ?]  play  a?b  failed: spent\n");
}

} // namespace
} // namespace playsync::standalone
