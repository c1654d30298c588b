// SPDX-License-Identifier: MIT
#include "storage/change_search.hpp"

#include <algorithm>

#include "storage/json_text.hpp"

namespace playsync {
namespace {

constexpr std::size_t check_size = 4;

constexpr char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool contains(std::string_view text, std::string_view part) noexcept
{
    auto const same = [](char a, char b) { return lower(a) == lower(b); };
    return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

std::string as_json(std::string_view text)
{
    std::string out;
    append_json_string(out, text);
    return out;
}

/// Whether it can fit at all: a value stands in a body as it is written in JSON.
bool may_fit(Filter const& filter, std::string_view body)
{
    if (filter.user && body.find(as_json(*filter.user)) == std::string_view::npos)
        return false;
    if (filter.kind && body.find(as_json(name_of(*filter.kind))) == std::string_view::npos)
        return false;
    auto const words = as_json(filter.words);
    return contains(body, std::string_view{words}.substr(1, words.size() - 2));
}

} // namespace

bool looks_into_body(Filter const& filter) noexcept
{
    return filter.user || filter.kind || !filter.words.empty();
}

bool body_fits(Filter const& filter, std::string_view record)
{
    auto const body = record.substr(std::min(check_size, record.size()));
    if (!may_fit(filter, body))
        return false;
    auto const change = decode_body({}, body);
    if (!change || (filter.user && change->user != *filter.user) ||
        (filter.kind && change->item.kind != *filter.kind))
        return false;
    return has_words(change->item, filter.words);
}

bool has_words(Item const& item, std::string_view words)
{
    return contains(item.title, words) || contains(item.show, words) ||
           contains(item.artist, words) || contains(item.album, words);
}

} // namespace playsync
