// SPDX-License-Identifier: MIT
// A client, from its connection to its end, as the server keeps it.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include "web/connection.hpp"

namespace playsync::web {

/// A connection and what the server knows of it; lives in its coroutine's frame.
struct Guest {
    Guest(net::ip::tcp::socket socket, Patience const& patience)
        : bell(socket.get_executor()),
          told(socket.get_executor()),
          connection(std::move(socket), patience)
    {
    }

    std::optional<net::ip::address> peer; // nothing: it hung up at once
    bool is_busy = false;                 // owed an answer, or visiting
    bool is_writing = false;              // a frame that is not taken yet
    bool is_stream = false;               // its visit has no WebSocket
    Visit* visit = nullptr;
    net::steady_timer bell; // rung when the visit may have something to tell
    net::steady_timer told; // cancelled when the teller has ended
    bool is_told = false;
    Connection connection;
};

} // namespace playsync::web
