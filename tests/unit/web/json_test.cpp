// SPDX-License-Identifier: MIT
#include "web/json.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <limits>

#include "tests/support/fake_control.hpp"

namespace playsync::web {
namespace {

using test::noon;

Card full_card()
{
    auto card = test::some_card("home");
    card.state = "waiting";
    card.why = {"unreachable", noon + 12'000, "connection refused", {}};
    card.counts.pending = 45;
    card.counts.synced = 1203;
    card.counts.failed = 1;
    card.counts.superseded = 310;
    card.syncing = 3;
    card.run = RunView{7, 95, 12, 40, 0, 55, 31.5, 2, noon - 8000};
    card.oldest_pending = noon - 1000;
    card.last_success = noon - 500;
    card.last_error = TargetError{noon, {ErrorClass::unreachable, 0, "connection refused"}};
    card.paused_by = "page";
    card.throughput = {100, 1, 1100, 12, noon + 4000};
    card.conflicts = {1, 2, 0, {{noon, "Heat", "theirs", "Heat: theirs stands"}}};
    card.login = LoginView{"waiting",      "", "", {}, "", "https://trakt.tv/activate", "A1B2C3D4",
                           noon + 600'000, 5};
    return card;
}

TEST(JsonTest, aFullCardIsAsWritten)
{
    std::string out;
    append_card(out, full_card());
    EXPECT_EQ(
        out, R"({"id":"home","service":"webhook","address":"https://home.example/hook",)"
             R"("state":"waiting","since":"2026-08-01T12:00:00.000Z",)"
             R"("why":{"code":"unreachable","until":"2026-08-01T12:00:12.000Z",)"
             R"("detail":"connection refused"},)"
             R"("counts":{"pending":42,"syncing":3,"synced":1203,"failed":1,"superseded":310},)"
             R"("run":{"id":7,"total":95,"added":12,"done":40,"failed":0,"left":55,"rate":31.5,)"
             R"("eta_s":2,"started":"2026-08-01T11:59:52.000Z"},)"
             R"("oldest_pending":"2026-08-01T11:59:59.000Z",)"
             R"("last_success":"2026-08-01T11:59:59.500Z",)"
             R"("last_error":{"at":"2026-08-01T12:00:00.000Z","class":"unreachable","status":null,)"
             R"("message":"connection refused"},"paused_by":"page",)"
             R"("throughput":{"batch":100,"pace":{"requests":1,"per_ms":1100},)"
             R"("limit":{"left":12,"resets":"2026-08-01T12:00:04.000Z"}},)"
             R"("conflicts":{"counts":{"ours":1,"theirs":2,"both":0},"last":[)"
             R"({"at":"2026-08-01T12:00:00.000Z","item":"Heat","verdict":"theirs",)"
             R"("sentence":"Heat: theirs stands"}]},)"
             R"("login":{"state":"waiting","verify_url":"https://trakt.tv/activate",)"
             R"("user_code":"A1B2C3D4","expires":"2026-08-01T12:10:00.000Z","interval_s":5}})");
}

TEST(JsonTest, whatACardLacksIsNull)
{
    std::string out;
    append_card(out, test::some_card("home"));
    auto const card = boost::json::parse(out).as_object();
    for (auto const key :
         {"run", "oldest_pending", "last_success", "last_error", "paused_by", "login"})
        EXPECT_TRUE(card.at(key).is_null()) << key;
    EXPECT_TRUE(card.at("conflicts").at("last").as_array().empty());
    EXPECT_FALSE(card.at("why").as_object().contains("until"));
    EXPECT_FALSE(card.at("why").as_object().contains("detail"));
}

TEST(JsonTest, aRateIsAlwaysANumber)
{
    for (double const rate : {0.0, 1e300, -1.0, 1.0 / 3, std::numeric_limits<double>::quiet_NaN(),
                              std::numeric_limits<double>::infinity()}) {
        RunView run;
        run.rate = rate;
        std::string out;
        append_run(out, run);
        EXPECT_GE(boost::json::parse(out).at("rate").to_number<double>(), 0.0) << out;
        EXPECT_FALSE(boost::json::parse(out).as_object().contains("eta_s"));
    }
}

TEST(JsonTest, aChangeHasItsStoredBodySplicedIn)
{
    auto view = test::change_view(*Ulid::parse("01J4QZ5W8E9K3T6V2B7N1M0C4D"), State::failed);
    auto& standing = view.entry.standing;
    standing.attempts = 5;
    standing.last_attempt_at = noon + 60'000;
    standing.error = {ErrorClass::rejected, 422, "no such \"movie\""};
    view.why = {"rejected", {}, "no such \"movie\"", {{"n", 3}}};
    standing.next_attempt_at = noon + 60'210;
    std::string out;
    append_change(out, view);
    EXPECT_EQ(
        out,
        R"({"id":"01J4QZ5W8E9K3T6V2B7N1M0C4D","target":"home","user":"alice",)"
        R"("verb":"watched","item":{"kind":"movie","title":"Heat"},)"
        R"("occurred_at":"2026-08-01T12:00:00.000Z","taken_at":"2024-08-08T03:05:36.270Z",)"
        R"("state":"failed","attempts":5,)"
        R"("next_attempt_at":null,"last_attempt_at":"2026-08-01T12:01:00.000Z",)"
        R"("settled_at":"2026-08-01T12:01:00.210Z","last_error":{"class":"rejected","status":422,"message":"no such \"movie\""},)"
        R"("why":{"code":"rejected","detail":"no such \"movie\"","params":{"n":3}}})");
}

