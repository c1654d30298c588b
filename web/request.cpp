// SPDX-License-Identifier: MIT
#include "web/request.hpp"

#include <algorithm>

namespace playsync::web {
namespace {

char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

bool same_word(std::string_view a, std::string_view b) noexcept
{
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) noexcept
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

std::optional<std::string_view> field(Request const& request, std::string_view name) noexcept
{
    for (auto const& each : request.fields)
        if (same_word(each.name, name))
            return each.value;
    return std::nullopt;
}

std::size_t count(Request const& request, std::string_view name) noexcept
{
    auto const named = [name](Field const& each) { return same_word(each.name, name); };
    return static_cast<std::size_t>(std::ranges::count_if(request.fields, named));
}

bool lists(Request const& request, std::string_view name, std::string_view word) noexcept
{
    for (auto const& each : request.fields) {
        if (!same_word(each.name, name))
            continue;
        for (auto rest = each.value; !rest.empty();) {
            auto const comma = std::min(rest.find(','), rest.size());
            if (same_word(trimmed(rest.substr(0, comma)), word))
                return true;
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    }
    return false;
}

bool has_body(Request const& request) noexcept
{
    auto const length = field(request, "Content-Length");
    return count(request, "Transfer-Encoding") > 0 ||
           (length && length->find_first_not_of('0') != std::string_view::npos);
}

bool wants_websocket(Request const& request) noexcept
{
    return request.method == "GET" && request.version >= 11 &&
           lists(request, "Connection", "upgrade") && lists(request, "Upgrade", "websocket");
}

} // namespace playsync::web
