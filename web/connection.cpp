// SPDX-License-Identifier: MIT
// The only unit with Beast's server streams: each costs fifteen seconds to compile.
#include "web/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <functional>
#include <utility>

#include "web/checks.hpp"
#include "web/http_message.hpp"
#include "web/send.hpp"

namespace playsync::web {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using boost::system::error_code;
using net::ip::tcp;

using Parser = http::request_parser<http::string_body>;
// Without its compression, which is never offered.
using WebSocket = websocket::stream<beast::tcp_stream, false>;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);
constexpr std::size_t read_size = 4096;
constexpr std::size_t largest_buffer = 2 * largest_head; // a chunk's line with its extension too
constexpr std::size_t largest_message = 4096;
constexpr int largest_backlog = 64 * 1024; // in the system, of what a reader has not taken
constexpr std::size_t largest_linger = 256 * 1024;
constexpr std::chrono::seconds linger_time{2};
constexpr std::chrono::seconds close_time{5};

std::string_view view_of(beast::string_view text) noexcept
{
    return {text.data(), text.size()};
}

std::string_view view_of(beast::flat_buffer const& buffer) noexcept
{
    return {static_cast<char const*>(buffer.data().data()), buffer.size()};
}

} // namespace

struct Connection::Impl {
    Impl(tcp::socket socket, Patience const& given)
        : stream(std::move(socket)),
          guard(stream.get_executor()),
          patience(given)
    {
        // One who does not read is noticed soon, not megabytes later.
        error_code ignored;
        stream.socket().set_option(net::socket_base::send_buffer_size{largest_backlog}, ignored);
    }

    beast::tcp_stream& lowest() { return websocket ? websocket->next_layer() : stream; }
    void cut()
    {
        is_cut = true;
        lowest().close();
    }
    Read parse(std::size_t length);
    void watch_write();
    net::awaitable<void> linger();
    net::awaitable<void> read_in_vain();

    beast::tcp_stream stream;
    std::optional<WebSocket> websocket;
    beast::flat_buffer buffer{largest_buffer};
    std::function<void(std::uint64_t, beast::string_view, error_code&)> on_chunk{judge_chunk};
    std::optional<Parser> parser;
    Problem problem;
    net::steady_timer guard; // of a frame that is not taken
    std::shared_ptr<bool> alive = std::make_shared<bool>(true);
    Patience const& patience;
    bool is_first = true;
    bool is_cut = false;
};

Connection::Connection(tcp::socket socket, Patience const& patience)
    : impl_(std::make_unique<Impl>(std::move(socket), patience))
{
}

Connection::~Connection() = default;

net::awaitable<Connection::Read> Connection::read_head()
{
    auto& stream = impl_->stream;
    auto& buffer = impl_->buffer;
    auto const& patience = impl_->patience;
    auto const begin = std::chrono::steady_clock::now();
    bool const waits = !std::exchange(impl_->is_first, false) && buffer.size() == 0;
    auto deadline = begin + (waits ? patience.idle : patience.head);
    bool has_begun = !waits;
    for (;;) {
        auto const head = inspect_head(view_of(buffer));
        if (head.kind == HeadState::Kind::whole)
            co_return impl_->parse(head.length);
        if (head.kind == HeadState::Kind::refused) {
            impl_->problem = problem_of(head);
            co_return Read::refused;
        }
        stream.expires_at(deadline);
        auto const room = buffer.prepare(std::min(read_size, largest_buffer - buffer.size()));
        auto const [error, size] = co_await stream.async_read_some(room, no_throw);
        if (error || impl_->is_cut)
            co_return Read::ended;
        buffer.commit(size);
        if (!std::exchange(has_begun, true))
            deadline = std::chrono::steady_clock::now() + patience.head;
    }
}

Connection::Read Connection::Impl::parse(std::size_t length)
{
    parser.emplace();
    parser->header_limit(2 * largest_head);
    parser->body_limit(largest_request_body);
    parser->on_chunk_header(on_chunk);
    error_code error;
    auto const used = parser->put(net::buffer(buffer.data().data(), length), error);
    buffer.consume(used);
    if (!error && !parser->is_header_done())
        error = http::make_error_code(http::error::partial_message);
    if (!error)
        return Read::done;
    problem = problem_of(error);
    return Read::refused;
}

net::awaitable<Connection::Read> Connection::read_body()
{
    auto& parser = *impl_->parser;
    if (parser.is_done())
        co_return Read::done;
    impl_->stream.expires_after(impl_->patience.body);
    auto const [error, size] =
        co_await http::async_read(impl_->stream, impl_->buffer, parser, no_throw);
    if (!error)
        co_return Read::done;
    bool const is_malformed = error.category() == http::make_error_code({}).category() &&
                              error != http::error::partial_message &&
                              error != http::error::end_of_stream;
    if (!is_malformed || impl_->is_cut)
        co_return Read::ended;
    impl_->problem = problem_of(error);
    co_return Read::refused;
}

