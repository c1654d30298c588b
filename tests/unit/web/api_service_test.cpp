// SPDX-License-Identifier: MIT
// What a person asks of a target's service.
#include "tests/unit/web/site_fixture.hpp"

namespace playsync::web {
namespace {

using Refusal = Control::Refusal;

class ApiServiceTest : public test::SiteFixture {};

TEST_F(ApiServiceTest, aTestShowsEachStep)
{
    control.tested.steps = {{"name", true, 3, ""}, {"connect", false, 12, "connection refused"}};
    auto const response = post("/api/v1/targets/home/test");
    EXPECT_EQ(response.status, 200u);
    EXPECT_EQ(response.body,
              R"({"ok":false,"steps":[{"name":"name","ok":true,"ms":3,"detail":""},)"
              R"({"name":"connect","ok":false,"ms":12,"detail":"connection refused"}]})");
    control.tested.steps.pop_back();
    EXPECT_TRUE(json(post("/api/v1/targets/home/test")).at("ok").as_bool());
}

TEST_F(ApiServiceTest, aTestASecondIsEnough)
{
    control.tested.refusal = Refusal::too_soon;
    auto const response = post("/api/v1/targets/home/test");
    EXPECT_EQ(response.status, 429u);
    EXPECT_EQ(header(response, "Retry-After"), "1");
}

TEST_F(ApiServiceTest, aLogInThatWaitsShowsItsCode)
{
    auto& login = control.logged_in.login;
    login.state = "waiting";
    login.verify_url = "https://trakt.tv/activate";
    login.user_code = "A1B2C3D4";
    login.expires = test::noon;
    login.interval_s = 5;
    auto const response = post("/api/v1/targets/home/login");
    EXPECT_EQ(response.status, 202u);
    EXPECT_EQ(response.body,
              R"({"state":"waiting","verify_url":"https://trakt.tv/activate",)"
              R"("user_code":"A1B2C3D4","expires":"2026-08-01T12:00:00.000Z","interval_s":5})");
    EXPECT_EQ(control.asked.back(), "log in  to home");
}

TEST_F(ApiServiceTest, aPasswordLogsInAtOnceAndIsNeverRepeated)
{
    control.logged_in.login.state = "in";
    control.logged_in.login.user = "alice";
    auto const response =
        post("/api/v1/targets/home/login", R"({"user":"alice","password":"sesame"})");
    EXPECT_EQ(response.status, 200u);
    EXPECT_EQ(response.body, R"({"state":"in","user":"alice"})");
    EXPECT_EQ(control.asked.back(), "log in alice to home");
    for (auto const& line : lines)
        EXPECT_EQ(line.find("sesame"), std::string::npos);
}

TEST_F(ApiServiceTest, whatIsGivenMustBeTextsThatGoTogether)
{
    for (char const* const body : {R"({"user":7})", R"({"token":null})", R"({"pin":"1"})",
                                   R"({"token":"a","user":"b"})", "[]"})
        EXPECT_EQ(post("/api/v1/targets/home/login", body).status, 400u) << body;
}

struct Refused {
    Refusal refusal;
    unsigned status;
    char const* code;
};

TEST_F(ApiServiceTest, refusalsHaveTheirCodes)
{
    for (auto const& row : {Refused{Refusal::needs_none, 409, "no_login"},
                            Refused{Refusal::running, 409, "login_running"},
                            Refused{Refusal::failed, 502, "service_refused"}}) {
        control.logged_in.refusal = row.refusal;
        control.logged_in.detail = "invalid_client";
        auto const response = post("/api/v1/targets/home/login");
        EXPECT_EQ(response.status, row.status);
        EXPECT_EQ(code(response), row.code);
    }
    EXPECT_EQ(json(post("/api/v1/targets/home/login")).at("detail").as_string(), "invalid_client");
}

TEST_F(ApiServiceTest, aLogInIsEndedAndALogOutIsSilent)
{
    EXPECT_EQ(get("/api/v1/targets/home/login", "DELETE").status, 204u);
    EXPECT_EQ(control.asked.back(), "cancel log-in to home");
    auto const response = post("/api/v1/targets/home/logout");
    EXPECT_EQ(response.status, 204u);
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(control.asked.back(), "log out of home");
}

TEST_F(ApiServiceTest, noTargetIsNotFound)
{
    for (char const* const path : {"test", "login", "logout"})
        EXPECT_EQ(post("/api/v1/targets/nowhere/" + std::string{path}).status, 404u) << path;
    EXPECT_EQ(get("/api/v1/targets/nowhere/login", "DELETE").status, 404u);
}

TEST_F(ApiServiceTest, newsOfALogInGoToEachPage)
{
    Feed::Client client{feed, 10, std::nullopt, [] {}};
    LoginView login;
    login.state = "denied";
    login.detail = "access_denied";
    feed.login_progress("home", login);
    auto const frame = client.outbox().next(steady);
    ASSERT_TRUE(frame);
    EXPECT_NE(frame->json.find(R"("type":"login_progress")"), std::string::npos) << frame->json;
    EXPECT_NE(
        frame->json.find(R"("target":"home","login":{"state":"denied","detail":"access_denied"})"),
        std::string::npos)
        << frame->json;
}

} // namespace
} // namespace playsync::web
