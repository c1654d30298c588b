// SPDX-License-Identifier: MIT
// What others said, made fit for one line of a log or a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace playsync {

constexpr std::size_t longest_line = 1024;

/// Control characters, bytes that are no UTF-8, and what reorders or breaks a line (\x1b, \u202e)
/// are escaped, so that a title can neither forge an entry nor steer a terminal. At most
/// longest_line bytes, with " …" where it was cut.
std::string printable(std::string_view text);

} // namespace playsync
