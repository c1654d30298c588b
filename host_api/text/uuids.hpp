// SPDX-License-Identifier: MIT
// UUIDs in a text, as tags and people write several of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace playsync {

/// Those of the form of RFC 9562, section 4, in lower case and in their order, each once, whatever
/// stands between them: "a; b", "a/b", "a, b", addresses.
std::vector<std::string> uuids_in(std::string_view text);

/// The same with ";" between them; empty when there is none.
std::string uuids_joined(std::string_view text);

} // namespace playsync
