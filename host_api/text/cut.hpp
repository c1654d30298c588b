// SPDX-License-Identifier: MIT
// Text that is too long, cut where a character of UTF-8 ends.
#pragma once

#include <cstddef>
#include <string_view>

namespace playsync {

/// The longest beginning of `text` that has at most `most` bytes and ends where a character does.
/// Where bytes are no UTF-8, they are cut as they come.
std::string_view cut_text(std::string_view text, std::size_t most) noexcept;

} // namespace playsync