Request Connection::request() const
{
    auto const& message = impl_->parser->get();
    Request request;
    request.method = view_of(message.method_string());
    request.target = view_of(message.target());
    request.version = message.version();
    request.body = message.body();
    for (auto const& each : message)
        request.fields.push_back({view_of(each.name_string()), view_of(each.value())});
    return request;
}

Problem const& Connection::problem() const noexcept
{
    return impl_->problem;
}

bool Connection::keeps_alive() const
{
    return impl_->parser->get().keep_alive();
}

bool Connection::has_unread_body() const
{
    return !impl_->parser->is_done();
}

net::awaitable<bool> Connection::send(Response response, bool keep)
{
    SendManner manner;
    manner.write = impl_->patience.write;
    if (auto const& parser = impl_->parser) {
        manner.is_head = parser->get().method() == http::verb::head;
        manner.is_old = parser->get().version() < 11;
    }
    manner.keep = keep && !(manner.is_old && response.source);
    bool const sent = co_await send_response(impl_->stream, std::move(response), manner);
    if (!sent || impl_->is_cut)
        co_return false;
    if (!manner.keep)
        co_await impl_->linger();
    co_return manner.keep;
}

/// Closing with input unread makes the system reset the connection, and the answer may be lost.
net::awaitable<void> Connection::Impl::linger()
{
    error_code ignored;
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream.expires_after(linger_time);
    co_await read_in_vain();
}

/// Until the other side ends it, or has said too much.
net::awaitable<void> Connection::Impl::read_in_vain()
{
    for (std::size_t seen = 0; seen < largest_linger;) {
        buffer.clear();
        auto const room = buffer.prepare(read_size);
        auto const [error, size] = co_await stream.async_read_some(room, no_throw);
        if (error)
            co_return;
        seen += size;
    }
}

net::awaitable<bool> Connection::accept_websocket()
{
    // What follows the upgrade before it is granted is not a frame.
    if (impl_->buffer.size() > 0)
        co_return false;
    impl_->stream.expires_never();
    auto& websocket = impl_->websocket.emplace(std::move(impl_->stream));
    websocket::stream_base::timeout times;
    times.handshake_timeout = close_time;
    times.idle_timeout = impl_->patience.pong;
    times.keep_alive_pings = true;
    websocket.set_option(times);
    // Beast adds its name and version unless there is one; it cannot be told to leave it out.
    websocket.set_option(websocket::stream_base::decorator(
        [](websocket::response_type& response) { response.set(http::field::server, ""); }));
    websocket.read_message_max(largest_message);
    websocket.text(true);
    auto const& request = impl_->parser->get();
    auto const [error] = co_await websocket.async_accept(request, no_throw);
    co_return !error && !impl_->is_cut;
}

net::awaitable<bool> Connection::begin_stream(Response head, std::string opening)
{
    SendManner manner;
    manner.write = impl_->patience.write;
    manner.is_old = true;
    bool const sent = co_await send_head(impl_->stream, std::move(head), manner);
    if (!sent || impl_->is_cut)
        co_return false;
    impl_->stream.expires_never();
    co_return co_await write_message(std::move(opening));
}

net::awaitable<void> Connection::wait_end()
{
    co_await impl_->read_in_vain();
}

net::awaitable<bool> Connection::read_message(std::string& text, bool& is_text)
{
    auto& websocket = *impl_->websocket;
    auto& buffer = impl_->buffer;
    buffer.clear();
    auto const [error, size] = co_await websocket.async_read(buffer, no_throw);
    text = view_of(buffer);
    is_text = websocket.got_text();
    co_return !error;
}

void Connection::Impl::watch_write()
{
    guard.expires_after(patience.write);
    guard.async_wait([this, still = std::weak_ptr{alive}](error_code const& error) {
        if (!error && still.lock())
            cut();
    });
}

net::awaitable<bool> Connection::write_message(std::string text)
{
    impl_->watch_write();
    auto const message = net::buffer(text);
    auto const [error, size] = impl_->websocket
                                   ? co_await impl_->websocket->async_write(message, no_throw)
                                   : co_await net::async_write(impl_->stream, message, no_throw);
    impl_->guard.cancel();
    co_return !error;
}

net::awaitable<void> Connection::say_farewell(Farewell farewell)
{
    if (!impl_->websocket)
        co_return;
    websocket::close_reason reason{farewell.code};
    reason.reason.assign(farewell.reason.data(), farewell.reason.size());
    impl_->watch_write();
    co_await impl_->websocket->async_close(reason, no_throw);
    impl_->guard.cancel();
}

void Connection::cut()
{
    impl_->cut();
}

bool Connection::is_cut() const noexcept
{
    return impl_->is_cut;
}

} // namespace playsync::web
