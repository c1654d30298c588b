// SPDX-License-Identifier: MIT
// An answer onto a connection: whole, or piece by piece while it is made.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <chrono>

#include "web/net.hpp"
#include "web/request.hpp"

namespace playsync::web {

struct SendManner {
    bool is_head = false; // no body is wanted
    bool is_old = false;  // no pieces, as in HTTP/1.0: the end of the connection ends the body
    bool keep = false;    // the connection is to go on
    std::chrono::milliseconds write{}; // for an answer, or a piece of it
};

/// The head of an answer whose body has no length yet.
net::awaitable<bool> send_head(boost::beast::tcp_stream& stream, Response head, SendManner manner);

/// False when the other side does not take it. Between two pieces others have their turn. What
/// Source::next() throws passes through: the answer is cut short, and so is to be the connection.
net::awaitable<bool> send_response(boost::beast::tcp_stream& stream, Response response,
                                   SendManner manner);

} // namespace playsync::web
