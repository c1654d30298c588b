// SPDX-License-Identifier: MIT
#include "web/send.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>

#include "web/http_message.hpp"

namespace playsync::web {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);

net::awaitable<bool> send_whole(beast::tcp_stream& stream, Response response, SendManner manner)
{
    auto message = message_of(std::move(response), manner.is_head, manner.keep);
    stream.expires_after(manner.write);
    auto const [error, size] = co_await http::async_write(stream, message, no_throw);
    co_return !error;
}

net::awaitable<bool> send_piece(beast::tcp_stream& stream, std::string piece, SendManner manner)
{
    auto const bytes = net::buffer(piece);
    stream.expires_after(manner.write);
    if (manner.is_old) {
        auto const [error, size] = co_await net::async_write(stream, bytes, no_throw);
        co_return !error;
    }
    auto const chunk = http::make_chunk(bytes);
    auto const [error, size] = co_await net::async_write(stream, chunk, no_throw);
    co_return !error;
}

net::awaitable<bool> send_end(beast::tcp_stream& stream, SendManner manner)
{
    auto const last = http::make_chunk_last();
    stream.expires_after(manner.write);
    auto const [error, size] = co_await net::async_write(stream, last, no_throw);
    co_return !error;
}

net::awaitable<bool> send_pieces(beast::tcp_stream& stream, Response response, SendManner manner)
{
    auto const source = std::move(response.source);
    bool const begun = co_await send_head(stream, std::move(response), manner);
    if (!begun || manner.is_head)
        co_return begun;
    while (auto piece = source->next()) {
        bool goes_on = true;
        if (piece->empty())
            co_await net::post(stream.get_executor(), net::use_awaitable);
        else
            goes_on = co_await send_piece(stream, std::move(*piece), manner);
        if (!goes_on)
            co_return false;
    }
    co_return manner.is_old || co_await send_end(stream, manner);
}

} // namespace

net::awaitable<bool> send_head(beast::tcp_stream& stream, Response head, SendManner manner)
{
    auto message = message_of(std::move(head), true, manner.keep);
    message.erase(http::field::content_length);
    message.chunked(!manner.is_old);
    http::response_serializer<http::string_body> head_only{message};
    stream.expires_after(manner.write);
    auto const [error, size] = co_await http::async_write_header(stream, head_only, no_throw);
    co_return !error;
}

net::awaitable<bool> send_response(beast::tcp_stream& stream, Response response, SendManner manner)
{
    bool const is_whole = !response.source;
    if (is_whole)
        co_return co_await send_whole(stream, std::move(response), manner);
    co_return co_await send_pieces(stream, std::move(response), manner);
}

} // namespace playsync::web
