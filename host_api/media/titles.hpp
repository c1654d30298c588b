// SPDX-License-Identifier: MIT
// The title, year and ids that the name of one folder or file holds. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "host_api/media/media.hpp"

namespace playsync::media {

/// A name without what stands in [] and {}: ids are kept aside, the rest (resolutions, release
/// groups, editions) says nothing of what the file is. A year in [] stays, as (year).
struct Unbracketed {
    struct Placed {
        Id id;
        std::size_t at; // where in `text` it stood
    };
    std::string text;
    std::vector<Placed> ids;
};
Unbracketed unbracketed(std::string_view name);

struct Label {
    std::string title;
    int year = 0;
    bool certain = false; // the year is one beyond doubt: in brackets, or in a release's name
    std::vector<Id> ids;
};
/// "Heat (1995) [imdbid-tt0113277]", "Heat.1995.1080p.BluRay.x264-GRP"
Label read_label(std::string_view name);

/// Up to where a release's name turns technical ("1080p", "BluRay", "x264" …).
std::string_view before_release_words(std::string_view text);

/// Dots and underscores read as spaces where they stand for them; no loose ends.
std::string clean_title(std::string_view text);

} // namespace playsync::media
