// SPDX-License-Identifier: MIT
// What Trakt is told.
#include <algorithm>

#include "plugin/targets/trakt_codec.hpp"
#include "storage/json_text.hpp"

namespace playsync::trakt {
namespace {

constexpr UnixMs into_future = 24 * 3600'000;
constexpr std::int64_t whole = 10'000; // hundredths of a percent

/// T _internal/request/idsRequestSchema.ts; episodes also have imdb and tmdb in D's examples.
struct Scheme {
    std::string_view name;
    bool is_number;
};
constexpr Scheme movie_ids[] = {{"trakt", true}, {"slug", false}, {"imdb", false}, {"tmdb", true}};
constexpr Scheme show_ids[] = {
    {"trakt", true}, {"slug", false}, {"imdb", false}, {"tmdb", true}, {"tvdb", true}};
constexpr Scheme episode_ids[] = {{"trakt", true}, {"tvdb", true}, {"imdb", false}, {"tmdb", true}};

bool is_digits(std::string_view text) noexcept
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Hosts also say 0 where they know none, and a number alone is no title of IMDb's.
bool can_be(Scheme const& scheme, std::string_view id) noexcept
{
    if (scheme.is_number)
        return id.size() <= 18 && is_digits(id) && id.front() != '0';
    return scheme.name != "imdb" || (id.starts_with("tt") && is_digits(id.substr(2)));
}

/// "" where there is no such id, or none that can be one: a wrong type is a 400 for all.
std::string_view id_of(Item const& item, std::string_view prefix, Scheme const& scheme)
{
    for (auto const& [name, value] : item.ids) {
        std::string_view rest{name};
        if (!rest.starts_with(prefix))
            continue;
        rest.remove_prefix(prefix.size());
        if (rest == scheme.name && can_be(scheme, value))
            return value;
    }
    return {};
}

/// `"ids":{…}`, or nothing when none is known.
void append_ids(std::string& out, Item const& item, std::string_view prefix,
                std::span<Scheme const> schemes)
{
    std::string ids = "{";
    for (auto const& scheme : schemes) {
        auto const id = id_of(item, prefix, scheme);
        if (id.empty())
            continue;
        append_key(ids, scheme.name);
        if (scheme.is_number)
            ids += id;
        else
            append_json_string(ids, id);
    }
    if (ids.size() == 1)
        return;
    append_key(out, "ids");
    out += ids + "}";
}

bool has_any(Item const& item, std::string_view prefix, std::span<Scheme const> schemes)
{
    return std::ranges::any_of(
        schemes, [&](auto const& each) { return !id_of(item, prefix, each).empty(); });
}

constexpr std::string_view of_show = "show.";

bool is_numbered(Item const& item) noexcept
{
    return item.season >= 0 && item.episode >= 0;
}

/// T _internal/request/bulkMediaRequestSchema.ts: a show's title alone is none, since several have
/// it.
bool is_show_known(Item const& episode)
{
    return has_any(episode, of_show, show_ids) || (!episode.show.empty() && episode.year > 0);
}

/// T takes an episode by its trakt or tvdb id. The others, which D's examples have, say more than a
/// show's name, and less than an id of it.
bool goes_by_own_ids(Item const& episode)
{
    if (has_any(episode, {}, {episode_ids, 2}))
        return true;
    bool const by_show = is_numbered(episode) && has_any(episode, of_show, show_ids);
    return !by_show && has_any(episode, {}, episode_ids);
}

/// `"title":…,"year":…,"ids":{…}` as far as known.
void append_movie(std::string& out, Item const& movie)
{
    if (!movie.title.empty())
        append_member(out, "title", movie.title);
    if (movie.year > 0)
        append_member(out, "year", movie.year);
    append_ids(out, movie, {}, movie_ids);
}

void append_show(std::string& out, Item const& episode)
{
    if (!episode.show.empty())
        append_member(out, "title", episode.show);
    if (episode.year > 0)
        append_member(out, "year", episode.year);
    append_ids(out, episode, of_show, show_ids);
}

struct Season {
    int number;
    std::string episodes; // objects, with commas between them
};
struct Show {
    std::string members; // what names it
    std::vector<Season> seasons;
};

class Body {
public:
    explicit Body(bool dated) : dated_(dated) {}

    void add(Change const& change)
    {
        auto const& item = change.item;
        std::string object = "{";
        if (item.kind == ItemKind::movie) {
            append_movie(object, item);
            close(object, change, movies_);
        } else if (goes_by_own_ids(item)) {
            append_ids(object, item, {}, episode_ids);
            close(object, change, episodes_);
        } else {
            append_member(object, "number", item.episode);
            close(object, change, season_of(item).episodes);
        }
    }