TEST(JsonTest, aPendingChangeHasItsNextTry)
{
    auto view = test::change_view(Ulid{});
    view.entry.standing.next_attempt_at = noon;
    view.why.until = noon;
    std::string out;
    append_change(out, view);
    auto const change = boost::json::parse(out).as_object();
    EXPECT_EQ(change.at("next_attempt_at").as_string(), "2026-08-01T12:00:00.000Z");
    EXPECT_TRUE(change.at("last_attempt_at").is_null());
    EXPECT_TRUE(change.at("last_error").is_null());
}

TEST(JsonTest, aBodyThatIsDamagedIsLeftOut)
{
    auto view = test::change_view(Ulid{});
    for (auto const body : {"", "{", "{}", "\"a", "null"}) {
        view.entry.body = body;
        std::string out;
        append_change(out, view);
        EXPECT_EQ(boost::json::parse(out).at("state").as_string(), "pending") << body;
    }
}

TEST(JsonTest, theStatusSumsItsCards)
{
    Status status;
    status.now = noon;
    status.version = "0.1.0";
    status.host_name = "playsync-host";
    status.host_version = "1";
    status.store_bytes = 4096;
    status.store_limit = 65536;
    status.paused_by = "host";
    status.refusing = "the disk is full";
    status.refused_events = 9;
    status.unknown_users = {"bob", "eve"};
    status.cards = {full_card(), full_card()};
    std::string out;
    append_status(out, status, "9f2c41d07a6be350", 1042);
    auto const shown = boost::json::parse(out).as_object();
    EXPECT_EQ(shown.at("epoch").as_string(), "9f2c41d07a6be350");
    EXPECT_EQ(shown.at("seq").as_int64(), 1042);
    EXPECT_EQ(boost::json::serialize(shown.at("host")),
              R"({"name":"playsync-host","version":"1"})");
    EXPECT_EQ(boost::json::serialize(shown.at("network")), R"({"online":true,"metered":false})");
    EXPECT_EQ(boost::json::serialize(shown.at("paused")), R"({"by":"host"})");
    EXPECT_EQ(boost::json::serialize(shown.at("store")),
              R"({"bytes":4096,"limit":65536,"refusing":"the disk is full"})");
    EXPECT_EQ(
        boost::json::serialize(shown.at("totals")),
        R"({"pending":84,"syncing":6,"synced":2406,"failed":2,"superseded":620,"refused":9})");
    EXPECT_EQ(boost::json::serialize(shown.at("unknown_users")), R"(["bob","eve"])");
    EXPECT_EQ(shown.at("targets").as_array().size(), 2u);
}

TEST(JsonTest, anEmptyStatusIsStillOne)
{
    std::string out;
    append_status(out, Status{}, "0", 0);
    auto const shown = boost::json::parse(out).as_object();
    EXPECT_TRUE(shown.at("paused").is_null());
    EXPECT_TRUE(shown.at("store").at("refusing").is_null());
    EXPECT_TRUE(shown.at("targets").as_array().empty());
    EXPECT_EQ(change_list_json({}), R"({"items":[]})");
}

} // namespace
} // namespace playsync::web
