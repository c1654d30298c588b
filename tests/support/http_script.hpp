// SPDX-License-Identifier: MIT
// A server of a test's own on loopback, in the test's thread: a function answers each request.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <functional>
#include <string>

#include "plugin/net.hpp"

namespace playsync::test {

struct Asked {
    std::string method;
    std::string target; // path and query
    std::string body;
};

struct Said {
    unsigned status = 200;
    std::string body;
};

class HttpScript {
public:
    using tcp = net::ip::tcp;
    using Answer = std::function<Said(Asked const&)>;

    HttpScript(net::io_context& io, Answer answer)
        : acceptor_(io, tcp::endpoint{net::ip::address_v4::loopback(), 0}),
          answer_(std::move(answer))
    {
        net::co_spawn(io, accept(), net::detached);
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    /// Those that wait for a client end too: the io_context has nothing more to do.
    void stop() { acceptor_.close(); }

private:
    static constexpr auto tuple = net::as_tuple(net::use_awaitable);

    net::awaitable<void> accept()
    {
        for (;;) {
            auto [error, socket] = co_await acceptor_.async_accept(tuple);
            if (error)
                co_return;
            net::co_spawn(acceptor_.get_executor(), serve(std::move(socket)), net::detached);
        }
    }

    net::awaitable<void> serve(tcp::socket socket)
    {
        std::string buffer;
        for (;;) {
            auto dynamic = net::dynamic_buffer(buffer);
            auto [error, head] = co_await net::async_read_until(socket, dynamic, "\r\n\r\n", tuple);
            if (error)
                co_return;
            auto const length = length_in(buffer.substr(0, head));
            if (buffer.size() < head + length)
                co_await net::async_read(socket, net::dynamic_buffer(buffer),
                                         net::transfer_exactly(head + length - buffer.size()),
                                         tuple);
            auto const text = in_text(answer_(asked_in(buffer, head, length)));
            buffer.erase(0, head + length);
            co_await net::async_write(socket, net::buffer(text), tuple);
        }
    }

    static std::size_t length_in(std::string const& head)
    {
        auto const at = head.find("Content-Length: ");
        return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
    }

    static Asked asked_in(std::string const& buffer, std::size_t head, std::size_t length)
    {
        auto const space = buffer.find(' ');
        auto const end = buffer.find(' ', space + 1);
        return {buffer.substr(0, space), buffer.substr(space + 1, end - space - 1),
                buffer.substr(head, length)};
    }

    static std::string in_text(Said const& said)
    {
        return "HTTP/1.1 " + std::to_string(said.status) +
               " x\r\nContent-Type: application/json\r\nContent-Length: " +
               std::to_string(said.body.size()) + "\r\n\r\n" + said.body;
    }

    tcp::acceptor acceptor_;
    Answer answer_;
};

} // namespace playsync::test
