// SPDX-License-Identifier: MIT
#include "host_api/media/names.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <string>

#include "host_api/media/address.hpp"
#include "host_api/media/episodes.hpp"
#include "host_api/media/ids.hpp"
#include "host_api/media/text.hpp"
#include "host_api/media/titles.hpp"
#include "host_api/media/tracks.hpp"

namespace playsync::media {
namespace {

// clang-format off
constexpr std::array<std::string_view, 14> extra_suffixes{
    "trailer", "sample", "scene", "clip", "interview", "behindthescenes", "deleted",
    "deletedscene", "featurette", "short", "other", "extra", "teaser", "themesong"};
/// Folders of extras wherever they are.
constexpr std::array<std::string_view, 10> extra_folders{
    "trailers", "trailer", "extras", "featurettes", "behindthescenes", "deletedscenes",
    "interviews", "samples", "sample", "bonus"};
/// Folders of extras inside the folder of a film or a show; elsewhere they may be a library.
constexpr std::array<std::string_view, 6> inner_extra_folders{
    "other", "shorts", "clips", "scenes", "backdrops", "theme-music"};
// clang-format on

template <class Table>
bool holds(Table const& table, std::string_view word)
{
    return std::ranges::find(table, word) != table.end();
}

bool is_named_folder(std::string_view name)
{
    auto const label = read_label(name);
    return label.certain || !label.ids.empty() || season_of_folder(name).has_value();
}

bool is_extra(PathParts const& parts)
{
    auto const name = lower(parts.stem);
    auto const suffix = name.find_last_of("-._");
    auto const word = suffix == std::string::npos || suffix == 0
                          ? std::string_view{}
                          : std::string_view{name}.substr(suffix + 1);
    // Dots stand for spaces too: "The.Big.Short" is a film.
    if (word == "trailer" || word == "sample" || name == "trailer" || name == "sample" ||
        (!word.empty() && name[suffix] == '-' && holds(extra_suffixes, word)))
        return true;
    if (parts.folders.empty())
        return false;
    if (holds(extra_folders, folded(parts.folders.back())))
        return true;
    return parts.folders.size() >= 2 && holds(inner_extra_folders, lower(parts.folders.back())) &&
           is_named_folder(parts.folders[parts.folders.size() - 2]);
}

/// A copied disc is what its folder is called.
void leave_disc_folders(PathParts& parts)
{
    auto const is_disc = [](std::string_view folder) {
        auto const name = lower(folder);
        return name == "bdmv" || name == "video_ts";
    };
    auto const disc = std::ranges::find_if(parts.folders, is_disc);
    if (disc == parts.folders.end() || disc == parts.folders.begin())
        return;
    parts.folders.erase(disc, parts.folders.end());
    parts.name = parts.stem = parts.folders.back();
    parts.folders.pop_back();
}

Media video_of(PathParts const& parts)
{
    auto label = read_label(parts.stem);
    auto const folder = parts.folders.empty() ? Label{} : read_label(parts.folders.back());
    bool const same = folded(label.title) == folded(folder.title);
    bool const named = folder.certain || !folder.ids.empty();
    // One folder a film is the convention; inside it the file may have any name.
    bool const in_brackets = label.certain && parts.stem.find_first_of("([") != parts.stem.npos;
    if (named && (same || (!in_brackets && label.ids.empty()))) {
        label.title = folder.title;
        if (folder.year != 0)
            label.year = folder.year;
        label.certain = label.certain || folder.certain;
        for (auto const& id : folder.ids)
            add_id(label.ids, id);
    }
    Media media;
    media.kind = label.certain || !label.ids.empty() ? Kind::movie : Kind::video;
    media.title = label.title;
    media.year = label.year;
    media.ids = std::move(label.ids);
    return media;
}

Media identify(std::string_view path)
{
    auto const of_url = is_url(path) ? url_path(path) : std::string{};
    auto parts = split_path(is_url(path) ? of_url : path);
    Media media;
    if (parts.name.empty())
        return media;
    if (is_audio_extension(parts.extension)) {
        media = track_of(parts);
    } else if (is_extra(parts)) {
        media.title = clean_title(unbracketed(parts.stem).text);
    } else {
        leave_disc_folders(parts);
        auto episode = episode_of(parts);
        media = episode ? std::move(*episode) : video_of(parts);
    }
    if (media.title.empty() && media.kind != Kind::episode)
        media.title = parts.stem;
    for (auto* text : {&media.title, &media.show, &media.artist, &media.album})
        *text = as_utf8(*text);
    return media;
}

} // namespace

Media media_of_path(std::string_view path) noexcept
{
    if (path.size() > longest_path)
        return {};
    try {
        return identify(path);
    } catch (std::exception const&) { // no memory, or a pattern that gives up on a name
        return {};
    }
}

bool is_extra(std::string_view path)
{
    if (path.size() > longest_path)
        return false;
    auto const of_url = is_url(path) ? url_path(path) : std::string{};
    return is_extra(split_path(is_url(path) ? of_url : path));
}

} // namespace playsync::media
