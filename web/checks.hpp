// SPDX-License-Identifier: MIT
// What is refused before anything else: malformed heads that Beast's parser lets pass, other
// programs' names for this machine, other sites' pages. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "web/request.hpp"

namespace playsync::web {

constexpr std::size_t largest_head = 8192;
constexpr std::size_t most_header_lines = 100;
constexpr std::size_t largest_request_body = 1 << 20;

/// What the bytes of a connection hold so far.
struct HeadState {
    enum class Kind : std::uint8_t { partial, whole, refused };
    Kind kind = Kind::partial;
    std::size_t length = 0; // whole: of the head with its empty line
    unsigned status = 0;    // refused: 400, 414 or 431
};

/// Judges the raw bytes: only here can a folded line still be told from a straight one.
HeadState inspect_head(std::string_view bytes) noexcept;
/// What to say of one that is refused.
Problem problem_of(HeadState const& head);

/// What a head that parsed may still be refused for: B3 of the threat table.
std::optional<Problem> judge_head(Request const& head);

/// Loopback names with any port (a tunnel's is another), and `names`.
bool host_is_ours(std::string_view host, std::span<std::string const> names) noexcept;
/// Whether a page of `origin` came from the address the request went to.
bool origin_is_ours(std::string_view origin, std::string_view host) noexcept;

/// judge_head, then Host (421), then Origin and Sec-Fetch-Site (403).
std::optional<Problem> refuse(Request const& head, std::span<std::string const> names);

} // namespace playsync::web
