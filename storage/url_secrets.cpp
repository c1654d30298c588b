// SPDX-License-Identifier: MIT
#include "storage/url_secrets.hpp"

#include <algorithm>

#include "storage/url_address.hpp"
#include "storage/url_parameters.hpp"

namespace playsync {
namespace {

/// What a player calls a stream: the name the path ends with, decoded; else the server.
std::string name_of(std::string_view address)
{
    auto const place = rewritten(address, As::text);
    std::string_view rest = place;
    while (rest.ends_with('/'))
        rest.remove_suffix(1);
    auto name = url_decoded(rest.substr(rest.find_last_of('/') + 1)); // none + 1 is the start
    name.resize(std::min(name.size(), parameters_begin(name)));
    return name;
}

bool is_address(std::string_view text)
{
    if (text.find_first_of(" \t\n") != none)
        return false;
    bool const named = !scheme_of(text).empty() || text.starts_with("magnet:?");
    return named || (text.starts_with("//") && text.find('@') != none);
}

/// Where the URL begins whose "//" is at `slashes`; `none`: it is none.
std::size_t address_begin(std::string_view text, std::size_t slashes)
{
    if (slashes > 0 && text[slashes - 1] == ':')
        return scheme_begin(text, slashes - 1);
    auto const end = text.find_first_of(" /", slashes + 2);
    bool const user = text.substr(slashes, end - slashes).find('@') != none;
    return user && (slashes == 0 || !is_of_scheme(text[slashes - 1])) ? slashes : none;
}

/// URLs that stand in a text.
std::string without_inner_secrets(std::string_view text)
{
    std::string result;
    for (auto mark = text.find("//"); mark != none; mark = text.find("//")) {
        auto const begin = address_begin(text, mark);
        auto const from = std::min(begin, mark);
        auto const end = std::min(text.size(), text.find_first_of(" \t\n\"<>", from));
        auto const address = text.substr(from, end - from);
        result.append(text.substr(0, from));
        result += begin == none ? std::string{address} : rewritten(address, As::text);
        text.remove_prefix(end);
    }
    return result.append(text);
}

bool has_secrets(std::string_view address)
{
    return !is_plain(address) && rewritten(address, As::text) != address;
}

/// Whether a player that knows no title shows `text` for `address`: what stands behind the last
/// slash, decoded or not, be that one of the query.
bool is_end_of(std::string_view text, std::string_view address)
{
    auto const last = [](std::string_view whole) { return whole.substr(whole.rfind('/') + 1); };
    auto const decoded = url_decoded(address);
    return text == last(address) || text == last(decoded) || text == address || text == decoded;
}

bool is_plain_item(Item const& item)
{
    auto const all = {&item.title, &item.show, &item.artist, &item.album, &item.host_key};
    return std::ranges::all_of(all, [](auto const* text) { return is_plain(*text); }) &&
           std::ranges::all_of(
               item.ids, [](auto const& id) { return is_plain(id.first) && is_plain(id.second); });
}

/// `secret`: whether the address has something to hide.
std::string cleaned(std::string_view text, std::string_view address, bool secret)
{
    constexpr int most_rounds = 3;
    if (secret && is_end_of(text, address))
        return name_of(address);
    if (is_plain(text))
        return std::string{text};
    auto const query = address.substr(std::min(address.size(), address.find('?')));
    auto result = std::string{text.substr(0, secret && query.size() > 1 ? text.find(query) : none)};
    for (int round = 0; round < most_rounds && encoded_mark(result) != none; ++round)
        result = url_decoded(result);
    if (is_address(result))
        return name_of(result);
    result = without_inner_secrets(result);
    auto decoded = result;
    for (int round = 0; round <= most_rounds; ++round) {
        auto const end = parameters_begin(decoded);
        if (end == 0 && !decoded.empty()) // "token=x": its name is no secret
            return std::string{
                parameter_name(decoded.substr(decoded.front() == '?')).value_or("?")};
        if (end < decoded.size())
            return decoded.substr(0, end);
        decoded = url_decoded(decoded);
    }
    return result;
}

} // namespace

std::string address_key(std::string_view address)
{
    return rewritten(address, As::key);
}

std::string text_without_secrets(std::string_view text, std::string_view address)
{
    return cleaned(text, address, has_secrets(address));
}

bool hide_url_secrets(Item& item, std::string_view address)
{
    bool const known = address == item.host_key; // most hosts tell one for both
    if (is_plain_item(item) && (known || is_plain(address)))
        return false;
    auto const before = item;
    auto const key = item.host_key;
    bool const key_secret = has_secrets(key);
    bool const secret = address != key && has_secrets(address);
    for (auto* text : {&item.title, &item.show, &item.artist, &item.album}) {
        if (text->empty())
            continue;
        *text = cleaned(*text, key, key_secret);
        if (secret)
            *text = cleaned(*text, address, secret);
    }
    item.host_key = address_key(key);
    for (auto& [scheme, value] : item.ids) {
        scheme = text_without_secrets(scheme);
        value = address_key(value);
    }
    return item != before;
}

} // namespace playsync
