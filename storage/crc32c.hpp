// SPDX-License-Identifier: MIT
// CRC-32C (Castagnoli), the check of every stored record.
#pragma once

#include <cstdint>
#include <string_view>

namespace playsync {

/// `seed` chains calls: crc32c(b, crc32c(a)) is the check of a followed by b.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t seed = 0) noexcept;

} // namespace playsync
