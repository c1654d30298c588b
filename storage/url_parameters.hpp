// SPDX-License-Identifier: MIT
// The parameters of a URL: which say what the media is, and which are credentials. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace playsync {

/// What %XX stand for.
std::string url_decoded(std::string_view text);

/// Whether a parameter of this name is a credential or new at each visit: "api_key", "X-Amz-Date",
/// "PlaySessionId". `surely`: no word of it has another meaning ("key" has).
bool is_volatile(std::string_view name, bool surely = false);

/// The name of the parameter that `text` begins with ("name=…"), or nothing.
std::optional<std::string_view> parameter_name(std::string_view text);

/// Where in a text that is no URL the rest of one begins: "a.mkv?x", "a?name=x", "a&token=x". Else
/// the size of the text.
std::size_t parameters_begin(std::string_view text);

/// What is left of a query and a fragment to tell media apart, in one order; empty: nothing.
std::string lasting_parameters(std::string_view query, std::string_view fragment);

/// "~" and 24 digits, of which `text` cannot be read.
std::string hash_mark(std::string_view text);

} // namespace playsync
