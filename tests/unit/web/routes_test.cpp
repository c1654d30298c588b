// SPDX-License-Identifier: MIT
#include "tests/unit/web/site_fixture.hpp"

namespace playsync::web {
namespace {

class RoutesTest : public test::SiteFixture {};

constexpr std::string_view api_paths[] = {
    "/api/v1/status",
    "/api/v1/targets",
    "/api/v1/changes",
    "/api/v1/targets/home",
    "/api/v1/session/code",
    "/api/v1/nonsense",
    "/api/v1/events",
    "/api/v1",
    "/api",
    "/api/",
    "/api/v2/status",
};

TEST_F(RoutesTest, everyApiPathAsksForATokenFirst)
{
    for (auto const path : api_paths)
        for (std::string_view const method : {"GET", "POST", "DELETE", "OPTIONS", "HEAD"}) {
            auto const response = raw(method, path, {});
            EXPECT_EQ(response.status, 401u) << method << ' ' << path;
            EXPECT_EQ(code(response), "unauthorised");
            EXPECT_EQ(header(response, "WWW-Authenticate"), "Bearer");
        }
    EXPECT_EQ(raw("GET", "/api/v1/session", {}).status, 401u);
}

TEST_F(RoutesTest, onlyABearerTokenInItsHeaderSignsIn)
{
    for (std::string const& value :
         {"Basic " + token, token, "Bearer" + token, std::string{"Bearer  x"},
          std::string{"Bearer "}, std::string{}})
        EXPECT_EQ(raw("GET", "/api/v1/status", {{"Authorization", value}}).status, 401u) << value;
    EXPECT_EQ(raw("GET", "/api/v1/status?token=" + token, {}).status, 401u);
    EXPECT_EQ(raw("GET", "/api/v1/status", {{"Cookie", "token=" + token}}).status, 401u);
    EXPECT_EQ(get("/api/v1/status").status, 200u);
}

TEST_F(RoutesTest, aForeignHostGetsNothing)
{
    for (std::string_view const path : {"/", "/healthz", "/api/v1/status", "/assets/a-1234.js"}) {
        auto const response = respond({"GET", path, 11, {{"Host", "evil"}}, {}});
        EXPECT_EQ(response.status, 421u);
        EXPECT_EQ(code(response), "misdirected");
        EXPECT_TRUE(response.close);
    }
}

TEST_F(RoutesTest, anotherSiteChangesNothing)
{
    for (auto const& foreign : std::vector<Field>{{"Origin", "http://evil"},
                                                  {"Origin", "null"},
                                                  {"Sec-Fetch-Site", "cross-site"},
                                                  {"Sec-Fetch-Site", "same-site"}}) {
        auto const response =
            raw("POST", "/api/v1/pause",
                {{"Authorization", bearer()}, {"Content-Type", "application/json"}, foreign}, "{}");
        EXPECT_EQ(response.status, 403u);
        EXPECT_EQ(code(response), "cross_origin");
    }
    EXPECT_TRUE(control.asked.empty());
    EXPECT_EQ(post("/api/v1/pause").status, 202u);
}

TEST_F(RoutesTest, unknownPathsAndMethodsAreNamedSo)
{
    EXPECT_EQ(get("/api/v1/nonsense").status, 404u);
    EXPECT_EQ(get("/api/v1/status/").status, 404u);
    EXPECT_EQ(get("/api").status, 404u);
    EXPECT_EQ(get("/api/v1/targets/%zz").status, 404u);
    auto const wrong = post("/api/v1/status");
    EXPECT_EQ(wrong.status, 405u);
    EXPECT_EQ(code(wrong), "method_not_allowed");
    EXPECT_EQ(header(wrong, "Allow"), "GET, HEAD");
    EXPECT_EQ(header(get("/api/v1/session", "PUT"), "Allow"), "POST, GET, HEAD, DELETE");
    EXPECT_EQ(header(get("/api/v1/pause"), "Allow"), "POST");
}

TEST_F(RoutesTest, optionsIsRefusedWithoutACorsHeader)
{
    for (std::string_view const path : {"/api/v1/status", "/", "/healthz"}) {
        auto const response = get(path, "OPTIONS");
        EXPECT_EQ(response.status, 405u);
        EXPECT_NE(header(response, "Allow"), "");
        for (auto const& [name, value] : response.fields)
            EXPECT_FALSE(name.starts_with("Access-Control")) << name;
    }
}

TEST_F(RoutesTest, headIsThereWhereverGetIs)
{
    for (std::string_view const path :
         {"/", "/healthz", "/readyz", "/api/v1/status", "/api/v1/targets"})
        EXPECT_EQ(get(path, "HEAD").status, 200u) << path;
}

TEST_F(RoutesTest, onlyJsonGoesIn)
{
    for (std::string const type : {"text/plain", "application/x-www-form-urlencoded", "",
                                   "application/jsonx", "application/json; charset=latin1"}) {
        auto const response = raw("POST", "/api/v1/pause",
                                  {{"Authorization", bearer()}, {"Content-Type", type}}, "{}");
        EXPECT_EQ(response.status, 415u) << type;
        EXPECT_EQ(code(response), "wrong_type");
    }
    EXPECT_EQ(raw("POST", "/api/v1/pause", {{"Authorization", bearer()}}, "{}").status, 415u);
    EXPECT_TRUE(control.asked.empty());
    EXPECT_EQ(
        raw("POST", "/api/v1/pause",
            {{"Authorization", bearer()}, {"Content-Type", "Application/JSON; charset=UTF-8"}},
            "{}")
            .status,
        202u);
    EXPECT_EQ(raw("DELETE", "/api/v1/session", {{"Authorization", bearer()}}, "{}").status, 400u);
}

TEST_F(RoutesTest, onlyJsonComesOut)
{
    auto const with = [this](std::string_view accept) {
        return raw("GET", "/api/v1/status", {{"Authorization", bearer()}, {"Accept", accept}})
            .status;
    };
    for (std::string_view const accept :
         {"*/*", "application/json", "application/*;q=0.1", "text/html, application/json;q=0.5"})
        EXPECT_EQ(with(accept), 200u) << accept;
    for (std::string_view const accept : {"text/html", "application/json;q=0", "", "image/*"})
        EXPECT_EQ(with(accept), 406u) << accept;
}

TEST_F(RoutesTest, everyAnswerKeepsThePageToItself)
{
    std::vector<Response> all;
    all.push_back(get("/"));
    all.push_back(get("/nonsense"));
    all.push_back(get("/api/v1/status"));
    all.push_back(get("/api/v1/nonsense"));
    all.push_back(post("/api/v1/pause", "x"));
    all.push_back(sign_in(R"({"token": ")" + token + "\"}"));
    all.push_back(get("/api/v1/session", "DELETE"));
    all.push_back(routes.refusal({400, "bad_request", ""}));
    for (auto const& response : all) {
        auto const policy = header(response, "Content-Security-Policy");
        EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'self'"));
        EXPECT_TRUE(policy.ends_with("trusted-types 'none'"));
        EXPECT_EQ(header(response, "Cross-Origin-Opener-Policy"), "same-origin");
        EXPECT_EQ(header(response, "Cross-Origin-Resource-Policy"), "same-origin");
        EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(header(response, "Referrer-Policy"), "no-referrer");
        EXPECT_EQ(header(response, "Set-Cookie"), "");
        EXPECT_EQ(header(response, "Server"), "");
    }
    for (std::size_t i = 1; i < all.size(); ++i)
        EXPECT_EQ(header(all[i], "Cache-Control"), "no-store") << i;
}

TEST_F(RoutesTest, theDocumentIsAskedForEachTimeAndAssetsNeverAgain)
{
    auto const index = get("/");
    EXPECT_EQ(index.body, "<!doctype html>");
    EXPECT_EQ(header(index, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(header(index, "Cache-Control"), "no-cache");
    auto const asset = get("/assets/a-1234.js");
    EXPECT_EQ(asset.body, "let a");
    EXPECT_EQ(header(asset, "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(header(asset, "Vary"), "Accept-Encoding");
    auto const tag = std::string{header(index, "ETag")};
    auto const again = raw("GET", "/", {{"If-None-Match", "\"x\", " + tag}});
    EXPECT_EQ(again.status, 304u);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(header(again, "ETag"), tag);
    EXPECT_EQ(raw("GET", "/", {{"If-None-Match", "\"x\""}}).status, 200u);
}

TEST_F(RoutesTest, assetsArePackedForWhoTakesIt)
{
    auto const packed = raw("GET", "/", {{"Accept-Encoding", "br, gzip;q=0.8"}});
    EXPECT_EQ(packed.body, "packed");
    EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
    EXPECT_NE(header(packed, "ETag"), header(get("/"), "ETag"));
    for (std::string_view const accept : {"br", "gzip;q=0", "identity", ""})
        EXPECT_EQ(raw("GET", "/", {{"Accept-Encoding", accept}}).body, "<!doctype html>");
}

TEST_F(RoutesTest, noPathLeadsToAFile)
{
    for (std::string_view const path :
         {"/../x", "/%2e%2e/x", "/assets/..%2fx", "//etc/passwd", "/assets/a-1234.js%00",
          "/assets/", "/assets", "/assets/A-1234.js", "//", "/./", "/index.html"})
        EXPECT_EQ(get(path).status, 404u) << path;
    EXPECT_EQ(get("/?x=1").status, 200u);
    EXPECT_EQ(header(post("/"), "Allow"), "GET, HEAD");
}

TEST_F(RoutesTest, healthIsOkOrACodeALineForAnybody)
{
    EXPECT_EQ(raw("GET", "/healthz", {}).body, "ok");
    control.ills = {{"store_refusing", "the disk is full"},
                    {"target_unreachable", "home is unreachable: refused"},
                    {"target_unreachable", "away is unreachable: refused"}};
    auto const ill = raw("GET", "/healthz", {});
    EXPECT_EQ(ill.status, 503u);
    EXPECT_EQ(ill.body, "store_refusing\ntarget_unreachable\n") << "each once: not how many";
}

TEST_F(RoutesTest, healthSaysWhatIsWrongToWhoIsSignedIn)
{
    EXPECT_EQ(get("/healthz").body, "ok");
    control.ills = {{"store_refusing", "the disk is full"}, {"target_halted", "home is halted"}};
    EXPECT_EQ(get("/healthz").body, "the disk is full\nhome is halted\n");
    for (std::string_view const path : {"/healthz", "/readyz"})
        EXPECT_EQ(raw("GET", path, {{"Authorization", "Bearer x"}}).status, 401u) << path;
}

TEST_F(RoutesTest, readinessSaysTheSameToPrograms)
{
    auto const ready = raw("GET", "/readyz", {});
    EXPECT_EQ(ready.status, 200u);
    EXPECT_EQ(ready.body, R"({"ready":true,"reasons":[]})");
    EXPECT_EQ(header(ready, "Cache-Control"), "no-store");
    control.ills = {{"store_refusing", "the \"disk\" is full"},
                    {"target_halted", "home is halted"}};
    auto const ill = raw("GET", "/readyz", {});
    EXPECT_EQ(ill.status, 503u);
    EXPECT_EQ(ill.body, R"({"ready":false,"reasons":["store_refusing","target_halted"]})");
    EXPECT_EQ(get("/readyz").body,
              R"({"ready":false,"reasons":["the \"disk\" is full","home is halted"]})");
    EXPECT_EQ(raw("POST", "/readyz", {}).status, 405u);
}

TEST_F(RoutesTest, aFailureTellsItsNumberAndTheLogTheReason)
{
    control.fails = true;
    auto const response = get("/api/v1/status");
    EXPECT_EQ(response.status, 500u);
    EXPECT_EQ(code(response), "internal");
    EXPECT_EQ(response.body.find("fire"), std::string::npos);
    auto const instance = std::string{json(response).at("instance").as_string()};
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_NE(lines[0].find(instance), std::string::npos);
    EXPECT_NE(lines[0].find("fire"), std::string::npos);
}

TEST_F(RoutesTest, aProblemIsAsWritten)
{
    auto const response = get("/api/v1/targets/tratk");
    EXPECT_EQ(header(response, "Content-Type"), "application/problem+json");
    auto const problem = json(response);
    EXPECT_EQ(problem.at("type").as_string(), "API.md#not_found");
    EXPECT_EQ(problem.at("title").as_string(), "Not found");
    EXPECT_EQ(problem.at("status").as_int64(), 404);
    EXPECT_EQ(problem.at("detail").as_string(), "there is no target 'tratk'");
    EXPECT_EQ(problem.at("instance").as_string(), "r-000001");
}

TEST_F(RoutesTest, upgradesNeedTheirOwnOriginOrAToken)
{
    auto const admit = [this](std::vector<Field> more, char const* version = "13") {
        std::vector<Field> fields{{"Host", "localhost:8686"},
                                  {"Connection", "keep-alive, Upgrade"},
                                  {"Upgrade", "websocket"},
                                  {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
        if (version)
            fields.push_back({"Sec-WebSocket-Version", version});
        fields.insert(fields.end(), more.begin(), more.end());
        auto const admission = routes.admit({"GET", "/api/v1/events", 11, fields, {}});
        EXPECT_NE(admission.is_websocket, admission.refused.has_value());
        return admission.refused ? admission.refused->status : 101;
    };
    EXPECT_EQ(admit({{"Origin", "http://localhost:8686"}}), 101u);
    EXPECT_EQ(admit({{"Authorization", bearer()}}), 101u);
    EXPECT_EQ(admit({}), 401u);
    EXPECT_EQ(admit({{"Authorization", "Bearer x"}}), 401u);
    EXPECT_EQ(admit({{"Origin", "http://localhost:8686"}, {"Authorization", "Bearer x"}}), 401u);
    EXPECT_EQ(admit({{"Origin", "http://localhost:8687"}, {"Authorization", bearer()}}), 403u);
    EXPECT_EQ(admit({{"Origin", "null"}}), 403u);
    EXPECT_EQ(admit({{"Authorization", bearer()}}, "8"), 400u);
    EXPECT_EQ(admit({{"Authorization", bearer()}}, nullptr), 400u);
    auto const plain = get("/api/v1/events");
    EXPECT_EQ(plain.status, 426u);
    EXPECT_EQ(header(plain, "Upgrade"), "websocket");
}

} // namespace
} // namespace playsync::web
