// SPDX-License-Identifier: MIT
// What is known of a media file, whatever the source: its name, its .nfo, its tags. Values only.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace playsync::media {

using Id = std::pair<std::string, std::string>; // scheme, value

struct Media {
    enum class Kind { video, movie, episode, track }; // video: nothing more is known

    Kind kind = Kind::video;
    std::string title;
    std::string show;
    std::string artist;
    std::string album;
    int year = 0;         // 0: unknown; an episode's is its show's, as catalogues name shows by it
    int season = -1;      // -1: unknown; 0 is "specials"
    int episode = -1;     // -1: unknown; the first one of a file that holds several
    int episode_end = -1; // the last one of these, which follow each other; -1: it holds one
    std::int64_t duration_ms = 0; // 0: unknown
    std::vector<Id> ids;          // one a scheme; those of an episode's show begin with "show."

    bool operator==(Media const&) const = default;
};

using Kind = Media::Kind;

} // namespace playsync::media
