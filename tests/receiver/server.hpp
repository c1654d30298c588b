// SPDX-License-Identifier: MIT
// The receiver's sockets.
#pragma once

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace playsync::receiver {

struct ServerOptions {
    std::uint16_t port = 0;       // 0: any
    std::string certificate, key; // PEM files; empty: plain HTTP
    std::string secret;           // empty: signatures are not asked for
    std::filesystem::path store;  // empty: memory only
};

class Server {
public:
    /// Binds 127.0.0.1. Throws std::exception.
    Server(boost::asio::io_context& io, ServerOptions const& options);
    ~Server();

    std::uint16_t port() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace playsync::receiver
