// SPDX-License-Identifier: MIT
// What the tags inside a file say of it: Matroska's, MP4's, and those of music. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host_api/media/media.hpp"

namespace playsync::media {

/// As the container spells them; keys are read without regard to case.
using Tags = std::vector<std::pair<std::string, std::string>>;

/// For any input. The kind is told only where the tags leave no doubt: a film by a film's id, an
/// episode by its numbers, a track by a MusicBrainz id, or any by MP4's own media type.
Media media_of_tags(Tags const& tags) noexcept;

} // namespace playsync::media
