// SPDX-License-Identifier: MIT
// Each row of API.md's table.
#include "tests/unit/web/site_fixture.hpp"

namespace playsync::web {
namespace {

class ApiTest : public test::SiteFixture {
protected:
    void expect_seq(Response const& response)
    {
        EXPECT_EQ(header(response, "Playsync-Seq"),
                  feed.epoch() + "." + std::to_string(feed.seq()));
    }
};

TEST_F(ApiTest, aCodeOpensASession)
{
    auto const made = post("/api/v1/session/code");
    EXPECT_EQ(made.status, 201u);
    EXPECT_EQ(json(made).at("expires").as_string(), "2026-08-01T12:10:00.000Z");
    expect_seq(made);
    auto const one_time = std::string{json(made).at("code").as_string()};
    auto const opened = sign_in(R"({"code": ")" + one_time + "\"}");
    EXPECT_EQ(opened.status, 201u);
    EXPECT_EQ(json(opened).at("scope").as_string(), "admin");
    EXPECT_EQ(json(opened).at("expires").as_string(), "2026-08-02T00:00:00.000Z");
    expect_seq(opened);
    token = json(opened).at("token").as_string().c_str();
    EXPECT_EQ(get("/api/v1/status").status, 200u);
    auto const again = sign_in(R"({"code": ")" + one_time + "\"}");
    EXPECT_EQ(again.status, 401u);
    EXPECT_EQ(code(again), "unauthorised");
}

TEST_F(ApiTest, theSessionShowsItselfAndEnds)
{
    EXPECT_TRUE(json(get("/api/v1/session")).at("expires").is_null());
    auto const open = [this] {
        return std::string{json(sign_in(R"({"token": ")" + token + "\"}")).at("token").as_string()};
    };
    open();
    token = open();
    auto const shown = get("/api/v1/session");
    EXPECT_EQ(shown.body, R"({"scope":"admin","expires":"2026-08-02T00:00:00.000Z","others":1})");
    auto const closed = get("/api/v1/session", "DELETE");
    EXPECT_EQ(closed.status, 204u);
    EXPECT_EQ(closed.body, "");
    expect_seq(closed);
    EXPECT_EQ(get("/api/v1/session").status, 401u);
}

TEST_F(ApiTest, othersOrAllAreSignedOut)
{
    auto const master = token;
    auto const open = [&] {
        return std::string{
            json(sign_in(R"({"token": ")" + master + "\"}")).at("token").as_string()};
    };
    auto const is_in = [this](std::string const& whose) {
        token = whose;
        return get("/api/v1/session").status == 200;
    };
    auto const one = open();
    auto const two = open();
    token = two;
    for (std::string const query : {"?everybody", "?others=1", "?others&all", "?all&all"})
        EXPECT_EQ(get("/api/v1/session" + query, "DELETE").status, 400u) << query;
    EXPECT_TRUE(is_in(one));
    token = two;
    EXPECT_EQ(get("/api/v1/session?others", "DELETE").status, 204u);
    EXPECT_FALSE(is_in(one));
    EXPECT_TRUE(is_in(two));
    auto const three = open();
    token = two;
    EXPECT_EQ(get("/api/v1/session?all", "DELETE").status, 204u);
    EXPECT_FALSE(is_in(two));
    EXPECT_FALSE(is_in(three));
    auto const four = open();
    EXPECT_TRUE(is_in(master));
    EXPECT_EQ(get("/api/v1/session?others", "DELETE").status, 204u);
    EXPECT_FALSE(is_in(four));
    EXPECT_TRUE(is_in(master));
}

TEST_F(ApiTest, signingInIsStrictAboutItsBody)
{
    for (std::string const body :
         {"", "{}", "[]", R"({"code": 7})", R"({"code": "a", "token": "b"})", R"({"x": "a"})",
          R"({"token": null})", R"({"token": "a"} x)", R"({"token": "a", "token": "b"})"}) {
        auto const response = sign_in(body);
        EXPECT_EQ(response.status, 400u) << body;
        EXPECT_EQ(code(response), "bad_request");
    }
}

