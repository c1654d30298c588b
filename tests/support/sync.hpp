// SPDX-License-Identifier: MIT
// Ids and outcomes for the tests of decisions.
#pragma once

#include "plugin/sync/outcome.hpp"
#include "storage/ulid.hpp"

namespace playsync::test {

inline Ulid id(unsigned n, std::int64_t at = 0)
{
    Ulid ulid;
    for (std::size_t i = 0; i < 6; ++i)
        ulid.bytes[i] = static_cast<std::uint8_t>(at >> (8 * (5 - i)));
    ulid.bytes[14] = static_cast<std::uint8_t>(n >> 8);
    ulid.bytes[15] = static_cast<std::uint8_t>(n);
    return ulid;
}

inline Outcome said(ErrorClass kind, std::uint16_t status = 0)
{
    Outcome outcome;
    outcome.error = {kind, status, "words"};
    return outcome;
}

} // namespace playsync::test
