// SPDX-License-Identifier: MIT
// One origin, a few kept-alive connections, and time limits on every step.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "plugin/http/url.hpp"
#include "plugin/net.hpp"
#include "plugin/sync/outcome.hpp"

namespace playsync::http {

struct Request {
    std::string method = "POST";
    std::string path;
    std::vector<std::pair<std::string, std::string>> headers; // Host and User-Agent are added
    std::string body;
    bool repeatable = false; // the server knows a repeat by an id: a stale connection is retried
};

struct Response {
    unsigned status = 0;
    std::vector<std::pair<std::string, std::string>> headers; // names in lower case
    std::string body;

    std::string_view header(std::string_view lower_case_name) const noexcept;
};

/// There was no whole answer. `kind`: unreachable (the request never left), ambiguous (it may
/// have arrived), misconfigured (the certificate does not verify, the address is no service's).
struct Failure {
    ErrorClass kind = ErrorClass::unreachable;
    std::string message;
    bool cancelled = false;
};

/// One step of a connection that is opened to see whether it can be.
struct Reached {
    std::string name; // "name", "connect", "TLS"
    std::chrono::milliseconds took{0};
    Failure failure; // `kind` none: it went well
};

using Answer = std::variant<Response, Failure>;

struct ClientOptions {
    Origin origin;
    std::string ca_file;                       // empty: the system's
    std::string fingerprint;                   // SHA-256 of the one certificate that is trusted
    std::uint16_t const* own_port = nullptr;   // of the admin page, where nothing is sent
    std::chrono::milliseconds connect{10'000}; // resolve, connect and handshake, each
    std::chrono::milliseconds answer{30'000};  // from the first byte sent to the last received
    std::size_t largest_header = 64 * 1024;
    std::size_t largest_body = 4 * 1024 * 1024;
};

/// [engine-thread]
class Client {
public:
    /// Throws std::runtime_error when the CA file cannot be used.
    Client(net::io_context& io, ClientOptions options);
    ~Client();
    Client(Client const&) = delete;
    Client& operator=(Client const&) = delete;

    /// Never throws for what the network or the server did.
    net::awaitable<Answer> send(Request request);
    /// Opens a connection of its own, step by step, up to the first that fails.
    net::awaitable<std::vector<Reached>> probe();
    /// Ends every request under way with Failure::cancelled, and closes all connections.
    void cancel() noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace playsync::http
