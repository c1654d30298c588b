// SPDX-License-Identifier: MIT
// Times of RFC 3339. No clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace playsync::standalone {

/// Unix milliseconds of "2026-08-01T20:15:00Z", also with a fraction, of which milliseconds are
/// read, and with an offset. A leap second is the first moment after it.
std::optional<std::int64_t> unix_ms_of(std::string_view text);

} // namespace playsync::standalone
