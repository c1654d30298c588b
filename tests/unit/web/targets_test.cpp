// SPDX-License-Identifier: MIT
// A target's settings over the API: what is shown, under which condition it is written, and what
// is answered when something is wrong.
#include "site_fixture.hpp"

namespace playsync::web {
namespace {

class TargetsTest : public test::SiteFixture {
protected:
    TargetsTest()
    {
        auto& home = setups.known["home"];
        home.settings = {{"type", "webhook"},
                         {"batch", std::int64_t{100}},
                         {"users", std::vector<std::string>{"alice", "bo\"b"}},
                         {"live", true}};
        home.secrets = {{"secret", true}, {"token", false}};
        home.version = "v1";
    }
    Response put(std::string_view id, std::vector<Field> conditions,
                 std::string_view body = R"({"type":"webhook"})")
    {
        conditions.push_back({"Authorization", bearer()});
        conditions.push_back({"Content-Type", "application/json"});
        return raw("PUT", "/api/v1/targets/" + std::string{id}, conditions, body);
    }
    Response remove(std::string_view target, std::vector<Field> conditions)
    {
        conditions.push_back({"Authorization", bearer()});
        return raw("DELETE", "/api/v1/targets/" + std::string{target}, conditions);
    }
    void put_changes(State state)
    {
        changes.known.clear();
        Ulid const id{{1}};
        changes.known[id] = test::change_view(id, state);
    }
};

TEST_F(TargetsTest, showsTheCardAndTheSettingsButNoSecret)
{
    auto const response = get("/api/v1/targets/home");
    EXPECT_EQ(response.status, 200u);
    EXPECT_EQ(header(response, "ETag"), "\"v1\"");
    auto const body = json(response);
    EXPECT_EQ(body.at("service").as_string(), "webhook");
    EXPECT_EQ(body.at("managed_by").as_string(), "page");
    EXPECT_EQ(boost::json::serialize(body.at("settings")),
              R"({"batch":100,"live":true,"type":"webhook","users":["alice","bo\"b"]})");
    EXPECT_EQ(boost::json::serialize(body.at("secrets")), R"({"secret":true,"token":false})");
    EXPECT_EQ(get("/api/v1/targets/nobody").status, 404u);
}

TEST_F(TargetsTest, aFileThatIsNotInForceIsShownWithWhatIsWrong)
{
    setups.known["broken"].errors = {"targets.d/broken.toml:1:1: no"};
    auto const body = json(get("/api/v1/targets/broken"));
    EXPECT_EQ(body.at("id").as_string(), "broken");
    EXPECT_FALSE(body.contains("state"));
    EXPECT_EQ(body.at("errors").at(0).as_string(), "targets.d/broken.toml:1:1: no");
}

struct Condition {
    char const* name;
    std::vector<Field> fields;
    char const* target;
    unsigned status;
    char const* code; // of the problem; empty: none
};

TEST_F(TargetsTest, isWrittenOnlyUnderItsCondition)
{
    for (auto const& [name, fields, target, status, wrong] :
         {Condition{"none", {}, "home", 428, "condition_missing"},
          Condition{"old", {{"If-Match", "\"v0\""}}, "home", 412, "changed"},
          Condition{"none there", {{"If-Match", "\"v1\""}}, "work", 404, "not_found"},
          Condition{"taken", {{"If-None-Match", "*"}}, "home", 409, "exists"},
          Condition{"name", {{"If-None-Match", "*"}}, "..%2Fhome", 400, "bad_request"},
          Condition{"new", {{"If-None-Match", "*"}}, "work", 201, ""},
          Condition{"seen", {{"If-Match", "\"v1\""}}, "home", 200, ""}}) {
        setups.asked.clear();
        auto const response = put(target, fields);
        EXPECT_EQ(response.status, status) << name << response.body;
        EXPECT_EQ(setups.asked.size(), *wrong ? 0u : 1u) << name;
        if (*wrong) {
            EXPECT_EQ(code(response), wrong) << name;
        }
    }
    EXPECT_EQ(header(put("home", {{"If-Match", "\"v1+\""}}), "ETag"), "\"v1++\"");
}

