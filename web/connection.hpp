// SPDX-License-Identifier: MIT
// One connection to the server: requests in, answers out, and the WebSocket or stream it may
// become. Decides nothing but what is malformed; every wait has an end.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <optional>
#include <string>

#include "web/net.hpp"
#include "web/patience.hpp"
#include "web/request.hpp"
#include "web/visit.hpp"

namespace playsync::web {

/// [engine-thread]
class Connection {
public:
    Connection(net::ip::tcp::socket socket, Patience const& patience);
    ~Connection();
    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;

    enum class Read : std::uint8_t {
        done,
        refused, // problem() says why
        ended,   // closed, too slow, or cut
    };

    net::awaitable<Read> read_head();
    net::awaitable<Read> read_body();
    /// Valid after read_head until it is called again.
    Request request() const;
    Problem const& problem() const noexcept;
    /// Whether the client, too, wants the connection to go on.
    bool keeps_alive() const;
    /// Whether a body is announced that was not read.
    bool has_unread_body() const;

    /// False when the connection has ended: because `keep` is false, or by itself.
    net::awaitable<bool> send(Response response, bool keep);

    /// The answer to an upgrade. False when it was none after all.
    net::awaitable<bool> accept_websocket();
    /// An answer that has no end but the connection's; write_message() then sends what follows.
    /// False when it has ended by itself.
    net::awaitable<bool> begin_stream(Response head, std::string opening);
    /// Until the other side hangs up; what it says meanwhile is not listened to.
    net::awaitable<void> wait_end();

    /// False when there will be no more.
    net::awaitable<bool> read_message(std::string& text, bool& is_text);
    net::awaitable<bool> write_message(std::string text);
    /// Tells the other side of a WebSocket, and waits a little for it to agree.
    net::awaitable<void> say_farewell(Farewell farewell);

    /// Ends whatever it is doing.
    void cut();
    bool is_cut() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace playsync::web
