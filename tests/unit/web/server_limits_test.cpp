// SPDX-License-Identifier: MIT
// What the server does to those who take too much: room, time or memory.
#include "tests/unit/web/server_fixture.hpp"

namespace playsync::web {
namespace {

using namespace std::chrono_literals;
using test::PageLink;
using test::Wire;

class ServerLimitsTest : public test::ServerFixture {
protected:
    std::string head(std::string const& lines) const
    {
        return "POST /api/v1/pause HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token +
               "\r\nContent-Type: application/json\r\n" + lines + "\r\n";
    }
};

TEST_F(ServerLimitsTest, aHugeBodyIsRefusedUnread)
{
    start();
    Wire wire{port};
    auto const answer = wire.ask(head("Content-Length: 1073741824\r\n"));
    EXPECT_EQ(answer.status, 413u);
    EXPECT_NE(answer.body.find("too_large"), std::string::npos);
    EXPECT_EQ(wire.read_to_end(), "");
}

TEST_F(ServerLimitsTest, endlessChunksAreRefusedAtTheLimit)
{
    start();
    Wire wire{port};
    wire.send(head("Transfer-Encoding: chunked\r\n"));
    std::string const chunk = "4000\r\n" + std::string(0x4000, ' ') + "\r\n";
    for (int i = 0; i < 65; ++i)
        wire.send(chunk);
    EXPECT_EQ(wire.read_answer().status, 413u);
}

TEST_F(ServerLimitsTest, anEndlessChunkExtensionEndsTheConnection)
{
    start();
    Wire wire{port};
    wire.send(head("Transfer-Encoding: chunked\r\n") + "1;");
    std::string const part(4096, 'x');
    int sent = 0;
    while (sent < 25'600 && wire.send(part))
        ++sent;
    EXPECT_LT(sent, 25'600);
}

TEST_F(ServerLimitsTest, headersAreBounded)
{
    start();
    EXPECT_EQ(Wire{port}.ask(head("X: " + std::string(8192, 'x') + "\r\n")).status, 431u);
    std::string many;
    for (int i = 0; i < 101; ++i)
        many += "a: b\r\n";
    EXPECT_EQ(Wire{port}.ask(head(many)).status, 431u);
    EXPECT_EQ(Wire{port}.ask(get("/" + std::string(9 * 1024, 'x'))).status, 414u);
}

TEST_F(ServerLimitsTest, aHeadThatDoesNotEndIsNotWaitedFor)
{
    options.patience.head = 200ms;
    start();
    Wire silent{port};
    Wire slow{port};
    slow.send("GET / HTTP/1.1\r\n");
    EXPECT_EQ(silent.read_to_end(), "");
    EXPECT_EQ(slow.read_to_end(), "");
}

TEST_F(ServerLimitsTest, anIdleConnectionAndASlowBodyEnd)
{
    options.patience.idle = 200ms;
    options.patience.body = 200ms;
    start();
    Wire idle{port};
    EXPECT_EQ(idle.ask(get("/healthz")).status, 200u);
    EXPECT_EQ(idle.read_to_end(), "");
    Wire slow{port};
    slow.send(head("Content-Length: 2\r\n") + "{");
    EXPECT_EQ(slow.read_to_end(), "");
}

TEST_F(ServerLimitsTest, whoDawdlesMakesRoomForWhoAsks)
{
    start();
    std::vector<Wire> dawdlers;
    for (int i = 0; i < 200; ++i) {
        dawdlers.emplace_back(port);
        dawdlers.back().send("G");
    }
    auto const begin = std::chrono::steady_clock::now();
    EXPECT_EQ(Wire{port}.ask(get("/healthz")).status, 200u);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
    EXPECT_EQ(dawdlers.front().read_to_end(), "");
}

TEST_F(ServerLimitsTest, aPageThatSaysNothingIsSentToSignIn)
{
    options.patience.hello = 200ms;
    start();
    PageLink link{port, own_origin};
    on_engine([this] { server->audience().network(false, false); });
    EXPECT_EQ(type_of(link.read()), "bye");
    EXPECT_EQ(link.read_close(), 4401u);
}

TEST_F(ServerLimitsTest, silenceIsBrokenByBeats)
{
    options.patience.beat = 100ms;
    start();
    auto link = visit();
    EXPECT_EQ(type_of(link.read()), "beat");
    EXPECT_EQ(type_of(link.read()), "beat");
}

TEST_F(ServerLimitsTest, aPageThatAnswersNoPingIsTakenForGone)
{
    options.patience.pong = 200ms;
    start();
    auto link = visit();
    EXPECT_TRUE(link.read_to_end()) << "it is cut off";
}

TEST_F(ServerLimitsTest, badFramesAreAnsweredByTheirCode)
{
    start();
    auto large = visit();
    large.send(std::string(5 * 1024, 'x'));
    EXPECT_EQ(large.read_close(), 1009u);
    auto binary = visit();
    binary.send("x", 2);
    EXPECT_EQ(binary.read_close(), 1003u);
    auto flood = visit();
    for (int i = 0; i < 100; ++i)
        flood.send(R"({"type":"rate","max_hz":5})");
    EXPECT_EQ(flood.read_close(), 1008u);
}

TEST_F(ServerLimitsTest, thereAre64PagesAtMost)
{
    start();
    std::vector<PageLink> links;
    for (int i = 0; i < 64; ++i) {
        links.emplace_back(port, own_origin);
        ASSERT_EQ(links.back().status(), 101u) << i;
    }
    EXPECT_EQ(PageLink(port, own_origin).status(), 503u);
    links.front().send("", 8);
    EXPECT_EQ(links.front().read()->opcode, 8u);
    on_engine([] {});
    EXPECT_EQ(Wire{port}.ask(get("/healthz")).status, 200u);
}

TEST_F(ServerLimitsTest, aPageThatDoesNotReadIsCutOff)
{
    options.patience.write = 300ms;
    start();
    auto const link = visit(4096);
    auto change = test::change_view(Ulid{});
    change.why.detail = std::string(64 * 1024, 'x');
    bool present = true;
    auto const deadline = std::chrono::steady_clock::now() + 20s;
    while (present && std::chrono::steady_clock::now() < deadline)
        on_engine([&] {
            server->audience().sync_failed(change, false);
            present = server->running() > 1;
        });
    EXPECT_FALSE(present);
}

} // namespace
} // namespace playsync::web