TEST_F(TargetsTest, everyKindOfValueArrives)
{
    put("work", {{"If-None-Match", "*"}},
        R"({"a":"x","n":5,"r":0.5,"f":false,"l":["p","q"],"e":[],"gone":null})");
    Given const expected{{"a", "x"},
                         {"n", std::int64_t{5}},
                         {"r", 0.5},
                         {"f", false},
                         {"l", std::vector<std::string>{"p", "q"}},
                         {"e", std::vector<std::string>{}},
                         {"gone", std::nullopt}};
    EXPECT_EQ(setups.given, expected);
    EXPECT_EQ(put("work", {{"If-Match", "*"}}, R"({"a":{"b":1}})").status, 400u);
    EXPECT_EQ(put("work", {{"If-Match", "*"}}, R"({"a":[1]})").status, 400u);
}

TEST_F(TargetsTest, eachFaultPointsAtItsKey)
{
    setups.faults = {{"url", "invalid", "'url' must begin with http"},
                     {"a/b~", "unknown", "unknown key"},
                     {"", "invalid", "not TOML"}};
    auto const response = put("work", {{"If-None-Match", "*"}});
    EXPECT_EQ(response.status, 400u);
    EXPECT_EQ(code(response), "invalid");
    EXPECT_EQ(boost::json::serialize(json(response).at("errors")),
              R"([{"pointer":"/url","code":"invalid","detail":"'url' must begin with http"},)"
              R"({"pointer":"/a~1b~0","code":"unknown","detail":"unknown key"},)"
              R"({"pointer":"","code":"invalid","detail":"not TOML"}])");
    EXPECT_EQ(json(response).at("detail").as_string(), "'url' must begin with http");
}

TEST_F(TargetsTest, aDiskThatTakesNothingIsSaid)
{
    setups.fails = true;
    auto const response = put("work", {{"If-None-Match", "*"}});
    EXPECT_EQ(response.status, 503u);
    EXPECT_EQ(json(response).at("detail").as_string(), "targets.d: no space left");
    EXPECT_EQ(code(remove("home?changes=keep", {{"If-Match", "*"}})), "not_writable");
}

TEST_F(TargetsTest, isRemovedUnderItsConditionAndWithAChoice)
{
    EXPECT_EQ(remove("home", {}).status, 428u);
    EXPECT_EQ(remove("home", {{"If-Match", "\"v0\""}}).status, 412u);
    EXPECT_EQ(remove("work", {{"If-Match", "*"}}).status, 404u);
    EXPECT_EQ(remove("home?changes=both", {{"If-Match", "*"}}).status, 400u);
    EXPECT_EQ(remove("home?what=1", {{"If-Match", "*"}}).status, 400u);
    put_changes(State::failed);
    EXPECT_EQ(code(remove("home", {{"If-Match", "\"v1\""}})), "changes_wait");
    EXPECT_TRUE(setups.asked.empty());
    auto const response = remove("home?changes=keep", {{"If-Match", "\"v1\""}});
    EXPECT_EQ(response.body, R"({"discarded":0})");
    EXPECT_TRUE(changes.orders.empty());
    EXPECT_TRUE(control.asked.empty());
    EXPECT_EQ(setups.asked.back(), "remove home");
}

TEST_F(TargetsTest, withNothingOpenNoChoiceIsNeeded)
{
    EXPECT_EQ(remove("home", {{"If-Match", "\"v1\""}}).status, 200u);
}

TEST_F(TargetsTest, itsChangesAreDiscardedWhenToldSo)
{
    put_changes(State::pending);
    changes.result.done = 3;
    auto const response = remove("home?changes=discard", {{"If-Match", "\"v1\""}});
    EXPECT_EQ(response.body, R"({"discarded":6})");
    EXPECT_EQ(control.asked, std::vector<std::string>{"disown home"});
    ASSERT_EQ(changes.orders.size(), 2u);
    for (auto const& order : changes.orders) {
        EXPECT_EQ(order.deed, Deed::discard);
        EXPECT_EQ(order.filter->target, "home");
    }
    EXPECT_EQ(changes.orders[0].filter->state, State::pending);
    EXPECT_EQ(changes.orders[1].filter->state, State::failed);
}

} // namespace
} // namespace playsync::web
