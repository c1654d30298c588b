// SPDX-License-Identifier: MIT
#include "tests/receiver/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/json.hpp>

#include <ctime>
#include <optional>
#include <sstream>

#include "tests/receiver/behaviour.hpp"
#include "tests/receiver/store.hpp"

namespace playsync::receiver {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using net::ip::tcp;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);
constexpr std::uint64_t largest_body = 64 << 20;

using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;
using Plain = beast::tcp_stream;
using Secure = beast::ssl_stream<beast::tcp_stream>;

Response answer(unsigned status, std::string body, char const* type = "application/json")
{
    Response response;
    response.version(11);
    response.result(status);
    response.set(http::field::content_type, type);
    response.body() = std::move(body);
    response.prepare_payload();
    return response;
}

std::string bytes_of(Response const& response)
{
    std::ostringstream out;
    out << response;
    return out.str();
}

} // namespace

struct Server::Impl {
    Impl(net::io_context& context, ServerOptions const& given)
        : io(context),
          options(given),
          store(given.store),
          acceptor(context, tcp::endpoint{net::ip::address_v4::loopback(), given.port})
    {
        if (options.certificate.empty())
            return;
        tls.emplace(net::ssl::context::tls_server);
        tls->use_certificate_chain_file(options.certificate);
        tls->use_private_key_file(options.key, net::ssl::context::pem);
    }

    net::awaitable<void> accept();
    net::awaitable<void> serve_secure(tcp::socket socket);
    net::awaitable<void> serve_plain(tcp::socket socket);
    template <class Stream>
    net::awaitable<void> serve(Stream& stream);
    /// False when the connection must end.
    template <class Stream>
    net::awaitable<bool> hook(Stream& stream, Request const& request);

    Response take(Request const& request, Behaviour const& behaviour);
    Response other(Request const& request);
    Response seen(bool with_ids) const;

    net::io_context& io;
    ServerOptions options;
    Store store;
    Script script;
    tcp::acceptor acceptor;
    std::optional<net::ssl::context> tls;
    std::uint64_t requests = 0;
    std::uint64_t bad_signatures = 0;
};

net::awaitable<void> Server::Impl::accept()
{
    for (;;) {
        auto [error, socket] = co_await acceptor.async_accept(no_throw);
        if (error)
            co_return;
        socket.set_option(tcp::no_delay{true});
        auto session = tls ? serve_secure(std::move(socket)) : serve_plain(std::move(socket));
        net::co_spawn(io, std::move(session), net::detached);
    }
}

net::awaitable<void> Server::Impl::serve_plain(tcp::socket socket)
{
    Plain stream{std::move(socket)};
    co_await serve(stream);
}

net::awaitable<void> Server::Impl::serve_secure(tcp::socket socket)
{
    Secure stream{std::move(socket), *tls};
    auto [error] = co_await stream.async_handshake(net::ssl::stream_base::server, no_throw);
    if (!error)
        co_await serve(stream);
}

template <class Stream>
net::awaitable<void> Server::Impl::serve(Stream& stream)
{
    beast::flat_buffer buffer;
    for (;;) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(largest_body);
        auto [error, size] = co_await http::async_read(stream, buffer, parser, no_throw);
        if (error)
            co_return;
        Request const request = parser.release();
        if (request.method() == http::verb::post && request.target() == "/hook") {
            bool const goes_on = co_await hook(stream, request);
            if (!goes_on || !request.keep_alive())
                co_return;
            continue;
        }
        Response response = other(request);
        auto [write_error, written] = co_await http::async_write(stream, response, no_throw);
        if (write_error || !request.keep_alive())
            co_return;
    }
}

