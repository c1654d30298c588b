// SPDX-License-Identifier: MIT
#include "plugin/targets/jellyfin_library.hpp"

#include <algorithm>

namespace playsync::jellyfin {
namespace {

constexpr std::string_view show_prefix = "show.";

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

void Library::add(ItemInfo const& item)
{
    if (item.type == "Series") {
        auto& names = series_[item.id];
        for (auto const& [scheme, value] : item.ids)
            names.push_back(id_name(scheme, value));
        names.push_back(called(item.name, 0));
        return;
    }
    auto const number = static_cast<std::uint32_t>(ids_.size());
    std::copy_n(item.id.begin(), 32, ids_.emplace_back().begin());
    for (auto const& [scheme, value] : item.ids)
        name(number, id_name(scheme, value));
    if (auto const place = place_name(item.path); !place.empty())
        name(number, place);
    if (item.type == "Episode") {
        auto const known = series_.find(item.series_id);
        if (known != series_.end() && item.season >= 0 && item.episode >= 0)
            for (auto const& series : known->second)
                name(number, number_name(series, item.season, item.episode));
    } else if (item.type == "Audio") {
        name(number, performed(item.artist, item.name));
    } else {
        name(number, called(item.name, item.year));
        if (item.year == 0)
            name(number, "undated " + plain_title(item.name));
        films_.push_back({{hash_of(called(item.name, 0)), number}, item.year});
    }
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
    std::ranges::stable_sort(names_, {}, &Name::hash);
    names_.shrink_to_fit();
    ids_.shrink_to_fit();
    series_ = {};
}

void Library::collect(std::string const& text, std::vector<std::uint32_t>& found) const
{
    auto const [begin, end] = std::ranges::equal_range(names_, hash_of(text), {}, &Name::hash);
    for (auto at = begin; at != end; ++at)
        found.push_back(at->item);
}

std::vector<std::string> Library::ids_of(std::vector<std::uint32_t> found) const
{
    std::ranges::sort(found);
    auto const rest = std::ranges::unique(found);
    found.erase(rest.begin(), rest.end());
    std::vector<std::string> ids;
    for (auto const each : found)
        ids.emplace_back(ids_[each].begin(), ids_[each].end());
    return ids;
}

std::vector<std::string> Library::find(Item const& item) const
{
    std::vector<std::uint32_t> found;
    for (auto const& [scheme, value] : item.ids)
        collect(id_name(scheme, value), found);
    bool const numbered = item.kind == ItemKind::episode && item.season >= 0 && item.episode >= 0;
    if (found.empty() && numbered)
        for (auto const& [scheme, value] : item.ids)
            if (scheme.starts_with(show_prefix))
                collect(number_name(id_name(scheme.substr(show_prefix.size()), value), item.season,
                                    item.episode),
                        found);
    if (found.empty())
        if (auto const place = place_name(item.host_key); !place.empty())
            collect(place, found);
    if (found.empty() && numbered && !item.show.empty())
        collect(number_name(called(item.show, 0), item.season, item.episode), found);
    if (found.empty() && item.kind == ItemKind::track && !item.title.empty())
        collect(performed(item.artist, item.title), found);
    bool const film = item.kind == ItemKind::movie || item.kind == ItemKind::video;
    if (found.empty() && film && !item.title.empty())
        collect(called(item.title, item.year), found);
    if (found.empty() && film && item.year > 0 && !item.title.empty())
        collect("undated " + plain_title(item.title), found);
    return ids_of(std::move(found));
}

} // namespace playsync::jellyfin
