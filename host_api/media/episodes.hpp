// SPDX-License-Identifier: MIT
// Names of episodes: "S01E02", "1x02", "2024-01-31", or a bare number in a season's folder. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "host_api/media/address.hpp"
#include "host_api/media/media.hpp"

namespace playsync::media {

/// Nothing when the name is no episode's. Several in a row ("S02E01E02", "1x01-03") are told from
/// first to last; of others in one file the first.
std::optional<Media> episode_of(PathParts const& parts);

/// "Season 01", "S1", "Specials" (0).
std::optional<int> season_of_folder(std::string_view folder);

} // namespace playsync::media
