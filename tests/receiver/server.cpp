// SPDX-License-Identifier: MIT
#include "tests/receiver/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <array>
#include <ctime>
#include <exception>
#include <list>
#include <optional>
#include <string_view>

namespace playsync::receiver {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using net::ip::tcp;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);
constexpr std::uint64_t largest_body = 64 << 20;
constexpr std::size_t read_size = 64 * 1024;
constexpr std::chrono::milliseconds accept_again{100};

using HttpRequest = http::request<http::string_body>;

/// What stop() must know of a connection.
struct Connection {
    Connection(net::io_context& io, tcp::socket accepted) : socket(std::move(accepted)), timer(io)
    {
    }

    tcp::socket socket;
    net::steady_timer timer;
    bool answering = false;
};

Request view_of(HttpRequest const& request)
{
    auto const header = [&request](char const* name) { return std::string_view{request[name]}; };
    return {.post = request.method() == http::verb::post,
            .keep_alive = request.keep_alive(),
            .target = request.target(),
            .body = request.body(),
            .signature = {.id = header("webhook-id"),
                          .timestamp = header("webhook-timestamp"),
                          .signatures = header("webhook-signature")}};
}

void close(tcp::socket& socket)
{
    boost::system::error_code ignored;
    socket.close(ignored);
}

void reset(tcp::socket& socket)
{
    boost::system::error_code ignored;
    socket.set_option(net::socket_base::linger{true, 0}, ignored);
    socket.close(ignored);
}

template <class Stream>
net::awaitable<void> wait_for_end(Stream& stream)
{
    std::array<char, 512> bytes{};
    auto const space = net::buffer(bytes);
    for (bool open = true; open;) {
        auto [error, size] = co_await stream.async_read_some(space, no_throw);
        open = !error;
    }
}

} // namespace

struct Server::Impl {
    Impl(net::io_context& context, Reception& given, ServerOptions const& options)
        : io(context),
          reception(given),
          acceptor(context, tcp::endpoint{net::ip::address_v4::loopback(), options.port}),
          deadline(context)
    {
        if (options.certificate.empty())
            return;
        tls.emplace(net::ssl::context::tls_server);
        tls->use_certificate_chain_file(options.certificate);
        tls->use_private_key_file(options.key, net::ssl::context::pem);
    }

    /// `connection` is what the coroutine serves, or connections.end().
    void start(net::awaitable<void> body, std::list<Connection>::iterator connection);
    void stop(std::chrono::milliseconds grace);
    void end_all(bool also_answering);

    net::awaitable<void> accept();
    net::awaitable<void> welcome(Connection& connection);
    template <class Stream>
    net::awaitable<void> serve(Stream& stream, Connection& connection);
    /// False when the connection must end.
    template <class Stream>
    net::awaitable<bool> carry_out(Stream& stream, Connection& connection, Reply const& reply);
    template <class Stream>
    net::awaitable<bool> drip(Stream& stream, Connection& connection, Reply const& reply);

    net::io_context& io;
    Reception& reception;
    tcp::acceptor acceptor;
    net::steady_timer deadline;
    std::optional<net::ssl::context> tls;
    std::list<Connection> connections;
    std::size_t running = 0; // coroutines
    bool stopping = false;
};

void Server::Impl::start(net::awaitable<void> body, std::list<Connection>::iterator connection)
{
    ++running;
    net::co_spawn(io, std::move(body), [this, connection](std::exception_ptr error) {
        if (connection != connections.end())
            connections.erase(connection);
        if (--running == 0)
            deadline.cancel(); // the last to end lets io.run() return
        if (error)
            std::rethrow_exception(error);
    });
}

void Server::Impl::stop(std::chrono::milliseconds grace)
{
    stopping = true;
    boost::system::error_code ignored;
    acceptor.close(ignored);
    end_all(false);
    deadline.expires_after(grace);
    deadline.async_wait([this](boost::system::error_code error) {
        if (!error)
            end_all(true);
    });
}

void Server::Impl::end_all(bool also_answering)
{
    for (auto& each : connections) {
        if (each.answering && !also_answering)
            continue;
        each.timer.cancel();
        close(each.socket);
    }
}

net::awaitable<void> Server::Impl::accept()
{
    net::steady_timer pause{io};
    while (!stopping) {
        auto [error, socket] = co_await acceptor.async_accept(no_throw);
        if (error) { // no descriptor is left, or stop() closed the acceptor
            pause.expires_after(accept_again);
            if (!stopping)
                co_await pause.async_wait(no_throw);
            continue;
        }
        boost::system::error_code ignored;
        socket.set_option(tcp::no_delay{true}, ignored);
        auto const connection = connections.emplace(connections.end(), io, std::move(socket));
        start(welcome(*connection), connection);
    }
}

net::awaitable<void> Server::Impl::welcome(Connection& connection)
{
    if (!tls) {
        co_await serve(connection.socket, connection);
        co_return;
    }
    net::ssl::stream<tcp::socket&> stream{connection.socket, *tls};
    auto [error] = co_await stream.async_handshake(net::ssl::stream_base::server, no_throw);
    if (!error)
        co_await serve(stream, connection);
}

template <class Stream>
net::awaitable<void> Server::Impl::serve(Stream& stream, Connection& connection)
{
    beast::flat_buffer buffer;
    buffer.reserve(read_size); // Beast reads as much as there is room for
    for (bool goes_on = true; goes_on && !stopping;) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(largest_body);
        connection.answering = false;
        auto [error, size] = co_await http::async_read(stream, buffer, parser, no_throw);
        if (error)
            co_return;
        connection.answering = true;
        auto const request = view_of(parser.get());
        auto const reply = reception.answer(request, std::time(nullptr));
        goes_on = co_await carry_out(stream, connection, reply);
        goes_on = goes_on && request.keep_alive;
    }
}

template <class Stream>
net::awaitable<bool> Server::Impl::carry_out(Stream& stream, Connection& connection,
                                             Reply const& reply)
{
    if (reply.way == Reply::Way::reset) {
        reset(connection.socket);
        co_return false;
    }
    if (reply.way == Reply::Way::silence) {
        connection.answering = false; // nothing is lost when it ends
        co_await wait_for_end(stream);
        co_return false;
    }
    if (reply.delay.count() > 0) {
        connection.timer.expires_after(reply.delay);
        co_await connection.timer.async_wait(no_throw);
    }
    if (reply.way == Reply::Way::drip) {
        bool const whole = co_await drip(stream, connection, reply);
        co_return whole;
    }
    auto const bytes = net::buffer(reply.bytes);
    auto [error, size] = co_await net::async_write(stream, bytes, no_throw);
    co_return !error && reply.way == Reply::Way::answer;
}

template <class Stream>
net::awaitable<bool> Server::Impl::drip(Stream& stream, Connection& connection, Reply const& reply)
{
    for (char const& byte : reply.bytes) {
        auto const one = net::buffer(&byte, 1);
        auto [error, size] = co_await net::async_write(stream, one, no_throw);
        if (error)
            co_return false;
        connection.timer.expires_after(reply.pace);
        co_await connection.timer.async_wait(no_throw);
    }
    co_return true;
}

Server::Server(net::io_context& io, Reception& reception, ServerOptions const& options)
    : impl_(std::make_unique<Impl>(io, reception, options))
{
    impl_->start(impl_->accept(), impl_->connections.end());
}

Server::~Server() = default;

std::uint16_t Server::port() const
{
    return impl_->acceptor.local_endpoint().port();
}

void Server::stop(std::chrono::milliseconds grace)
{
    impl_->stop(grace);
}

} // namespace playsync::receiver
