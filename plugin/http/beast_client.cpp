// SPDX-License-Identifier: MIT
// The only unit with Beast's client streams: each costs fifteen seconds to compile.
#include "plugin/http/client.hpp"

#include <boost/asio/connect.hpp>

#include <algorithm>
#include <list>
#include <stdexcept>

#include "plugin/http/beast_connection.hpp"

namespace playsync::http {
namespace {

using Endpoints = tcp::resolver::results_type;

constexpr std::size_t idle_limit = 8;

using ConnectionPtr = std::unique_ptr<Connection>;

bool is_verification(error_code const& error)
{
    return error.category() == net::error::get_ssl_category() &&
           ERR_GET_REASON(static_cast<unsigned long>(error.value())) ==
               SSL_R_CERTIFICATE_VERIFY_FAILED;
}

} // namespace

struct Client::Impl {
    Impl(net::io_context& context, ClientOptions given) : io(context), options(std::move(given))
    {
        if (!options.origin.tls)
            return;
        tls.emplace(ssl::context::tls_client);
        SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
        tls->set_verify_mode(ssl::verify_peer);
        error_code error;
        if (options.ca_file.empty())
            tls->set_default_verify_paths(error);
        else
            tls->load_verify_file(options.ca_file, error);
        if (error)
            throw std::runtime_error{
                (options.ca_file.empty() ? "the system's certificates" : options.ca_file) +
                " cannot be used: " + error.message()};
    }

    net::awaitable<Failure> open(Connection& connection);
    net::awaitable<Failure> resolve(Connection& connection, Endpoints& endpoints);
    net::awaitable<Failure> connect(Connection& connection, Endpoints const& endpoints);
    net::awaitable<Failure> handshake(Connection& connection);
    net::awaitable<Answer> exchange(Connection& connection, BeastRequest& request,
                                    bool& nothing_read);

    ConnectionPtr take()
    {
        while (!idle.empty()) {
            auto connection = std::move(idle.back());
            idle.pop_back();
            connection->reused = true;
            if (connection->tcp().socket().is_open())
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

net::awaitable<Failure> Client::Impl::resolve(Connection& connection, Endpoints& endpoints)
{
    tcp::resolver resolver{io};
    auto const place = resolving.insert(resolving.end(), &resolver);
    auto const port = std::to_string(options.origin.port);
    auto [error, found] = co_await resolver.async_resolve(options.origin.host, port, no_throw);
    resolving.erase(place);
    endpoints = std::move(found);
    if (error)
        co_return failed(ErrorClass::unreachable,
                         "cannot find " + options.origin.host + ": " + lower(error.message()),
                         error == net::error::operation_aborted || connection.cancelled);
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
    auto const& host = options.origin.host;
    error_code no_literal;
    net::ip::make_address(host, no_literal);
    auto* const rules = SSL_get0_param(stream.native_handle());
    if (no_literal) {
        SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
        X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size());
    } else {
        X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str());
    }
    connection.tcp().expires_after(options.connect);
    auto [error] = co_await stream.async_handshake(ssl::stream_base::client, no_throw);
    if (!error)
        co_return failed(ErrorClass::none, {}, false);
    if (is_verification(error)) {
        auto const verdict = SSL_get_verify_result(stream.native_handle());
        auto const reason = std::string{"the certificate of "} + host +
                            " does not verify: " + X509_verify_cert_error_string(verdict);
        co_return failed(ErrorClass::misconfigured, reason, connection.cancelled);
    }
    co_return failed(ErrorClass::unreachable, "TLS: " + in_words(error), connection.cancelled);
}

net::awaitable<Answer> Client::Impl::exchange(Connection& connection, BeastRequest& request,
                                              bool& nothing_read)
{
    connection.tcp().expires_after(options.answer);
    nothing_read = true;
    error_code error = co_await connection.write(request);
    if (error)
        co_return Answer{failed(ErrorClass::ambiguous, in_words(error), connection.cancelled)};
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(options.largest_header));
    parser.body_limit(options.largest_body);
    error = co_await connection.read(parser);
    nothing_read = !parser.got_some() && connection.buffer().size() == 0;
    if (error)
        co_return Answer{failed(ErrorClass::ambiguous, in_words(error), connection.cancelled)};
    if (!parser.get().keep_alive())
        connection.tcp().close();
    co_return Answer{response_of(parser)};
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
        auto const place = impl_->active.insert(impl_->active.end(), connection.get());
        bool nothing_read = false;
        std::optional<Answer> answer;
        if (!connection->reused) {
            Failure failure = co_await impl_->open(*connection);
            if (failure.kind != ErrorClass::none)
                answer.emplace(std::move(failure));
        }
        if (!answer)
            answer.emplace(co_await impl_->exchange(*connection, outgoing, nothing_read));
        impl_->active.erase(place);
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
    auto const place = impl_->active.insert(impl_->active.end(), connection.get());
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
    impl_->active.erase(place);
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
