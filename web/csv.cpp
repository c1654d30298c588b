// SPDX-License-Identifier: MIT
#include "web/csv.hpp"

#include <algorithm>

#include "storage/json_text.hpp"

namespace playsync::web {
namespace {

std::string ids_of(Item const& item)
{
    std::string out;
    for (auto const& [scheme, value] : item.ids)
        out += (out.empty() ? "" : " ") + scheme + "=" + value;
    return out;
}

} // namespace

void append_cell(std::string& out, std::string_view text)
{
    constexpr std::string_view formula = "=+-@\t\r";
    bool const is_plain = std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.' || c == ':';
    });
    bool const runs = !text.empty() && formula.find(text.front()) != std::string_view::npos;
    if (is_plain && !runs) {
        out += text;
        return;
    }
    out += runs ? "\"'" : "\"";
    for (char const c : text) {
        out += c;
        if (c == '"')
            out += c;
    }
    out += '"';
}

void CsvLine::separate()
{
    if (!is_first_)
        out_ += ',';
    is_first_ = false;
}

void CsvLine::text(std::string_view value)
{
    separate();
    append_cell(out_, value);
}

void CsvLine::number(std::int64_t value, bool is_known)
{
    separate();
    if (is_known)
        append_number(out_, value);
}

void CsvLine::time(UnixMs value, bool is_known)
{
    separate();
    if (is_known)
        append_time(out_, value);
}

void CsvLine::item(Item const& item)
{
    text(name_of(item.kind));
    text(item.title);
    text(item.show);
    number(item.season, item.season >= 0);
    number(item.episode, item.episode >= 0);
    text(item.artist);
    text(item.album);
    number(item.year, item.year != 0);
    text(ids_of(item));
}

} // namespace playsync::web
