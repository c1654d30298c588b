// SPDX-License-Identifier: MIT
// Targets of requests: path, query, percent-encoding. Pure.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace playsync::web {

struct Address {
    std::string_view path;
    std::string_view query; // without the question mark
};

Address split_target(std::string_view target) noexcept;

/// Nothing when it is not well-formed or holds a control character.
std::optional<std::string> percent_decoded(std::string_view text);

using Parameters = std::map<std::string, std::string, std::less<>>;

/// Nothing when a parameter is malformed, not among `allowed`, or there twice; `wrong` says which.
std::optional<Parameters> read_query(std::string_view query,
                                     std::span<std::string_view const> allowed, std::string& wrong);

/// Whether `path` is `pattern`, whose one "*" stands for a segment; that goes to `segment`.
bool fits(std::string_view pattern, std::string_view path, std::string_view& segment) noexcept;

} // namespace playsync::web
