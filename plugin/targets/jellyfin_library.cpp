// SPDX-License-Identifier: MIT
#include "plugin/targets/jellyfin_library.hpp"

#include <algorithm>

namespace playsync::jellyfin {
namespace {

constexpr std::string_view show_prefix = "show.";
constexpr int most_episodes = 200; // of one file: what is more is an error in its metadata

std::string id_name(std::string_view scheme, std::string_view value)
{
    return "id " + std::string{scheme} + " " + std::string{value};
}

std::string number_name(std::string_view series, int season, int episode)
{
    return "number " + std::string{series} + " " + std::to_string(season) + " " +
           std::to_string(episode);
}

/// "Show/Season 01/x.mkv" lies elsewhere on every machine, but in the same folder. Empty for what
/// has none.
std::string place_name(std::string_view path)
{
    auto const file = path.find_last_of("/\\");
    if (file == std::string_view::npos || file == 0)
        return {};
    auto const folder = path.find_last_of("/\\", file - 1);
    auto tail = std::string{path.substr(folder == std::string_view::npos ? 0 : folder + 1)};
    std::ranges::replace(tail, '\\', '/');
    return "place " + tail;
}

std::string called(std::string_view what, int year)
{
    return "called " + plain_title(what) + (year > 0 ? " of " + std::to_string(year) : "");
}

std::string performed(std::string_view artist, std::string_view title)
{
    return "by " + plain_title(artist) + ": " + plain_title(title);
}

std::string performed_on(std::string_view album, std::string_view artist, std::string_view title)
{
    return "on " + plain_title(album) + " " + performed(artist, title);
}

bool is_numbered(Item const& item) noexcept
{
    return item.kind == ItemKind::episode && item.season >= 0 && item.episode >= 0;
}

std::uint64_t hash_of(std::string_view text) noexcept
{
    std::uint64_t hash = 0xcbf29ce484222325; // FNV-1a, 64 bits
    for (char const c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

} // namespace

std::string plain_title(std::string_view title)
{
    std::string out;
    for (char const c : title) {
        bool const letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                            static_cast<unsigned char>(c) >= 0x80;
        if (letter)
            out += c;
        else if (c >= 'A' && c <= 'Z')
            out += static_cast<char>(c - 'A' + 'a');
        else if (c != '\'' && !out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

bool is_own_id(std::string_view scheme, std::string_view value) noexcept
{
    for (std::string_view const whole : {"release", "artist", "album", "collection"})
        if (scheme.find(whole) != std::string_view::npos)
            return false;
    if (value.starts_with("tt"))
        value.remove_prefix(2);
    return !value.starts_with('-') && value.find_first_not_of("0- ") != std::string_view::npos;
}

std::vector<std::string_view> types_of(ItemKind kind)
{
    switch (kind) {
    case ItemKind::movie:
        return {"Movie"};
    case ItemKind::episode:
        return {"Series", "Episode"};
    case ItemKind::track:
        return {"Audio"};
    case ItemKind::video:
        break;
    }
    return {"Movie,Video,MusicVideo"};
}

void Library::name(std::uint32_t item, std::string const& text)
{
    names_.push_back({hash_of(text), item});
}

Library::Series& Library::series_of(std::string const& id)
{
    auto const next = static_cast<std::uint32_t>(series_.size());
    auto const [at, is_new] = series_by_id_.try_emplace(id, next);
    return is_new ? series_.emplace_back() : series_[at->second];
}

void Library::add_series(ItemInfo const& item)
{
    auto& series = series_of(item.id);
    series.here = true;
    series.title = plain_title(item.name);
    series.year = item.year;
    for (auto const& [scheme, value] : item.ids)
        if (is_own_id(scheme, value))
            series.names.push_back(id_name(scheme, value));
}

void Library::add_episode(std::uint32_t number, ItemInfo const& item)
{
    if (item.series_id.empty() || item.season < 0 || item.episode < 0)
        return;
    auto& series = series_of(item.series_id);
    if (series.title.empty())
        series.title = plain_title(item.series);
    auto const last = std::clamp(item.last_episode, item.episode, item.episode + most_episodes);
    numbered_.push_back({number, static_cast<std::uint32_t>(&series - series_.data()), item.season,
                         item.episode, last});
}

void Library::add_track(std::uint32_t number, ItemInfo const& item)
{
    name(number, performed(item.artist, item.name));
    if (!item.album.empty())
        name(number, performed_on(item.album, item.artist, item.name));
}

void Library::add(ItemInfo const& item)
{
    if (item.type == "Series")
        return add_series(item);
    auto const number = static_cast<std::uint32_t>(ids_.size());
    std::copy_n(item.id.begin(), 32, ids_.emplace_back().begin());
    for (auto const& [scheme, value] : item.ids)
        if (is_own_id(scheme, value))
            name(number, id_name(scheme, value));
    if (auto const place = place_name(item.path); !place.empty())
        name(number, place);
    if (item.type == "Episode")
        return add_episode(number, item);
    if (item.type == "Audio")
        return add_track(number, item);
    name(number, called(item.name, item.year));
    if (item.year == 0)
        name(number, "undated " + plain_title(item.name));
    films_.push_back({{hash_of(called(item.name, 0)), number}, item.year});
}

std::vector<std::string> Library::missing_series() const
{
    std::vector<std::string> missing;
    for (auto const& [id, at] : series_by_id_)
        if (!series_[at].here)
            missing.push_back(id);
    std::ranges::sort(missing);
    return missing;
}

/// As films: by its name alone where no other of that name is of another year.
void Library::name_series()
{
    std::unordered_map<std::string, int> years; // by title; -1: of several
    for (auto const& series : series_)
        if (series.year > 0) {
            auto const [at, is_new] = years.try_emplace(series.title, series.year);
            if (!is_new && at->second != series.year)
                at->second = -1;
        }
    for (auto& series : series_) {
        if (series.title.empty())
            continue;
        auto const year = years.find(series.title);
        if (year == years.end() || year->second > 0)
            series.names.push_back(called(series.title, 0));
        if (series.year > 0)
            series.names.push_back(called(series.title, series.year));
    }
}

void Library::name_episodes()
{
    for (auto const& [item, series, season, first, last] : numbered_)
        for (int episode = first; episode <= last; ++episode)
            for (auto const& text : series_[series].names)
                name(item, number_name(text, season, episode));
    numbered_ = {};
    series_ = {};
    series_by_id_ = {};
}

/// A film is known by its name alone where no other of that name is of another year.
void Library::name_single_films()
{
    auto const hash = [](Film const& film) { return film.name.hash; };
    std::ranges::sort(films_, {}, hash);
    for (auto at = films_.begin(); at != films_.end();) {
        auto const end = std::ranges::upper_bound(at, films_.end(), hash(*at), {}, hash);
        bool const single = std::all_of(at, end, [&](Film const& f) { return f.year == at->year; });
        for (; at != end; ++at)
            if (single && at->year > 0)
                names_.push_back(at->name);
    }
    films_ = {};
}

void Library::seal()
{
    name_single_films();
    name_series();
    name_episodes();
    std::ranges::stable_sort(names_, {}, &Name::hash);
    names_.shrink_to_fit();
    ids_.shrink_to_fit();
}

void Library::collect(std::string const& text, std::vector<std::uint32_t>& found) const
{
    auto const [begin, end] = std::ranges::equal_range(names_, hash_of(text), {}, &Name::hash);
    for (auto at = begin; at != end; ++at)
        found.push_back(at->item);
}

/// A library that changes while its pages are read may have shown an item twice.
std::vector<std::string> Library::ids_of(std::vector<std::uint32_t> found) const
{
    std::ranges::sort(found);
    std::vector<std::string> ids;
    for (auto const each : found) {
        std::string id{ids_[each].begin(), ids_[each].end()};
        if (std::ranges::find(ids, id) == ids.end())
            ids.push_back(std::move(id));
    }
    return ids;
}

std::vector<std::string> Library::find(Item const& item) const
{
    std::vector<std::uint32_t> found;
    for (auto const& [scheme, value] : item.ids)
        if (is_own_id(scheme, value))
            collect(id_name(scheme, value), found);
    if (found.empty())
        find_in_series(item, found);
    if (found.empty())
        if (auto const place = place_name(item.host_key); !place.empty())
            collect(place, found);
    if (found.empty())
        find_by_title(item, found);
    return ids_of(std::move(found));
}

void Library::find_in_series(Item const& item, std::vector<std::uint32_t>& found) const
{
    if (!is_numbered(item))
        return;
    for (auto const& [scheme, value] : item.ids)
        if (scheme.starts_with(show_prefix) && is_own_id(scheme, value))
            collect(number_name(id_name(scheme.substr(show_prefix.size()), value), item.season,
                                item.episode),
                    found);
}

void Library::find_by_title(Item const& item, std::vector<std::uint32_t>& found) const
{
    if (is_numbered(item) && !item.show.empty()) {
        if (item.year > 0)
            collect(number_name(called(item.show, item.year), item.season, item.episode), found);
        if (found.empty())
            collect(number_name(called(item.show, 0), item.season, item.episode), found);
    }
    if (item.title.empty())
        return;
    if (item.kind == ItemKind::track) {
        if (!item.album.empty())
            collect(performed_on(item.album, item.artist, item.title), found);
        if (found.empty())
            collect(performed(item.artist, item.title), found);
    }
    bool const film = item.kind == ItemKind::movie || item.kind == ItemKind::video;
    if (film)
        collect(called(item.title, item.year), found);
    if (found.empty() && film && item.year > 0)
        collect("undated " + plain_title(item.title), found);
}

} // namespace playsync::jellyfin
