// SPDX-License-Identifier: MIT
#include "web/address.hpp"

#include <algorithm>

namespace playsync::web {
namespace {

int hex_digit(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

Address split_target(std::string_view target) noexcept
{
    auto const mark = target.find('?');
    if (mark == std::string_view::npos)
        return {target, {}};
    return {target.substr(0, mark), target.substr(mark + 1)};
}

std::optional<std::string> percent_decoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size() || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0)
                return std::nullopt;
            c = static_cast<char>(hex_digit(text[i + 1]) << 4 | hex_digit(text[i + 2]));
            i += 2;
        }
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f)
            return std::nullopt;
        out += c;
    }
    return out;
}

std::optional<Parameters> read_query(std::string_view query,
                                     std::span<std::string_view const> allowed, std::string& wrong)
{
    Parameters parameters;
    while (!query.empty()) {
        auto const end = std::min(query.find('&'), query.size());
        auto const pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        auto const equals = std::min(pair.find('='), pair.size());
        auto const name = std::string{pair.substr(0, equals)};
        auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())));
        if (std::ranges::find(allowed, name) == allowed.end())
            wrong = "there is no parameter '" + name + "' here";
        else if (!value)
            wrong = "parameter '" + name + "' is not well-formed";
        else if (!parameters.emplace(name, std::move(*value)).second)
            wrong = "parameter '" + name + "' is there twice";
        if (!wrong.empty())
            return std::nullopt;
    }
    return parameters;
}

bool fits(std::string_view pattern, std::string_view path, std::string_view& segment) noexcept
{
    auto const star = pattern.find('*');
    if (star == std::string_view::npos)
        return pattern == path;
    auto const tail = pattern.substr(star + 1);
    if (path.size() <= pattern.size() - 1 || !path.starts_with(pattern.substr(0, star)) ||
        !path.ends_with(tail))
        return false;
    segment = path.substr(star, path.size() - tail.size() - star);
    return segment.find('/') == std::string_view::npos;
}

} // namespace playsync::web
