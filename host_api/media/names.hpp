// SPDX-License-Identifier: MIT
// What a path says of its media, by the naming conventions of Jellyfin, Plex and Kodi and those
// of releases. Pure.
#pragma once

#include <string_view>

#include "host_api/media/media.hpp"

namespace playsync::media {

/// For any input; nothing is known of a path above 4096 bytes. Of a plain video only the title
/// is told. Extras (trailers, samples …) are plain videos without ids: a trailer seen is no film
/// seen.
Media media_of_path(std::string_view path) noexcept;

/// By its folder ("trailers") or the end of its name ("-trailer").
bool is_extra(std::string_view path);

} // namespace playsync::media
