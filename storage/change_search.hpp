// SPDX-License-Identifier: MIT
// Whether a stored body is what somebody looks for. Pure.
#pragma once

#include <string_view>

#include "storage/queue_values.hpp"

namespace playsync {

/// Whether the filter asks for anything that is in bodies only.
bool looks_into_body(Filter const& filter) noexcept;

/// `record` is a stored body with its check. Letter case of ASCII is ignored in `words`. Most that
/// do not fit are told without reading the JSON.
bool body_fits(Filter const& filter, std::string_view record);

/// Whether title, show, artist or album has `words` in it, whatever their letter case in ASCII.
bool has_words(Item const& item, std::string_view words);

} // namespace playsync
