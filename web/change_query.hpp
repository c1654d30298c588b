// SPDX-License-Identifier: MIT
// Which changes somebody means: parameters of an address, members of a body. Pure.
#pragma once

#include <array>
#include <string>

#include "web/address.hpp"
#include "web/changes.hpp"

namespace playsync::web {

/// Names of what filters changes.
constexpr std::array<std::string_view, 7> filter_names{"state", "target", "user", "kind",
                                                       "q",     "since",  "until"};

/// Sets what `name` filters by. Returns what is wrong with it, empty when nothing is.
std::string read_filter(std::string_view name, std::string const& value, ChangeQuery& query);
/// Also `sort`, `limit` and `cursor`. Fills `query`.
std::string read_change_query(Parameters const& given, ChangeQuery& query);

/// A place in a list as text for an address, and back; nothing when it is none.
std::string cursor_text(std::string_view place);
std::optional<std::string> cursor_place(std::string_view text);

} // namespace playsync::web
