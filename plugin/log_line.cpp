// SPDX-License-Identifier: MIT
#include "plugin/log_line.hpp"

#include <algorithm>

#include "host_api/text/printable.hpp"

namespace playsync {
namespace {

constexpr std::string_view hidden = "***";

bool ends_a_word(char c) noexcept
{
    return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>';
}

std::size_t end_of_word(std::string_view text, std::size_t from) noexcept
{
    while (from < text.size() && !ends_a_word(text[from]))
        ++from;
    return from;
}

/// Hides the word behind each `sign`.
void hide_behind(std::string& text, std::string_view sign)
{
    for (auto at = text.find(sign); at != std::string::npos; at = text.find(sign, at)) {
        at += sign.size();
        auto const end = end_of_word(text, at);
        if (end > at)
            text.replace(at, end - at, hidden);
    }
}

void hide_in_addresses(std::string& text)
{
    constexpr std::string_view sign = "://";
    for (auto at = text.find(sign); at != std::string::npos; at = text.find(sign, at)) {
        at += sign.size();
        auto const end = end_of_word(text, at);
        auto const query = text.find_first_of("?", at);
        if (query < end)
            text.replace(query + 1, end - query - 1, hidden);
        auto const host = std::min(text.find('/', at), end_of_word(text, at));
        auto const credentials = text.substr(0, host).rfind('@');
        if (credentials != std::string::npos && credentials > at)
            text.replace(at, credentials - at, hidden);
    }
}

} // namespace

std::string log_line(std::string_view text)
{
    // What is cut off further down must not spare a secret from being found.
    std::string whole{text.substr(0, 4 * longest_line)};
    hide_in_addresses(whole);
    for (auto const sign : {"Bearer ", "Token ", "#code="})
        hide_behind(whole, sign);
    return printable(whole);
}

} // namespace playsync