    std::string text() const
    {
        std::string out = "{";
        append_list(out, "movies", movies_);
        append_list(out, "shows", shows_text());
        append_list(out, "episodes", episodes_);
        return out += '}';
    }

private:
    void close(std::string& object, Change const& change, std::string& list) const
    {
        if (dated_)
            append_member(object, "watched_at", time_text(change.occurred_at));
        list += (list.empty() ? "" : ",") + object + "}";
    }

    /// A show is there once, whatever is told of it.
    Season& season_of(Item const& episode)
    {
        std::string members = "{";
        append_show(members, episode);
        auto show = std::ranges::find(shows_, members, &Show::members);
        if (show == shows_.end())
            show = shows_.insert(show, {members, {}});
        auto season = std::ranges::find(show->seasons, episode.season, &Season::number);
        if (season == show->seasons.end())
            season = show->seasons.insert(season, {episode.season, {}});
        return *season;
    }

    std::string shows_text() const
    {
        std::string out;
        for (auto const& show : shows_) {
            std::string seasons;
            for (auto const& [number, episodes] : show.seasons) {
                std::string season = "{";
                append_member(season, "number", number);
                append_list(season, "episodes", episodes);
                seasons += (seasons.empty() ? "" : ",") + season + "}";
            }
            auto object = show.members;
            append_list(object, "seasons", seasons);
            out += (out.empty() ? "" : ",") + object + "}";
        }
        return out;
    }

    static void append_list(std::string& out, std::string_view name, std::string const& objects)
    {
        if (objects.empty())
            return;
        append_key(out, name);
        out += "[" + objects + "]";
    }

    bool dated_;
    std::string movies_, episodes_;
    std::vector<Show> shows_;
};

std::string body_of(std::span<Change const> changes, bool dated)
{
    Body body{dated};
    for (auto const& change : changes)
        body.add(change);
    return body.text();
}

} // namespace

std::string fault_of(Item const& item)
{
    if (item.kind == ItemKind::movie) {
        if (!has_any(item, {}, movie_ids) && (item.title.empty() || item.year <= 0))
            return "a film needs an imdb, tmdb or trakt id, or its title and year";
    } else if (item.kind == ItemKind::episode) {
        bool const by_show = is_numbered(item) && is_show_known(item);
        if (!by_show && !has_any(item, {}, episode_ids))
            return "an episode needs an id, or its number and its show's id or title and year";
    } else {
        return "it is neither a film nor an episode";
    }
    return {};
}

std::string fault_of(Change const& change, UnixMs now)
{
    if (auto fault = fault_of(change.item); !fault.empty())
        return fault;
    if (change.verb == Verb::progress && !progress_of(change.position_ms, change.duration_ms))
        return "a position needs the length of the whole";
    bool const is_left = change.verb == Verb::progress &&
                         progress_of(change.position_ms, change.duration_ms) >= counts_as_play;
    if ((change.verb == Verb::watched || is_left) && change.occurred_at > now + into_future)
        return "it was watched in the future: a clock was wrong";
    return {};
}

std::string encode_plays(std::span<Change const> plays)
{
    return body_of(plays, true);
}

std::string encode_removals(std::span<Change const> taken_back)
{
    return body_of(taken_back, false);
}

std::string encode_scrobble(Item const& item, int progress)
{
    std::string out = "{";
    auto const open = [&](std::string_view key) {
        append_key(out, key);
        out += '{';
    };
    if (item.kind == ItemKind::movie) {
        open("movie");
        append_movie(out, item);
    } else if (goes_by_own_ids(item)) {
        open("episode");
        append_ids(out, item, {}, episode_ids);
    } else {
        open("show");
        append_show(out, item);
        out += '}';
        open("episode");
        append_member(out, "season", item.season);
        append_member(out, "number", item.episode);
    }
    out += '}';
    append_key(out, "progress");
    append_number(out, progress / 100);
    out += '.';
    append_number(out, progress / 10 % 10);
    append_number(out, progress % 10);
    return out += '}';
}

std::optional<int> progress_of(std::int64_t position_ms, std::int64_t duration_ms) noexcept
{
    if (position_ms < 0 || duration_ms <= 0)
        return std::nullopt;
    auto const position = std::min(position_ms, duration_ms);
    return static_cast<int>(static_cast<double>(position) * static_cast<double>(whole) /
                            static_cast<double>(duration_ms));
}

/// Of a position, less than a hundredth claims nothing, there as here.
OurState state_of(Change const& change) noexcept
{
    OurState ours;
    ours.verb = change.verb;
    ours.at = change.occurred_at;
    auto const progress = progress_of(change.position_ms, change.duration_ms);
    if (change.verb != Verb::progress || progress.value_or(0) < least_progress)
        return ours;
    ours.restart = change.restart;
    ours.position_ms = change.position_ms;
    return ours;
}

} // namespace playsync::trakt
