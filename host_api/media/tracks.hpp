// SPDX-License-Identifier: MIT
// Names of music: "Artist/Album (1994)/01 - Title.flac". Pure.
#pragma once

#include "host_api/media/address.hpp"
#include "host_api/media/media.hpp"

namespace playsync::media {

/// Artist and album are read of the folders only where a track number or the album's year shows
/// that the folders are a music library's.
Media track_of(PathParts const& parts);

} // namespace playsync::media