template <class Stream>
net::awaitable<bool> Server::Impl::hook(Stream& stream, Request const& request)
{
    ++requests;
    Behaviour const behaviour = script.next();
    auto& socket = beast::get_lowest_layer(stream).socket();
    net::steady_timer timer{io};
    auto const reset = [&socket] {
        socket.set_option(net::socket_base::linger{true, 0});
        socket.close();
    };
    if (behaviour.what == Do::reset_before) {
        reset();
        co_return false;
    }
    if (behaviour.what == Do::hang) {
        // Until the other side gives up.
        char byte = 0;
        auto const one = net::buffer(&byte, 1);
        co_await stream.async_read_some(one, no_throw);
        co_return false;
    }
    Response response = take(request, behaviour);
    std::string bytes = bytes_of(response);
    bool goes_on = true;
    if (behaviour.what == Do::reset_after) {
        reset();
        co_return false;
    }
    if (behaviour.what == Do::delay) {
        timer.expires_after(std::chrono::milliseconds{behaviour.ms});
        co_await timer.async_wait(no_throw);
    }
    if (behaviour.what == Do::garbage || behaviour.what == Do::cut) {
        bytes = behaviour.what == Do::garbage
                    ? std::string{"\x16\x03\x01 this is no HTTP\r\n\r\n"}
                    : bytes.substr(0, bytes.size() -
                                          std::max<std::size_t>(1, response.body().size() / 2));
        goes_on = false;
    }
    std::size_t const step = behaviour.what == Do::drip ? 1 : bytes.size();
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        auto const piece = net::buffer(bytes.data() + at, std::min(step, bytes.size() - at));
        auto [error, size] = co_await net::async_write(stream, piece, no_throw);
        if (error)
            co_return false;
        if (behaviour.what == Do::drip) {
            timer.expires_after(std::chrono::milliseconds{behaviour.ms});
            co_await timer.async_wait(no_throw);
        }
    }
    co_return goes_on;
}

Response Server::Impl::take(Request const& request, Behaviour const& behaviour)
{
    auto const header = [&request](char const* name) { return std::string_view{request[name]}; };
    if (!options.secret.empty() &&
        !is_signed(options.secret, header("webhook-id"), header("webhook-timestamp"),
                   header("webhook-signature"), request.body(), std::time(nullptr))) {
        ++bad_signatures;
        return answer(401, R"({"error":"the signature is not right"})");
    }
    auto const changes = changes_of(request.body());
    if (!changes)
        return answer(400, R"({"error":"this is not a batch"})");
    auto const matches = [&](Received const& change) {
        return !behaviour.match.empty() &&
               change.json.find(behaviour.match) != std::string_view::npos;
    };
    auto scripted = [&] {
        auto response = answer(behaviour.status, behaviour.body);
        for (auto const& [name, value] : behaviour.headers)
            response.set(name, value);
        return response;
    };
    if (behaviour.what == Do::status)
        return scripted();
    if (behaviour.what == Do::reject_if && std::ranges::any_of(*changes, matches))
        return scripted();
    std::string body = R"({"results":[)";
    for (auto const& change : *changes) {
        bool const refused = behaviour.what == Do::refuse && matches(change);
        bool const fresh = !refused && store.take(change);
        body += body.back() == '[' ? "" : ",";
        body.append(R"({"id":")").append(change.id).append(R"(","status":")");
        body += refused ? behaviour.item_status : fresh ? "ok" : "duplicate";
        body += '"';
        if (refused && !behaviour.error.empty())
            body += R"(,"error":)" + boost::json::serialize(boost::json::value(behaviour.error));
        body += '}';
    }
    body += "]}";
    store.flush();
    return behaviour.what == Do::apply_status ? scripted() : answer(200, std::move(body));
}

Response Server::Impl::seen(bool with_ids) const
{
    boost::json::object seen{{"requests", requests},
                             {"changes", store.ids().size()},
                             {"repeats", store.repeats()},
                             {"bad_signatures", bad_signatures}};
    if (with_ids)
        seen["ids"] = boost::json::value_from(store.ids());
    return answer(200, boost::json::serialize(seen));
}

Response Server::Impl::other(Request const& request)
{
    std::string_view const target{request.target()};
    bool const post = request.method() == http::verb::post;
    if (target == "/seen" || target == "/seen?ids=0")
        return seen(target == "/seen");
    if (target == "/changes")
        return answer(200, store.changes(), "application/jsonl");
    if (post && target == "/reset") {
        store.clear();
        script.clear();
        requests = bad_signatures = 0;
        return answer(204, "");
    }
    if (!post || target != "/behave")
        return answer(404, R"({"error":"there is nothing here"})");
    try {
        script.append(parse_behaviours(request.body()));
    } catch (std::invalid_argument const& error) {
        return answer(400, boost::json::serialize(boost::json::object{{"error", error.what()}}));
    }
    return answer(204, "");
}

Server::Server(net::io_context& io, ServerOptions const& options)
    : impl_(std::make_unique<Impl>(io, options))
{
    net::co_spawn(io, impl_->accept(), net::detached);
}

Server::~Server() = default;

std::uint16_t Server::port() const
{
    return impl_->acceptor.local_endpoint().port();
}

} // namespace playsync::receiver
