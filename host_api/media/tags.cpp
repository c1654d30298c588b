// SPDX-License-Identifier: MIT
#include "host_api/media/tags.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <initializer_list>
#include <string_view>

#include "host_api/media/ids.hpp"
#include "host_api/media/text.hpp"
#include "host_api/text/cut.hpp"

namespace playsync::media {
namespace {

constexpr std::size_t most_tags = 1024;
constexpr std::size_t longest_value = 4096;

/// The tags by folded key, "SEASON/PART_NUMBER" as "seasonpartnumber".
class Reader {
public:
    explicit Reader(Tags const& tags)
    {
        for (auto const& [key, value] : tags) {
            auto const text = trimmed(cut_text(value, longest_value));
            if (tags_.size() < most_tags && !text.empty())
                tags_.emplace_back(folded(key), as_utf8(text));
        }
    }

    /// Of the first of `keys` that is there; else empty.
    std::string text(std::initializer_list<std::string_view> keys) const
    {
        for (auto const key : keys) {
            auto const tag = std::ranges::find(tags_, key, &Tags::value_type::first);
            if (tag != tags_.end())
                return tag->second;
        }
        return {};
    }

    /// "3" and "3/12"; 0 is a number only where `from` is 0.
    int number(std::initializer_list<std::string_view> keys, int from) const
    {
        auto const value = text(keys);
        auto const number = number_of(trimmed(value.substr(0, value.find('/')))).value_or(-1);
        return number >= from ? number : -1;
    }

    Tags const& all() const noexcept { return tags_; }

private:
    Tags tags_;
};

/// What MP4's "media_type" says of itself.
Kind media_type_of(Reader const& tags)
{
    auto const type = tags.number({"mediatype"}, 0);
    constexpr int music = 1;
    constexpr int film = 9;
    constexpr int episode = 10;
    return type == film      ? Kind::movie
           : type == episode ? Kind::episode
           : type == music   ? Kind::track
                             : Kind::video;
}

void read_numbers(Reader const& tags, Media& media)
{
    media.show = tags.text({"show", "tvshow", "showtitle", "seriestitle", "collectiontitle"});
    media.season = tags.number({"seasonnumber", "season", "seasonpartnumber"}, 0);
    media.episode =
        tags.number({"episodenumber", "episodesort", "episode", "episodepartnumber"}, 0);
    // A part of what? Only with a season or a show is it an episode; else a track or a disc.
    if (media.episode < 0 && (media.season >= 0 || !media.show.empty()))
        media.episode = tags.number({"partnumber"}, 0);
    // FFmpeg writes MP4's zero for both when only the show was given.
    if (media.season == 0 && media.episode == 0)
        media.season = media.episode = -1;
}

std::vector<FoundId> ids_of(Reader const& tags)
{
    std::vector<FoundId> ids;
    for (auto const& [key, value] : tags.all())
        if (auto found = read_id(key, value))
            ids.push_back(std::move(*found));
    for (auto& found : ids_in_text(tags.text({"comment"})))
        ids.push_back(std::move(found));
    return ids;
}

void read_ids(Reader const& tags, Media& media)
{
    bool const numbered = media.season >= 0 && media.episode >= 0;
    bool const bare_tvdb_is_shows = numbered || media.kind == Kind::episode;
    auto const tvdb = tags.text({"tvdb"});
    for (auto& found : ids_of(tags)) {
        // Matroska's TVDB has shows only; films and episodes are TVDB2's.
        if (bare_tvdb_is_shows && found.id.first == "tvdb" && found.id.second == tvdb)
            found.id = of_show(std::move(found.id));
        if (media.kind == Kind::video && found.id.first == "mbid")
            media.kind = Kind::track;
        if (media.kind == Kind::video && !numbered)
            media.kind = found.kind;
        if (media.season < 0 && media.episode < 0 && found.season >= 0) {
            media.season = found.season;
            media.episode = found.episode;
        }
        add_id(media.ids, std::move(found.id));
    }
    if (media.kind == Kind::video && media.season >= 0 && media.episode >= 0)
        media.kind = Kind::episode;
}

Media read(Tags const& given)
{
    Reader const tags{given};
    Media media;
    media.kind = media_type_of(tags);
    media.title = tags.text({"title", "movietitle", "episodetitle"});
    media.artist = tags.text({"artist", "albumartist"});
    media.album = tags.text({"album"});
    read_numbers(tags, media);
    read_ids(tags, media);
    if (media.kind != Kind::episode &&
        media.show.empty()) // an episode's own year would be taken for its show's
        media.year = year_of(tags.text({"datereleased", "releasedate", "year", "date"}));
    return media;
}

} // namespace

Media media_of_tags(Tags const& tags) noexcept
{
    try {
        return read(tags);
    } catch (std::exception const&) { // no memory, or a pattern that gives up on a value
        return {};
    }
}

} // namespace playsync::media
