// SPDX-License-Identifier: MIT
// What a media file is, of all that is known of it. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host_api/media/media.hpp"
#include "host_api/media/tags.hpp"

namespace playsync::media {

struct Known {
    std::string address; // absolute path or URL
    Tags tags;
    std::vector<Media> nfos; // those of read_nfos()
    std::string shown_title; // what the player calls it; counts for a URL without a better title
    std::int64_t duration_ms = 0;
    bool has_video = true; // a cover picture is none
};

/// Field by field the .nfo files win over the tags, and the tags over the names, because people
/// and catalogues wrote the former on purpose. What is left out by one is taken of the next.
/// - Ids: the same, scheme by scheme.
/// - Kind: sound alone is a track; else the first source that is sure of one. Sound's kind is
///   never a picture's: a music video is a plain video.
/// - Fields that the kind has no use for are dropped: no film has a season, no track a show.
/// - Titles of tags that are a release's name ("Heat.1995.1080p-GRP") or hold an episode's numbers
///   tell nothing the file's name does not tell better.
/// - An extra (trailer, sample …) is a plain video whatever its tags say.
Media identify(Known const& known);

} // namespace playsync::media
