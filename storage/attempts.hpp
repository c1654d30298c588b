// SPDX-License-Identifier: MIT
// What was tried for a change and did not succeed: its last attempts, as one record. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/change.hpp"

namespace playsync {

struct Attempt {
    UnixMs at = 0;        // when it began
    std::int64_t ms = -1; // how long it took; -1: not known
    LastError error;      // of kind none: it succeeded

    bool operator==(Attempt const&) const = default;
};

constexpr std::size_t most_attempts = 10;         // of one change; the newest are kept
constexpr std::size_t longest_message = 500;      // bytes of UTF-8
constexpr std::int64_t longest_attempt = 1 << 30; // milliseconds that are told apart

/// Oldest first. What is damaged ends the list.
std::vector<Attempt> decode_attempts(std::string_view record);
/// `record` with one more; the oldest goes when there are too many.
std::string with_attempt(std::string_view record, Attempt const& attempt);
/// The message of the newest, if that is of `kind`, without reading the others into memory.
std::string last_message(std::string_view record, ErrorClass kind);

} // namespace playsync
