// SPDX-License-Identifier: MIT
// What is told against what Trakt holds.
#include <algorithm>
#include <cstdlib>

#include "plugin/targets/trakt_codec.hpp"

namespace playsync::trakt {
namespace {

/// It cuts times to the minute (#876).
constexpr UnixMs a_minute = 60'000;
constexpr UnixMs a_day = 24 * 3600'000;

std::string lower(std::string_view text)
{
    std::string out{text};
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return out;
}

/// Of both items, an id of the same scheme: 1 equal, -1 there is none that is, 0 no common scheme.
int compare_ids(Item const& a, Item const& b, bool of_show)
{
    int found = 0;
    for (auto const& [scheme, value] : a.ids) {
        if (scheme.starts_with("show.") != of_show)
            continue;
        for (auto const& [other, theirs] : b.ids)
            if (scheme == other && value == theirs)
                return 1;
            else if (scheme == other)
                found = -1;
    }
    return found;
}

Entry const* latest_of(Item const& item, std::span<Entry const> entries)
{
    Entry const* latest = nullptr;
    for (auto const& entry : entries)
        if (is_same(item, entry.item) && (!latest || entry.at > latest->at))
            latest = &entry;
    return latest;
}

} // namespace

bool is_same_show(Item const& ours, Item const& theirs)
{
    if (auto const ids = compare_ids(ours, theirs, true); ids != 0)
        return ids > 0;
    bool const of_one_year = ours.year == theirs.year || ours.year <= 0 || theirs.year <= 0;
    return of_one_year && !ours.show.empty() && lower(ours.show) == lower(theirs.show);
}

bool is_same(Item const& ours, Item const& theirs)
{
    if (ours.kind != theirs.kind)
        return false;
    if (auto const own = compare_ids(ours, theirs, false); own != 0)
        return own > 0;
    if (ours.kind == ItemKind::movie)
        return ours.year == theirs.year && !ours.title.empty() &&
               lower(ours.title) == lower(theirs.title);
    return ours.season >= 0 && ours.season == theirs.season && ours.episode == theirs.episode &&
           is_same_show(ours, theirs);
}

std::vector<bool> find_plays(std::span<Change const> plays, std::vector<Entry> history)
{
    std::vector<bool> found;
    for (auto const& play : plays) {
        auto const there = std::ranges::find_if(history, [&](Entry const& entry) {
            return std::abs(entry.at - play.occurred_at) < a_minute &&
                   is_same(play.item, entry.item);
        });
        found.push_back(there != history.end());
        if (found.back())
            history.erase(there);
    }
    return found;
}

Window whole_days(Window window) noexcept
{
    auto const midnight = [](UnixMs time) { return time / a_day * a_day; };
    return {midnight(window.first), midnight(window.last) + a_day};
}

std::vector<Window> windows_of(std::span<Change const> plays)
{
    std::vector<Window> windows;
    for (auto const& play : plays)
        windows.push_back(whole_days({play.occurred_at - a_minute, play.occurred_at + a_minute}));
    std::ranges::sort(windows, {}, &Window::first);
    std::vector<Window> apart;
    for (auto const& window : windows)
        if (!apart.empty() && window.first <= apart.back().last)
            apart.back().last = std::max(apart.back().last, window.last);
        else
            apart.push_back(window);
    return apart;
}

char const* list_of(ItemKind kind) noexcept
{
    return kind == ItemKind::movie ? "movies" : "episodes";
}

TheirState state_there(Change const& change, std::span<Entry const> plays,
                       std::span<Entry const> saved)
{
    TheirState theirs;
    auto const* const play = latest_of(change.item, plays);
    auto const* const position = latest_of(change.item, saved);
    theirs.watched = play && play->at > change.occurred_at;
    if (theirs.watched)
        theirs.at = play->at;
    if (position && (!theirs.watched || position->at > play->at)) {
        theirs.position_ms = change.duration_ms / 10'000 * position->progress +
                             change.duration_ms % 10'000 * position->progress / 10'000;
        theirs.at = position->at;
    }
    return theirs;
}

} // namespace playsync::trakt
