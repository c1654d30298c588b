// SPDX-License-Identifier: MIT
#include "web/log_book.hpp"

#include <algorithm>

#include "storage/json_text.hpp"
#include "web/json.hpp"

namespace playsync::web {
namespace {

constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};

} // namespace

std::string_view name_of(LogLevel level) noexcept
{
    return names[static_cast<std::size_t>(level) - 1];
}

std::optional<LogLevel> log_level_of(std::string_view name) noexcept
{
    auto const found = std::ranges::find(names, name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<LogLevel>(found - names.begin() + 1);
}

void append_log_entry(std::string& out, LogEntry const& entry)
{
    out += '{';
    append_count(out, "n", entry.n);
    append_time_member(out, "at", entry.at);
    append_member(out, "level", name_of(entry.level));
    append_member(out, "line", entry.line);
    out += '}';
}

} // namespace playsync::web
