// SPDX-License-Identifier: MIT
// Small steps on text that every source of identification takes. Bytes outside ASCII are kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace playsync::media {

std::string lower(std::string_view text);

/// Without the characters of `edges` at either end.
std::string_view trimmed(std::string_view text, std::string_view edges = " \t\r\n");

/// Lower case without spaces and punctuation, to compare names that people wrote.
std::string folded(std::string_view text);

/// A number of at most six digits and nothing else.
std::optional<int> number_of(std::string_view digits);

/// The year a date such as "1995-12-15" begins with; 0 when it does not.
int year_of(std::string_view date);

/// What a URL's %XX stand for.
std::string percent_decoded(std::string_view text);

/// As UTF-8: bytes that are none become U+FFFD.
std::string as_utf8(std::string_view text);

/// As UTF-8 that still tells two texts apart: bytes that are none become %XX.
std::string as_utf8_key(std::string_view text);

} // namespace playsync::media
