// SPDX-License-Identifier: MIT
#include "host_api/media/identify.hpp"

#include <algorithm>
#include <utility>

#include "host_api/media/address.hpp"
#include "host_api/media/episodes.hpp"
#include "host_api/media/ids.hpp"
#include "host_api/media/names.hpp"
#include "host_api/media/text.hpp"
#include "host_api/media/titles.hpp"

namespace playsync::media {
namespace {

bool is_sure(Media const& media) noexcept
{
    return media.kind != Kind::video;
}

bool is_file_name(std::string const& title)
{
    bool const spaced = title.find(' ') != std::string::npos;
    if (before_release_words(title).size() < title.size() ||
        (!spaced && title.find('.') != std::string::npos && read_label(title).certain))
        return true;
    PathParts parts;
    parts.name = parts.stem = title;
    return episode_of(parts).has_value();
}

/// A source that knows the series and nothing of the item itself: a tvshow.nfo.
bool tells_of_show_only(Media const& source)
{
    return source.kind == Kind::video && source.title.empty() && !source.show.empty();
}

/// Takes over what `next` tells and `media`, whose kind is known, does not say yet.
void complete(Media& media, Media const& next)
{
    bool const episode = media.kind == Kind::episode;
    if (!episode && tells_of_show_only(next))
        return;
    for (auto const field : {&Media::title, &Media::show, &Media::artist, &Media::album})
        if ((media.*field).empty())
            media.*field = next.*field;
    // Of an episode only a source that knows the show tells the show's year.
    bool const year_fits = !episode || next.kind == Kind::episode || !next.show.empty();
    if (media.year == 0 && year_fits)
        media.year = next.year;
    if (media.season < 0)
        media.season = next.season;
    if (media.episode < 0)
        media.episode = next.episode;
    if (media.season == next.season && media.episode == next.episode && media.episode_end < 0)
        media.episode_end = next.episode_end;
    for (auto const& id : next.ids)
        add_id(media.ids, id);
}

/// The sources, the strongest first.
std::vector<Media> sources_of(Known const& known)
{
    auto sources = known.nfos;
    auto tags = media_of_tags(known.tags);
    if (known.has_video && is_file_name(tags.title))
        tags.title.clear();
    sources.push_back(std::move(tags));
    if (is_url(known.address))
        sources.emplace_back().title = as_utf8(stream_title(known.address, known.shown_title));
    sources.push_back(media_of_path(known.address));
    return sources;
}

Kind kind_of(std::vector<Media> const& sources, bool has_video)
{
    if (!has_video)
        return Kind::track;
    for (auto const& source : sources)
        if (is_sure(source) && source.kind != Kind::track)
            return source.kind;
    return Kind::video;
}

void drop_what_does_not_fit(Media& media)
{
    bool const episode = media.kind == Kind::episode;
    if (!episode) {
        media.show.clear();
        media.season = media.episode = media.episode_end = -1;
    }
    if (media.kind != Kind::track)
        media.album.clear();
    std::erase_if(media.ids, [&](Id const& id) {
        bool const of_music = id.first.starts_with("mbid");
        return media.kind == Kind::track ? !of_music : of_music || (is_of_show(id) && !episode);
    });
}

Media extra_of(Known const& known)
{
    Media media;
    media.title = media_of_path(known.address).title;
    return media;
}

} // namespace

Media identify(Known const& known)
{
    Media media;
    if (known.has_video && is_extra(known.address)) {
        media = extra_of(known);
    } else {
        auto const sources = sources_of(known);
        media.kind = kind_of(sources, known.has_video);
        for (auto const& source : sources)
            complete(media, source);
        drop_what_does_not_fit(media);
    }
    if (media.title.empty() && media.show.empty())
        media.title = as_utf8(is_url(known.address) ? stream_title(known.address, known.shown_title)
                                                    : known.shown_title);
    media.duration_ms = std::max<std::int64_t>(0, known.duration_ms);
    return media;
}

} // namespace playsync::media
