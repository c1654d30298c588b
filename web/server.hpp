// SPDX-License-Identifier: MIT
// The admin page's listener: HTTP and WebSocket on one address, on the engine's thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "web/allow_list.hpp"
#include "web/changes.hpp"
#include "web/log_book.hpp"
#include "web/net.hpp"
#include "web/patience.hpp"
#include "web/setups.hpp"
#include "web/watches.hpp"

namespace playsync::web {

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8686;           // 0: any
    std::vector<std::string> host_names; // answered to beside the loopback's
    std::vector<Network> metrics_allow;  // may read the metrics without the token
    std::filesystem::path token_file;
    std::function<void(int level, std::string_view line)> log; // levels as PLAYSYNC_LOG_*
    Patience patience;
};

/// What the page works on; all of it outlives the server.
struct Backstage {
    Control& control;
    Changes& changes;
    Watches& watches;
    Setups& setups;
    LogBook& log_book;
};

/// Its coroutines run on `io`, whose run() returns only when stop() was called and all of them
/// have ended: destroy the server after that. [engine-thread]
class Server {
public:
    /// Binds. Throws std::runtime_error in words for a person.
    Server(net::io_context& io, Backstage const& backstage, ServerOptions options);
    ~Server();
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;

    void start();
    /// Pages are told, requests under way are answered, and what then still hangs is cut.
    void stop();
    /// Coroutines that have not ended.
    std::size_t running() const noexcept;

    std::uint16_t port() const noexcept;
    Audience& audience() noexcept;
    /// To the pages that follow the log.
    void tell_log(LogEntry const& entry);
    /// A fresh one-time code for the page's address. A secret: never log it.
    std::string new_code();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace playsync::web
