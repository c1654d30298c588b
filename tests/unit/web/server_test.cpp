// SPDX-License-Identifier: MIT
#include "tests/unit/web/server_fixture.hpp"

namespace playsync::web {
namespace {

using test::PageLink;
using test::Wire;

class ServerTest : public test::ServerFixture {
protected:
    ServerTest() { start(); }
};

TEST_F(ServerTest, servesManyRequestsOnOneConnection)
{
    Wire wire{port};
    for (int i = 0; i < 3; ++i) {
        auto const answer = wire.ask(get("/api/v1/status"));
        EXPECT_EQ(answer.status, 200u);
        EXPECT_EQ(boost::json::parse(answer.body).at("version").as_string(), "0.1.0");
        EXPECT_EQ(answer.head.find("Server:"), std::string::npos);
    }
    EXPECT_EQ(wire.ask(post("/api/v1/pause")).status, 202u);
    auto const page = wire.ask("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(page.status, 200u);
    EXPECT_TRUE(page.body.starts_with("<!"));
    auto const head = wire.ask("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(head.status, 200u);
    EXPECT_NE(head.head.find("Content-Length: 2"), std::string::npos);
    EXPECT_EQ(wire.ask(get("/healthz")).body, "ok");
    EXPECT_EQ(wire.ask("DELETE /api/v1/session HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 401u);
    EXPECT_EQ(
        wire.ask("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").status,
        200u);
    EXPECT_EQ(wire.read_to_end(), "");
}

TEST_F(ServerTest, aFileComesPieceByPiece)
{
    on_engine([this] {
        Ulid const id{{1}};
        changes.known[id] = test::change_view(id);
    });
    std::string const path = "/api/v1/export?what=changes&format=csv";
    Wire wire{port};
    wire.send(get(path));
    auto const head = wire.read_until("\r\n\r\n").value_or("");
    EXPECT_NE(head.find("Transfer-Encoding: chunked\r\n"), std::string::npos) << head;
    EXPECT_EQ(head.find("Content-Length"), std::string::npos);
    auto const body = wire.read_until("\r\n0\r\n\r\n").value_or("");
    EXPECT_NE(body.find("\r\nid,target,"), std::string::npos) << body;
    EXPECT_EQ(wire.ask(get("/healthz")).body, "ok"); // the connection goes on

    wire.send("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token +
              "\r\n\r\n");
    EXPECT_TRUE(wire.read_until("\r\n\r\n"));
    EXPECT_EQ(wire.ask(get("/healthz")).body, "ok");

    wire.send("GET " + path + " HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer " + token +
              "\r\nConnection: keep-alive\r\n\r\n");
    auto const old = wire.read_to_end().value_or("");
    EXPECT_EQ(old.find("chunked"), std::string::npos);
    EXPECT_TRUE(old.ends_with("\r\n")) << old;
    EXPECT_NE(old.find("\r\n\r\nid,target,"), std::string::npos) << old;
}

TEST_F(ServerTest, takesPipelinedAndChunkedRequests)
{
    Wire wire{port};
    wire.send(get("/healthz") + get("/healthz"));
    EXPECT_EQ(wire.read_answer().status, 200u);
    EXPECT_EQ(wire.read_answer().status, 200u);
    auto const answer =
        wire.ask("POST /api/v1/sync HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token +
                 "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n");
    EXPECT_EQ(answer.status, 202u);
}

TEST_F(ServerTest, aRefusedRequestTakesWhatFollowsWithIt)
{
    for (std::string const first :
         {"POST /api/v1/pause HTTP/1.1\r\nHost: localhost\r\n"
          "Transfer-Encoding: chunked, identity\r\n\r\n",
          "POST /api/v1/pause HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n",
          "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\nHost: localhost\n\n",
          "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: localhost\r\nA: b\r\n c\r\n\r\n"}) {
        Wire wire{port};
        wire.send(first + post("/api/v1/pause"));
        EXPECT_EQ(wire.read_answer().status, 400u) << first;
        EXPECT_EQ(wire.read_to_end(), "") << first;
    }
    on_engine([this] { EXPECT_TRUE(control.asked.empty()); });
}

TEST_F(ServerTest, aForeignHostIsCutOff)
{
    Wire wire{port};
    wire.send("GET / HTTP/1.1\r\nHost: evil\r\n\r\n" + get("/healthz"));
    EXPECT_EQ(wire.read_answer().status, 421u);
    EXPECT_EQ(wire.read_to_end(), "");
}

TEST_F(ServerTest, aPageIsToldWhatHappens)
{
    auto link = visit();
    on_engine([this] { server->audience().target_changed(test::some_card("home")); });
    EXPECT_EQ(type_of(link.read()), "target_state");
    on_engine([this] { server->audience().network(false, false); });
    EXPECT_EQ(type_of(link.read()), "network");
    link.send("", 8);
    EXPECT_EQ(link.read()->opcode, 8u);
}

TEST_F(ServerTest, anUpgradeOfAnotherSiteIsNoUpgrade)
{
    for (std::string const origin : {"http://127.0.0.1:1", "null", "http://evil"})
        EXPECT_EQ(PageLink(port, "Origin: " + origin + "\r\n").status(), 403u);
    EXPECT_EQ(PageLink(port, "").status(), 401u);
    PageLink curl{port, "Authorization: Bearer " + token + "\r\n"};
    EXPECT_EQ(curl.status(), 101u);
    EXPECT_EQ(curl.answer().head.find("Beast"), std::string::npos);
    curl.send(R"({"type":"hello","v":1})");
    EXPECT_EQ(type_of(curl.read()), "welcome");
}

TEST_F(ServerTest, aWrongTokenInHelloIsSentToSignIn)
{
    PageLink link{port, own_origin};
    link.send(hello_of("wrong"));
    EXPECT_EQ(type_of(link.read()), "bye");
    EXPECT_EQ(link.read_close(), 4401u);
}

TEST_F(ServerTest, signingOutClosesItsPagesWithinASecond)
{
    std::string one_time;
    on_engine([&] { one_time = server->new_code(); });
    auto const opened = Wire{port}.ask(post("/api/v1/session", R"({"code":")" + one_time + "\"}"));
    ASSERT_EQ(opened.status, 201u);
    auto const session = std::string{boost::json::parse(opened.body).at("token").as_string()};
    PageLink link{port, own_origin};
    link.send(hello_of(session));
    EXPECT_EQ(type_of(link.read()), "welcome");
    EXPECT_EQ(type_of(link.read()), "snapshot");
    auto const begin = std::chrono::steady_clock::now();
    EXPECT_EQ(Wire{port}
                  .ask("DELETE /api/v1/session HTTP/1.1\r\nHost: localhost\r\n"
                       "Authorization: Bearer " +
                       session + "\r\n\r\n")
                  .status,
              204u);
    EXPECT_EQ(type_of(link.read()), "bye");
    EXPECT_EQ(link.read_close(), 4401u);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds{1500});
}

TEST_F(ServerTest, aStopTellsEachPageAndEndsEveryCoroutine)
{
    auto one = visit();
    Wire idle{port};
    EXPECT_EQ(idle.ask(get("/healthz")).status, 200u);
    Wire half{port};
    half.send("GET / HT");
    net::post(io, [this] { server->stop(); });
    EXPECT_EQ(type_of(one.read()), "bye");
    EXPECT_EQ(one.read_close(), 1001u);
    EXPECT_EQ(idle.read_to_end(), "");
    stop();
    EXPECT_THROW(Wire{port}, std::runtime_error);
}

TEST_F(ServerTest, aStopDoesNotWaitForAPageThatIsDeaf)
{
    auto const link = visit();
    auto const begin = std::chrono::steady_clock::now();
    stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{4});
}

TEST_F(ServerTest, aPortInUseIsSaidInWords)
{
    ServerOptions second;
    second.port = port;
    second.token_file = dir / "other";
    net::io_context other;
    try {
        Server{other, {control, changes, watches, setups, log_book}, second};
        FAIL() << "two servers on one port";
    } catch (std::runtime_error const& e) {
        EXPECT_EQ(std::string{e.what()},
                  "admin page: 127.0.0.1:" + std::to_string(port) +
                      " is in use by another program; set [admin] port in playsync.toml");
    }
    second.address = "not an address";
    EXPECT_THROW((Server{other, {control, changes, watches, setups, log_book}, second}),
                 std::runtime_error);
}

} // namespace
} // namespace playsync::web
