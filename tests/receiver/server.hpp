// SPDX-License-Identifier: MIT
// The receiver's sockets.
#pragma once

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "tests/receiver/reception.hpp"

namespace playsync::receiver {

struct ServerOptions {
    std::uint16_t port = 0;       // 0: any
    std::string certificate, key; // PEM files; empty: plain HTTP
};

class Server {
public:
    /// Binds 127.0.0.1 and accepts. Throws std::exception. What a connection throws comes out of
    /// io.run(): the store's disk is full, and a sink that forgets is worth nothing.
    Server(boost::asio::io_context& io, Reception& reception, ServerOptions const& options);
    ~Server();

    std::uint16_t port() const;
    /// Takes no new connection, ends those that are idle, and the others after their answer or
    /// `grace`. io.run() returns then.
    void stop(std::chrono::milliseconds grace);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace playsync::receiver
