// SPDX-License-Identifier: MIT
// .nfo files, as Kodi and Jellyfin write them beside media. Pure but for read_nfos(), which is in
// nfo_files.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host_api/media/media.hpp"

namespace playsync::media {

/// Longer files are no .nfo of a media centre.
inline constexpr std::size_t longest_nfo = 1024 * 1024;

enum class NfoOf {
    item,
    show, // all in it is told of the series
};

/// Nothing for text that is neither well-formed XML of a known root (movie, episodedetails,
/// tvshow) nor has a catalogue's URL in it.
std::optional<Media> media_of_nfo(std::string_view text, NfoOf of = NfoOf::item) noexcept;

struct NfoPath {
    std::string path;
    NfoOf of;

    bool operator==(NfoPath const&) const = default;
};
/// Where the .nfo files of a media may be, the more particular first; of those with the same `of`
/// the first that exists and can be read counts.
std::vector<NfoPath> nfo_candidates(std::string_view media_path);

/// Reads the candidates: at most one of the item and one of its show.
std::vector<Media> read_nfos(std::string_view media_path);

} // namespace playsync::media
