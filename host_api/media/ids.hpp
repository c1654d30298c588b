// SPDX-License-Identifier: MIT
// Ids of catalogues, as names, tags and .nfo files write them. An id that does not look like one
// of its catalogue is none: a wrong id would mark a wrong film.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "host_api/media/media.hpp"

namespace playsync::media {

/// An id and what its spelling says of the item ("movie/949" is a film's).
struct FoundId {
    Id id;
    Kind kind = Kind::video;
    int season = -1;
    int episode = -1;
};

/// `catalogue` as people write it: "IMDB", "imdbid", "tmdb_id", "MusicBrainz Track Id"…;
/// `value`: "tt0113277", "949", "movie/949", "tv/1396", "episodes/349232", or a URL of it.
std::optional<FoundId> read_id(std::string_view catalogue, std::string_view value);

/// All that text names by URL: https://www.imdb.com/title/tt0113277, tmdb://949 and the like.
std::vector<FoundId> ids_in_text(std::string_view text);

/// Nothing happens when the scheme has an id already.
void add_id(std::vector<Id>& ids, Id id);

/// The id, as an episode tells that of its show.
Id of_show(Id id);
bool is_of_show(Id const& id) noexcept;

} // namespace playsync::media
