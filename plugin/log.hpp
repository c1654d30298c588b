// SPDX-License-Identifier: MIT
// Our log lines, through spdlog, to the host. spdlog stays inside the .cpp.
#pragma once

#include <memory>
#include <string_view>

#include "playsync/host.h"

namespace playsync {

/// [any-thread] Control characters in a line are escaped and long lines cut, so that a title can
/// not forge an entry.
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
    void write(playsync_log_level level, std::string_view line);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace playsync
