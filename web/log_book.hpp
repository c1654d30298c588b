// SPDX-License-Identifier: MIT
// The newest lines of the plugin's log, as the page reads them. The plugin keeps them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/change.hpp"

namespace playsync::web {

/// As PLAYSYNC_LOG_*.
enum class LogLevel : std::uint8_t { debug = 1, info, warning, error };

struct LogEntry {
    std::uint64_t n = 0; // rises by one a line
    UnixMs at = 0;
    LogLevel level = LogLevel::info;
    std::string line;           // escaped, at most 1 KiB and a little
    bool names_an_item = false; // somebody watched it: not for reports
};

struct LogQuery {
    LogLevel level = LogLevel::debug;    // that and worse
    std::optional<std::uint64_t> cursor; // the first that is of interest; nothing: the newest
    std::size_t limit = 200;
};

struct LogPage {
    std::vector<LogEntry> entries; // oldest first
    std::uint64_t next = 1;        // the cursor for what comes then
};

class LogBook {
public:
    virtual ~LogBook() = default;
    /// [any-thread]
    virtual LogPage read(LogQuery const& query) const = 0;
};

std::string_view name_of(LogLevel level) noexcept;
std::optional<LogLevel> log_level_of(std::string_view name) noexcept;
/// As API.md spells it.
void append_log_entry(std::string& out, LogEntry const& entry);

} // namespace playsync::web
