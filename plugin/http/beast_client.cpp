// SPDX-License-Identifier: MIT
// The only unit with Beast's client streams: each costs fifteen seconds to compile.
#include "plugin/http/client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <algorithm>
#include <list>
#include <stdexcept>

#include "plugin/http/beast_message.hpp"

namespace playsync::http {
namespace {

namespace beast = boost::beast;
namespace ssl = net::ssl;
using boost::system::error_code;
using net::ip::tcp;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);
constexpr std::size_t idle_limit = 8;

class Connection {
public:
    Connection(net::any_io_executor executor, ssl::context* tls)
        : plain_(tls ? nullptr : std::make_unique<beast::tcp_stream>(executor)),
          secure_(tls ? std::make_unique<beast::ssl_stream<beast::tcp_stream>>(executor, *tls)
                      : nullptr)
    {
    }

    beast::tcp_stream& tcp() { return secure_ ? secure_->next_layer() : *plain_; }
    beast::ssl_stream<beast::tcp_stream>* secure() { return secure_.get(); }
    beast::flat_buffer& buffer() { return buffer_; }

    net::awaitable<error_code> write(BeastRequest& request)
    {
        if (secure_) {
            auto [error, size] = co_await beast::http::async_write(*secure_, request, no_throw);
            co_return error;
        }
        auto [error, size] = co_await beast::http::async_write(*plain_, request, no_throw);
        co_return error;
    }

    net::awaitable<error_code> read(Parser& parser)
    {
        if (secure_) {
            auto [error, size] =
                co_await beast::http::async_read(*secure_, buffer_, parser, no_throw);
            co_return error;
        }
        auto [error, size] = co_await beast::http::async_read(*plain_, buffer_, parser, no_throw);
        co_return error;
    }

    bool reused = false;
    bool cancelled = false;

private:
    std::unique_ptr<beast::tcp_stream> plain_;
    std::unique_ptr<beast::ssl_stream<beast::tcp_stream>> secure_;
    beast::flat_buffer buffer_;
};

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
    tcp::resolver resolver{io};
    auto const place = resolving.insert(resolving.end(), &resolver);
    auto const port = std::to_string(options.origin.port);
    auto [error, endpoints] = co_await resolver.async_resolve(options.origin.host, port, no_throw);
    resolving.erase(place);
    if (error)
        co_return failed(ErrorClass::unreachable,
                         "cannot find " + options.origin.host + ": " + lower(error.message()),
                         error == net::error::operation_aborted || connection.cancelled);
    connection.tcp().expires_after(options.connect);
    auto [connect_error, endpoint] = co_await connection.tcp().async_connect(endpoints, no_throw);
    if (connect_error)
        co_return failed(ErrorClass::unreachable, in_words(connect_error), connection.cancelled);
    error_code ignored;
    connection.tcp().socket().set_option(tcp::no_delay{true}, ignored);
    if (connection.secure())
        co_return co_await handshake(connection);
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
