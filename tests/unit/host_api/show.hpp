// SPDX-License-Identifier: MIT
// A media on one line, so that tables of them can be read and their failures too.
#pragma once

#include <array>
#include <string>

#include "host_api/media/media.hpp"

namespace playsync::media {

/// "episode|show=Lost|title=Pilot|2004|s1e2-3|show.tvdb=73739": only what is known.
inline std::string show(Media const& media)
{
    constexpr std::array<char const*, 4> kinds{"video", "movie", "episode", "track"};
    std::string line = kinds.at(static_cast<std::size_t>(media.kind));
    auto const add = [&](char const* name, std::string const& value) {
        if (!value.empty())
            line += std::string{"|"} + name + value;
    };
    add("show=", media.show);
    add("artist=", media.artist);
    add("album=", media.album);
    add("title=", media.title);
    if (media.year != 0)
        add("", std::to_string(media.year));
    if (media.season >= 0 || media.episode >= 0)
        line += "|s" + std::to_string(media.season) + "e" + std::to_string(media.episode);
    if (media.episode_end >= 0)
        line += "-" + std::to_string(media.episode_end);
    for (auto const& [scheme, value] : media.ids)
        line += "|" + scheme + "=" + value;
    return line;
}

} // namespace playsync::media
