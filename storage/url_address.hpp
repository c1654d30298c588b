// SPDX-License-Identifier: MIT
// An address written anew, without what it keeps secret. Pure.
#pragma once

#include <string>
#include <string_view>

namespace playsync {

constexpr std::size_t none = std::string_view::npos;

/// As a key, with a mark of what its parameters say, or for people.
enum class As { key, text };

/// A URL, a path, or a host's own key; one with others inside it too.
std::string rewritten(std::string_view address, As as);

/// What can have nothing secret in it. For most that hosts tell it is the only look.
bool is_plain(std::string_view text);

bool is_of_scheme(char c) noexcept;
/// Where the scheme begins whose "://" is at `mark`, or `none`. One letter would be a drive.
std::size_t scheme_begin(std::string_view text, std::size_t mark);
/// Of a text that is a URL; else empty.
std::string_view scheme_of(std::string_view text);
/// The first "://" that is written in percent, or `none`.
std::size_t encoded_mark(std::string_view text);

} // namespace playsync