TEST_F(ApiTest, theEleventhMissIsSlowedDownButNotTheRightToken)
{
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(sign_in(R"({"code": "wrong"})").status, 401u);
    auto const slowed = sign_in(R"({"token": "wrong"})");
    EXPECT_EQ(slowed.status, 429u);
    EXPECT_EQ(code(slowed), "too_many");
    EXPECT_EQ(header(slowed, "Retry-After"), "60");
    EXPECT_EQ(raw("GET", "/api/v1/status", {{"Authorization", "Bearer x"}}).status, 429u);
    EXPECT_EQ(get("/api/v1/status").status, 200u);
    EXPECT_EQ(sign_in(R"({"token": ")" + token + "\"}").status, 201u);
    control.time += 60'000;
    EXPECT_EQ(sign_in(R"({"token": "wrong"})").status, 401u);
}

TEST_F(ApiTest, noSecretIsLoggedOrEchoed)
{
    std::string const marked = "MARKED-SECRET";
    std::string told;
    told += sign_in(R"({"code": ")" + marked + "\"}").body;
    told += sign_in(R"({"token": ")" + marked + "\"}").body;
    told += raw("GET", "/api/v1/status", {{"Authorization", "Bearer " + marked}}).body;
    sign_in(R"({"token": ")" + token + "\"}");
    EXPECT_GE(lines.size(), 4u);
    for (auto const& line : lines)
        told += line;
    EXPECT_EQ(told.find(marked), std::string::npos);
    EXPECT_EQ(told.find(token), std::string::npos);
}

TEST_F(ApiTest, theStatusIsShown)
{
    auto const response = get("/api/v1/status");
    EXPECT_EQ(response.status, 200u);
    EXPECT_EQ(header(response, "Content-Type"), "application/json");
    EXPECT_EQ(header(response, "Playsync-Seq"), "");
    EXPECT_EQ(json(response).at("epoch").as_string(), feed.epoch());
    EXPECT_EQ(json(response).at("targets").as_array().size(), 1u);
}

TEST_F(ApiTest, targetsAreShown)
{
    EXPECT_EQ(json(get("/api/v1/targets")).at("items").as_array().size(), 1u);
    EXPECT_EQ(json(get("/api/v1/targets/home")).at("id").as_string(), "home");
    EXPECT_EQ(json(get("/api/v1/targets/h%6fme")).at("id").as_string(), "home");
    EXPECT_EQ(code(get("/api/v1/targets/away")), "not_found");
}

TEST_F(ApiTest, commandsReachTheEngine)
{
    for (std::string const verb : {"pause", "resume", "sync"}) {
        auto const one = post("/api/v1/targets/home/" + verb);
        EXPECT_EQ(one.status, 202u);
        EXPECT_EQ(json(one).at("id").as_string(), "home");
        expect_seq(one);
        auto const all = post("/api/v1/" + verb);
        EXPECT_EQ(all.status, 202u);
        EXPECT_TRUE(json(all).contains("totals"));
        expect_seq(all);
        EXPECT_EQ(post("/api/v1/targets/away/" + verb).status, 404u);
        EXPECT_EQ(post("/api/v1/targets//" + verb).status, 404u);
        EXPECT_EQ(post("/api/v1/" + verb, R"({"target": "home"})").status, 400u);
        EXPECT_EQ(post("/api/v1/targets/home/" + verb, "").status, 400u);
    }
    EXPECT_EQ(control.asked, (std::vector<std::string>{"pause home", "pause ", "resume home",
                                                       "resume ", "sync home", "sync "}));
}

TEST_F(ApiTest, theQueueIsLookedAtAndTheConfigurationRead)
{
    auto const looked = post("/api/v1/process_queue");
    EXPECT_EQ(looked.status, 202u);
    EXPECT_TRUE(json(looked).contains("totals"));
    EXPECT_EQ(post("/api/v1/reload_config").body, R"({"errors":[]})");
    control.config_errors = {"playsync.toml:1:1: \"what\"", "and more"};
    auto const errors = json(post("/api/v1/reload_config")).at("errors").as_array();
    ASSERT_EQ(errors.size(), 2u);
    EXPECT_EQ(errors[0].as_string(), control.config_errors[0]);
    EXPECT_EQ(post("/api/v1/reload_config", R"({"a": 1})").status, 400u);
    EXPECT_EQ(control.asked, (std::vector<std::string>{"process queue", "reload", "reload"}));
}

} // namespace
} // namespace playsync::web
