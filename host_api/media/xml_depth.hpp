// SPDX-License-Identifier: MIT
// A guard before a parser that recurses: how deep XML nests. Pure.
#pragma once

#include <string_view>

namespace playsync::media {

/// False for XML that nests deeper than `most`, that has a document type, or that is not closed;
/// never true where a parser would nest deeper.
bool nests_at_most(std::string_view xml, int most) noexcept;

} // namespace playsync::media
