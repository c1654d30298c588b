// SPDX-License-Identifier: MIT
// Our log lines: through spdlog to the host, and the newest of them kept. spdlog stays inside the
// .cpp.
#pragma once

#include <memory>
#include <string_view>

#include "playsync/host.h"
#include "plugin/log_ring.hpp"

namespace playsync {

/// [any-thread] Lines are as log_line() makes them, so that a title cannot forge one and a secret
/// is in none.
class Log {
public:
    explicit Log(playsync_host const& host);
    ~Log();

    /// "debug", "info", "warning" or "error".
    void set_level(std::string_view level);

    void debug(std::string_view line) { write(PLAYSYNC_LOG_DEBUG, line); }
    void info(std::string_view line) { write(PLAYSYNC_LOG_INFO, line); }
    void warning(std::string_view line) { write(PLAYSYNC_LOG_WARNING, line); }
    void error(std::string_view line) { write(PLAYSYNC_LOG_ERROR, line); }
    /// As info; of what somebody watched.
    void info_of_item(std::string_view line) { write(PLAYSYNC_LOG_INFO, line, true); }
    void write(playsync_log_level level, std::string_view line, bool names_an_item = false);

    /// The newest lines, and whoever follows them.
    LogRing& ring() noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace playsync
