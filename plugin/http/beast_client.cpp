// SPDX-License-Identifier: MIT
// The only unit with Beast's client streams: each costs fifteen seconds to compile.
#include "plugin/http/client.hpp"

#include <boost/asio/connect.hpp>

#include <algorithm>
#include <list>

#include "plugin/http/beast_connection.hpp"
#include "plugin/http/destination.hpp"
#include "plugin/http/tls.hpp"

namespace playsync::http {
namespace {

using Endpoints = std::vector<tcp::endpoint>;

constexpr std::size_t idle_limit = 8;
constexpr unsigned most_interim = 16; // answers before the answer

using ConnectionPtr = std::unique_ptr<Connection>;

} // namespace

struct Client::Impl {
    Impl(net::io_context& context, ClientOptions given) : io(context), options(std::move(given))
    {
        if (options.origin.tls)
            tls.emplace(make_tls(options));
    }

    Endpoints fit(tcp::resolver::results_type const& found, std::string& why) const;
    net::awaitable<Failure> open(Connection& connection);
    net::awaitable<Failure> resolve(Connection& connection, Endpoints& endpoints);
    net::awaitable<Failure> connect(Connection& connection, Endpoints const& endpoints);
    net::awaitable<Failure> handshake(Connection& connection);
    net::awaitable<error_code> read_answer(Connection& connection, std::optional<Parser>& parser,
                                           bool& nothing_read);
    net::awaitable<Answer> exchange(Connection& connection, BeastRequest& request,
                                    bool& nothing_read);

    ConnectionPtr take()
    {
        while (!idle.empty()) {
            auto connection = std::move(idle.back());
            idle.pop_back();
            connection->reused = true;
            if (connection->is_quiet())
                return connection;
        }
        return std::make_unique<Connection>(io.get_executor(), tls ? &*tls : nullptr);
    }

    void keep(ConnectionPtr connection)
    {
        if (idle.size() < idle_limit)
            idle.push_back(std::move(connection));
    }

