// SPDX-License-Identifier: MIT
#include "web/change_query.hpp"

#include <charconv>

#include "storage/json_text.hpp"

namespace playsync::web {
namespace {

constexpr std::size_t most_items = 200;
constexpr std::size_t longest_words = 200;
constexpr std::size_t id_size = 16, due_key_size = 27; // of places: by age, by time of the next

int digit(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string read_time(std::string_view name, std::string const& value, std::optional<UnixMs>& time)
{
    time = parse_time(value);
    return time ? "" : "'" + std::string{name} + "' must be a time such as 2026-08-01T20:15:00Z";
}

std::string read_sort(std::string const& value, ChangeQuery& query)
{
    if (value == "newest")
        query.order = Order::newest;
    else if (value == "oldest")
        query.order = Order::oldest;
    else if (value == "next")
        query.order = Order::next;
    else
        return "parameter 'sort' must be newest, oldest or next";
    return {};
}

std::string read_limit(std::string const& value, ChangeQuery& query)
{
    auto const* const end = value.data() + value.size();
    auto const read = std::from_chars(value.data(), end, query.limit);
    if (read.ec == std::errc{} && read.ptr == end && query.limit >= 1 && query.limit <= most_items)
        return {};
    return "parameter 'limit' must be a number from 1 to 200";
}

} // namespace

std::string cursor_text(std::string_view place)
{
    constexpr std::string_view hex = "0123456789abcdef";
    std::string out;
    for (unsigned char const byte : place) {
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
    return out;
}

std::optional<std::string> cursor_place(std::string_view text)
{
    std::string place;
    if (text.size() != 2 * id_size && text.size() != 2 * due_key_size)
        return std::nullopt;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        auto const high = digit(text[i]), low = digit(text[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        place += static_cast<char>(high << 4 | low);
    }
    return place;
}

std::string read_filter(std::string_view name, std::string const& value, ChangeQuery& query)
{
    if (name == "state") {
        query.state = state_of(value);
        if (!query.state || *query.state == State::syncing)
            return "'state' must be pending, synced or failed";
    } else if (name == "target") {
        query.target = value;
    } else if (name == "user") {
        query.user = value;
    } else if (name == "kind") {
        query.kind = item_kind_of(value);
        if (!query.kind)
            return "'kind' must be movie, episode, track or video";
    } else if (name == "q") {
        query.words = value;
        if (value.size() > longest_words)
            return "'q' must have at most 200 bytes";
    } else if (name == "since") {
        return read_time(name, value, query.since);
    } else if (name == "until") {
        return read_time(name, value, query.until);
    }
    return {};
}

std::string read_change_query(Parameters const& given, ChangeQuery& query)
{
    std::string wrong;
    for (auto const& [name, value] : given) {
        if (name == "sort")
            wrong = read_sort(value, query);
        else if (name == "limit")
            wrong = read_limit(value, query);
        else if (name != "cursor")
            wrong = read_filter(name, value, query);
        else if (auto place = cursor_place(value))
            query.from = std::move(*place);
        else
            wrong = "parameter 'cursor' must be a 'next' that was given out";
        if (!wrong.empty())
            return wrong;
    }
    bool const indexed = query.state == State::pending || query.state == State::failed;
    if (query.order == Order::next && !indexed)
        return "'sort' can be next only with a 'state' of pending or failed";
    auto const place_size = query.order == Order::next ? due_key_size : id_size;
    if (!query.from.empty() && query.from.size() != place_size)
        return "parameter 'cursor' belongs to a list in another order";
    return {};
}

} // namespace playsync::web
