// SPDX-License-Identifier: MIT
// The feed as an event stream, over a real connection.
#include "tests/unit/web/server_fixture.hpp"

namespace playsync::web {
namespace {

using test::Wire;

class ServerStreamTest : public test::ServerFixture {
protected:
    std::string follow(std::string const& more = "") const
    {
        return "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token +
               "\r\nAccept: text/event-stream\r\n" + more + "\r\n";
    }

    /// A stream whose head and opening have come.
    Wire open(std::string const& more = "")
    {
        Wire wire{port};
        wire.send(follow(more));
        auto const head = wire.read_until("\r\n\r\n").value_or("");
        EXPECT_TRUE(head.starts_with("HTTP/1.1 200 ")) << head;
        EXPECT_NE(head.find("Content-Type: text/event-stream\r\n"), std::string::npos);
        EXPECT_NE(head.find("X-Accel-Buffering: no\r\n"), std::string::npos);
        EXPECT_NE(head.find("Cache-Control: no-store\r\n"), std::string::npos);
        EXPECT_NE(head.find("Content-Security-Policy: "), std::string::npos);
        EXPECT_EQ(head.find("Content-Length"), std::string::npos);
        EXPECT_EQ(next(wire), "retry: 2000");
        return wire;
    }

    static std::string next(Wire& wire)
    {
        auto event = wire.read_until("\n\n").value_or("");
        event.resize(event.size() - std::min<std::size_t>(event.size(), 2));
        return event;
    }

    static std::string id_of(std::string const& event)
    {
        auto const begin = event.find("\nid: ") + 5;
        return event.substr(begin, event.find('\n', begin) - begin);
    }

    void tell(bool online)
    {
        on_engine([=, this] { server->audience().network(online, false); });
    }
};

TEST_F(ServerStreamTest, tellsWhatAPageIsTold)
{
    start();
    auto wire = open();
    auto const welcome = next(wire);
    EXPECT_TRUE(welcome.starts_with("event: welcome\ndata: {\"type\":\"welcome\"")) << welcome;
    auto const snapshot = next(wire);
    EXPECT_TRUE(snapshot.starts_with("event: snapshot\nid: ")) << snapshot;
    tell(false);
    auto const network = next(wire);
    EXPECT_TRUE(network.starts_with("event: network\nid: ")) << network;
    EXPECT_NE(network.find("\ndata: {\"type\":\"network\""), std::string::npos);
    EXPECT_NE(id_of(network), id_of(snapshot));
}

TEST_F(ServerStreamTest, whoComesBackIsToldWhatWasMissedOnly)
{
    start();
    std::string last;
    {
        auto wire = open();
        next(wire);
        last = id_of(next(wire));
    }
    tell(false);
    auto wire = open("Last-Event-ID: " + last + "\r\n");
    EXPECT_NE(next(wire).find("\"resumed\":true"), std::string::npos);
    EXPECT_TRUE(next(wire).starts_with("event: network\n"));
    for (auto const& wrong :
         {std::string{"x"}, std::string{"0123456789abcdef.1"}, last.substr(0, 17) + "99999"}) {
        auto other = open("Last-Event-ID: " + wrong + "\r\n");
        EXPECT_NE(next(other).find("\"resumed\":false"), std::string::npos) << wrong;
        EXPECT_TRUE(next(other).starts_with("event: snapshot\n"));
    }
}

TEST_F(ServerStreamTest, silenceIsBrokenByComments)
{
    options.patience.beat = std::chrono::milliseconds{20};
    start();
    auto wire = open();
    next(wire);
    next(wire);
    EXPECT_EQ(next(wire), ": beat");
    EXPECT_EQ(next(wire), ": beat");
}

TEST_F(ServerStreamTest, aStopSaysFarewell)
{
    start();
    auto wire = open();
    next(wire);
    next(wire);
    stop();
    EXPECT_EQ(next(wire), "event: bye\ndata: {\"type\":\"bye\",\"reason\":\"the plugin stops\","
                          "\"retry_ms\":2000}");
    EXPECT_EQ(wire.read_to_end(), "");
}

TEST_F(ServerStreamTest, signingOutEndsIt)
{
    start();
    Wire asking{port};
    std::string const body = R"({"token":")" + token + "\"}";
    auto const opened =
        asking.ask("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                   "application/json\r\nContent-Length: " +
                   std::to_string(body.size()) + "\r\n\r\n" + body);
    token = boost::json::parse(opened.body).at("token").as_string().c_str();
    auto wire = open();
    next(wire);
    next(wire);
    asking.ask("DELETE /api/v1/session HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
               token + "\r\n\r\n");
    EXPECT_NE(next(wire).find("the session has ended"), std::string::npos);
    EXPECT_EQ(wire.read_to_end(), "");
}

TEST_F(ServerStreamTest, needsTheTokenAndItsOwnOrigin)
{
    start();
    auto const status = [this](std::string const& fields) {
        Wire wire{port};
        return wire
            .ask("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" +
                 fields + "\r\n")
            .status;
    };
    EXPECT_EQ(status(""), 401u);
    EXPECT_EQ(status("Authorization: Bearer x\r\n"), 401u);
    EXPECT_EQ(status("Authorization: Bearer " + token + "\r\nOrigin: http://evil\r\n"), 403u);
    EXPECT_EQ(status("Authorization: Bearer " + token + "\r\nContent-Length: 3\r\n"), 400u);
}

TEST_F(ServerStreamTest, takesAPlaceAmongThePages)
{
    start();
    std::vector<Wire> streams;
    for (int i = 0; i < 64; ++i)
        streams.push_back(open());
    auto const is_full = [this] {
        Wire wire{port};
        wire.send(follow());
        return wire.read_until("\r\n").value_or("").starts_with("HTTP/1.1 503 ");
    };
    EXPECT_TRUE(is_full());
    streams.clear();
    int tries = 0; // until the server has noticed that they are gone
    while (is_full() && tries < 1000)
        ++tries;
    EXPECT_LT(tries, 1000);
}

} // namespace
} // namespace playsync::web