    net::io_context& io;
    ClientOptions options;
    std::optional<ssl::context> tls;
    std::vector<ConnectionPtr> idle;
    std::list<Connection*> active;
    std::list<tcp::resolver*> resolving;
};

namespace {

Failure failed(ErrorClass kind, std::string message, bool cancelled)
{
    Failure failure;
    failure.kind = kind;
    failure.message = std::move(message);
    failure.cancelled = cancelled;
    return failure;
}

std::string in_words(error_code const& error)
{
    if (error == beast::error::timeout)
        return "no answer in time";
    if (error == beast::http::error::unexpected_body)
        return "the server sends interim answers without an end";
    if (error == beast::http::error::end_of_stream ||
        error == beast::http::error::partial_message || error == net::error::eof ||
        error == ssl::error::stream_truncated)
        return "the connection was closed before the answer was complete";
    if (error.category() ==
        beast::http::make_error_code(beast::http::error::bad_version).category())
        return "the answer is not HTTP: " + error.message();
    return lower(error.message());
}

} // namespace

/// `kind` none: the connection is open.
net::awaitable<Failure> Client::Impl::open(Connection& connection)
{
    Endpoints endpoints;
    Failure failure = co_await resolve(connection, endpoints);
    if (failure.kind == ErrorClass::none)
        failure = co_await connect(connection, endpoints);
    if (failure.kind == ErrorClass::none && connection.secure())
        failure = co_await handshake(connection);
    co_return failure;
}

/// Those that may be a service. What is connected to is what was judged here.
Endpoints Client::Impl::fit(tcp::resolver::results_type const& found, std::string& why) const
{
    Endpoints endpoints;
    for (auto const& each : found) {
        auto reason = unfit(each.endpoint(), options.own_port ? *options.own_port : 0);
        if (reason.empty())
            endpoints.push_back(each.endpoint());
        else
            why = std::move(reason);
    }
    return endpoints;
}

net::awaitable<Failure> Client::Impl::resolve(Connection& connection, Endpoints& endpoints)
{
    tcp::resolver resolver{io};
    Listed const listed{resolving, resolver};
    auto const port = std::to_string(options.origin.port);
    auto [error, found] = co_await resolver.async_resolve(options.origin.host, port, no_throw);
    if (error)
        co_return failed(ErrorClass::unreachable,
                         "cannot find " + options.origin.host + ": " + lower(error.message()),
                         error == net::error::operation_aborted || connection.cancelled);
    std::string why;
    endpoints = fit(found, why);
    if (endpoints.empty())
        co_return failed(ErrorClass::misconfigured, std::move(why), connection.cancelled);
    co_return failed(ErrorClass::none, {}, false);
}

net::awaitable<Failure> Client::Impl::connect(Connection& connection, Endpoints const& endpoints)
{
    connection.tcp().expires_after(options.connect);
    auto [error, endpoint] = co_await connection.tcp().async_connect(endpoints, no_throw);
    if (error)
        co_return failed(ErrorClass::unreachable, in_words(error), connection.cancelled);
    error_code ignored;
    connection.tcp().socket().set_option(tcp::no_delay{true}, ignored);
    co_return failed(ErrorClass::none, {}, false);
}

net::awaitable<Failure> Client::Impl::handshake(Connection& connection)
{
    auto& stream = *connection.secure();
    auto const certificate = "the certificate of " + options.origin.host;
    expect_host(stream.native_handle(), options.origin.host);
    connection.tcp().expires_after(options.connect);
    auto [error] = co_await stream.async_handshake(ssl::stream_base::client, no_throw);
    if (!error && !options.fingerprint.empty() &&
        fingerprint_of(stream.native_handle()) != options.fingerprint)
        co_return failed(ErrorClass::misconfigured,
                         certificate + " is another than the one in 'fingerprint'",
                         connection.cancelled);
    if (!error)
        co_return failed(ErrorClass::none, {}, false);
    if (is_verdict(error)) {
        auto const verdict = SSL_get_verify_result(stream.native_handle());
        co_return failed(ErrorClass::misconfigured,
                         certificate +
                             " does not verify: " + X509_verify_cert_error_string(verdict),
                         connection.cancelled);
    }
    co_return failed(ErrorClass::unreachable, "TLS: " + in_words(error), connection.cancelled);
}

/// The next answer that is one: interim ones may come before it (RFC 9110 section 15.2).
net::awaitable<error_code>
Client::Impl::read_answer(Connection& connection, std::optional<Parser>& parser, bool& nothing_read)
{
    for (unsigned interim = 0; interim <= most_interim; ++interim) {
        parser.emplace();
        parser->header_limit(static_cast<std::uint32_t>(options.largest_header));
        parser->body_limit(options.largest_body);
        error_code const error = co_await connection.read(*parser);
        nothing_read = nothing_read && !parser->got_some() && connection.buffer().size() == 0;
        auto const status = parser->get().result_int();
        if (error || status / 100 != 1 || status == 101)
            co_return error;
    }
    co_return beast::http::make_error_code(beast::http::error::unexpected_body);
}

net::awaitable<Answer> Client::Impl::exchange(Connection& connection, BeastRequest& request,
                                              bool& nothing_read)
{
    connection.tcp().expires_after(options.answer);
    nothing_read = true;
    error_code error = co_await connection.write(request);
    if (error)
        co_return Answer{failed(ErrorClass::ambiguous, in_words(error), connection.cancelled)};
    std::optional<Parser> parser;
    error = co_await read_answer(connection, parser, nothing_read);
    if (error)
        co_return Answer{failed(ErrorClass::ambiguous, in_words(error), connection.cancelled)};
    if (!parser->get().keep_alive())
        connection.tcp().close();
    co_return Answer{response_of(*parser)};
}

Client::Client(net::io_context& io, ClientOptions options)
    : impl_(std::make_unique<Impl>(io, std::move(options)))
{
}

Client::~Client() = default;

net::awaitable<Answer> Client::send(Request request)
{
    auto outgoing = beast_request(request, impl_->options.origin);
    for (;;) {
        auto connection = impl_->take();
        Listed const listed{impl_->active, *connection};
        bool nothing_read = false;
        std::optional<Answer> answer;
        if (!connection->reused) {
            Failure failure = co_await impl_->open(*connection);
            if (failure.kind != ErrorClass::none)
                answer.emplace(std::move(failure));
        }
        if (!answer)
            answer.emplace(co_await impl_->exchange(*connection, outgoing, nothing_read));
        auto const* failure = std::get_if<Failure>(&*answer);
        if (!failure) {
            impl_->keep(std::move(connection));
            co_return std::move(*answer);
        }
        // The server may close an idle connection at any time. Nothing came back on it, so a
        // request that is safe to repeat gets a fresh one.
        bool const stale = connection->reused && nothing_read && !failure->cancelled;
        if (!stale || !request.repeatable)
            co_return std::move(*answer);
        impl_->idle.clear();
    }
}

net::awaitable<std::vector<Reached>> Client::probe()
{
    using std::chrono::steady_clock;
    std::vector<Reached> steps;
    auto connection =
        std::make_unique<Connection>(impl_->io.get_executor(), impl_->tls ? &*impl_->tls : nullptr);
    Listed const listed{impl_->active, *connection};
    Endpoints endpoints;
    auto began = steady_clock::now();
    auto const note = [&](char const* name, Failure& failure) {
        auto const now = steady_clock::now();
        steps.push_back({name, std::chrono::duration_cast<Millis>(now - began), failure});
        began = now;
        return failure.kind == ErrorClass::none;
    };
    Failure failure = co_await impl_->resolve(*connection, endpoints);
    bool going = note("name", failure);
    if (going) {
        failure = co_await impl_->connect(*connection, endpoints);
        going = note("connect", failure);
    }
    if (going && connection->secure()) {
        failure = co_await impl_->handshake(*connection);
        note("TLS", failure);
    }
    co_return steps;
}

void Client::cancel() noexcept
{
    for (auto* resolver : impl_->resolving)
        resolver->cancel();
    for (auto* connection : impl_->active) {
        connection->cancelled = true;
        connection->tcp().close();
    }
    impl_->idle.clear();
}

} // namespace playsync::http
