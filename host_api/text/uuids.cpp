// SPDX-License-Identifier: MIT
#include "host_api/text/uuids.hpp"

#include <algorithm>

namespace playsync {
namespace {

constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

constexpr bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/// In lower case; NUL: it is no hexadecimal digit.
constexpr char hex_of(char c) noexcept
{
    if (is_digit(c) || (c >= 'a' && c <= 'f'))
        return c;
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : '\0';
}

constexpr bool is_word(char c) noexcept
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/// What `word` is, in lower case; empty: it is none.
std::string uuid_of(std::string_view word)
{
    std::string uuid;
    if (word.size() != form.size())
        return uuid;
    for (std::size_t i = 0; i < form.size(); ++i) {
        char const found = form[i] == '-' && word[i] == '-' ? '-' : hex_of(word[i]);
        if (found == '\0' || (form[i] == '-') != (found == '-'))
            return {};
        uuid += found;
    }
    return uuid;
}

} // namespace

std::vector<std::string> uuids_in(std::string_view text)
{
    std::vector<std::string> uuids;
    while (!text.empty()) {
        auto const end = std::ranges::find_if_not(text, is_word);
        auto const length = static_cast<std::size_t>(end - text.begin());
        auto uuid = uuid_of(text.substr(0, length));
        if (!uuid.empty() && std::ranges::find(uuids, uuid) == uuids.end())
            uuids.push_back(std::move(uuid));
        text.remove_prefix(std::min(length + 1, text.size()));
    }
    return uuids;
}

std::string uuids_joined(std::string_view text)
{
    std::string out;
    for (auto const& uuid : uuids_in(text))
        out += (out.empty() ? "" : ";") + uuid;
    return out;
}

} // namespace playsync
