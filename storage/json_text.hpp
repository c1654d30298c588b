// SPDX-License-Identifier: MIT
// JSON and RFC 3339 written straight into a string: what the hot path stores is what is sent, so
// it never builds a document. Reading is Boost.JSON's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace playsync {

/// A JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);
void append_number(std::string& out, std::int64_t number);
/// The shortest text that reads as `number` again, with a "." in every locale. What is not finite
/// is "inf" or "nan", which is no JSON.
void append_real(std::string& out, double number);

/// `"key":`, with a comma before it unless it opens the object.
void append_key(std::string& out, std::string_view key);
void append_member(std::string& out, std::string_view key, std::string_view text);
void append_member(std::string& out, std::string_view key, std::int64_t number);

/// "2026-08-01T20:15:00.000Z", without quotes. Years 0000 to 9999; others are clamped.
void append_time(std::string& out, std::int64_t unix_ms);
std::string time_text(std::int64_t unix_ms);
/// With any number of fraction digits (read to the millisecond) and any offset.
std::optional<std::int64_t> parse_time(std::string_view text) noexcept;

} // namespace playsync
