// SPDX-License-Identifier: MIT
// One connection, plain or with TLS. Part of beast_client.cpp, and of no other unit.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <poll.h>

#include <memory>

#include "plugin/http/beast_message.hpp"

namespace playsync::http {

namespace beast = boost::beast;
namespace ssl = net::ssl;
using boost::system::error_code;
using net::ip::tcp;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);
constexpr std::size_t largest_buffer = 128 * 1024; // a header, or a chunk's line

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

    /// Open, and nothing has come since the last answer: what was not asked for would be taken for
    /// the next one, and after the server's end of it a request would be in doubt for nothing.
    bool is_quiet()
    {
        pollfd socket{tcp().socket().native_handle(), POLLIN, 0};
        return tcp().socket().is_open() && buffer_.size() == 0 && ::poll(&socket, 1, 0) == 0;
    }

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
    beast::flat_buffer buffer_{largest_buffer};
};

} // namespace playsync::http
