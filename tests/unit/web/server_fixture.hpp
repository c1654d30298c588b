// SPDX-License-Identifier: MIT
// A server on a port of its own, with its engine thread, over an engine that is not there.
#pragma once

#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <thread>

#include "tests/support/fake_changes.hpp"
#include "tests/support/fake_setups.hpp"
#include "tests/support/fake_watches.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/web/web_client.hpp"
#include "web/server.hpp"

namespace playsync::test {

class ServerFixture : public testing::Test {
protected:
    ~ServerFixture() override { stop(); }

    void start()
    {
        options.port = 0;
        options.token_file = dir / "admin-token";
        server.emplace(io, web::Backstage{control, changes, watches, setups, log_book}, options);
        port = server->port();
        std::ifstream in{dir / "admin-token"};
        std::getline(in, token);
        server->start();
        engine = std::thread{[this] { io.run(); }};
    }

    /// Returns when every coroutine has ended, for run() returns only then.
    void stop()
    {
        if (!engine.joinable())
            return;
        net::post(io, [this] { server->stop(); });
        engine.join();
        EXPECT_EQ(server->running(), 0u);
    }

    /// Runs `body` on the engine's thread and waits for it.
    template <class Body>
    void on_engine(Body body)
    {
        std::promise<void> done;
        net::post(io, [&] {
            body();
            done.set_value();
        });
        done.get_future().wait();
    }

    std::string get(std::string const& path) const
    {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token +
               "\r\n\r\n";
    }

    std::string post(std::string const& path, std::string const& body = "{}") const
    {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token +
               "\r\nContent-Type: application/json\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\n\r\n" + body;
    }

    std::string hello() const { return hello_of(token); }

    static std::string hello_of(std::string const& secret)
    {
        return R"({"type":"hello","v":1,"token":")" + secret + "\"}";
    }

    /// A link on which welcome and snapshot have come.
    PageLink visit(int receive_buffer = 0)
    {
        PageLink link{port, own_origin, receive_buffer};
        EXPECT_EQ(link.status(), 101u);
        link.send(hello());
        EXPECT_EQ(type_of(link.read()), "welcome");
        EXPECT_EQ(type_of(link.read()), "snapshot");
        return link;
    }

    static std::string type_of(std::optional<Frame> const& frame)
    {
        if (!frame || frame->opcode != 1)
            return "";
        return std::string{boost::json::parse(frame->payload).at("type").as_string()};
    }

    static constexpr std::string_view own_origin = "Origin: http://localhost\r\n";

    TempDir dir;
    FakeControl control;
    FakeWatches watches;
    FakeSetups setups;
    FakeLogBook log_book;
    FakeChanges changes;
    net::io_context io{1};
    web::ServerOptions options;
    std::optional<web::Server> server;
    std::thread engine;
    std::uint16_t port = 0;
    std::string token;
};

} // namespace playsync::test
