// SPDX-License-Identifier: MIT
// What Trakt's answers say of films and episodes.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "plugin/http/answer.hpp"
#include "plugin/targets/json_read.hpp"
#include "plugin/targets/trakt_codec.hpp"
#include "storage/json_text.hpp"

namespace playsync::trakt {
namespace {

namespace json = boost::json;

void read_ids(json::object const& media, std::string const& prefix, Item& item)
{
    auto const* ids = object_at(media, "ids");
    if (!ids)
        return;
    for (auto const& [scheme, value] : *ids)
        if (value.is_string())
            item.ids.emplace_back(prefix + std::string{scheme}, value.get_string());
        else if (value.is_int64())
            item.ids.emplace_back(prefix + std::string{scheme}, std::to_string(value.get_int64()));
}

void read_show(json::object const& show, Item& item)
{
    item.show = text_at(show, "title");
    item.year = small_at(show, "year", 0);
    read_ids(show, "show.", item);
}

void read_media(json::object const& media, Item& item)
{
    item.title = text_at(media, "title");
    item.season = small_at(media, "season", -1);
    item.episode = small_at(media, "number", -1);
    if (item.kind == ItemKind::movie)
        item.year = small_at(media, "year", 0);
    read_ids(media, {}, item);
}

double real_at(json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value && value->is_number() ? value->to_number<double>() : 0;
}

std::optional<Entry> entry_of(json::object const& object)
{
    Entry entry;
    auto const* movie = object_at(object, "movie");
    auto const* episode = object_at(object, "episode");
    auto const* show = object_at(object, "show");
    entry.item.kind = movie ? ItemKind::movie : ItemKind::episode;
    if (!movie && !episode)
        return std::nullopt;
    if (show && !movie)
        read_show(*show, entry.item);
    read_media(movie ? *movie : *episode, entry.item);
    auto const played = text_at(object, "watched_at");
    auto const at = parse_time(played.empty() ? text_at(object, "paused_at") : played);
    if (!at)
        return std::nullopt;
    entry.at = *at;
    auto const percent = std::clamp(real_at(object, "progress"), 0.0, 100.0);
    entry.progress = static_cast<int>(std::lround(percent * 100));
    return entry;
}

/// What an answer repeats of an item it does not know. An episode may be named by its show (#357),
/// and the ids may be left out (#236, #244).
struct Unknown {
    Item item;
    std::optional<UnixMs> at;
    bool all_of_show = false;
    bool is_named = false; // by more than its time
};

std::optional<UnixMs> time_at(json::object const& object)
{
    return parse_time(text_at(object, "watched_at"));
}

void read_seasons(json::object const& show, json::array const& seasons,
                  std::vector<Unknown>& unknown)
{
    for (auto const& each : seasons) {
        auto const* season = each.if_object();
        auto const* episodes = season ? array_at(*season, "episodes") : nullptr;
        for (auto const& one : episodes ? *episodes : json::array{})
            if (auto const* episode = one.if_object()) {
                Unknown found;
                found.item.kind = ItemKind::episode;
                read_show(show, found.item);
                found.item.season = small_at(*season, "number", -1);
                found.item.episode = small_at(*episode, "number", -1);
                found.at = time_at(*episode);
                found.is_named = true;
                unknown.push_back(std::move(found));
            }
    }
}

std::vector<Unknown> read_unknown(json::object const& answer)
{
    std::vector<Unknown> unknown;
    auto const* lists = object_at(answer, "not_found");
    for (auto const& [name, list] : lists ? *lists : json::object{}) {
        bool const known = name == "movies" || name == "shows" || name == "episodes";
        for (auto const& each : known&& list.is_array() ? list.get_array() : json::array{}) {
            auto const* object = each.if_object();
            if (!object)
                continue;
            if (auto const* seasons = array_at(*object, "seasons"); seasons && !seasons->empty()) {
                read_seasons(*object, *seasons, unknown);
                continue;
            }
            Unknown found;
            found.item.kind = name == "movies" ? ItemKind::movie : ItemKind::episode;
            found.all_of_show = name == "shows";
            found.all_of_show ? read_show(*object, found.item) : read_media(*object, found.item);
            found.at = time_at(*object);
            found.is_named =
                !found.item.ids.empty() || !found.item.title.empty() || !found.item.show.empty();
            unknown.push_back(std::move(found));
        }
    }
    return unknown;
}

bool is_meant(Change const& change, Unknown const& unknown)
{
    auto const& item = change.item;
    if (unknown.all_of_show)
        return item.kind == ItemKind::episode && is_same_show(item, unknown.item);
    if (unknown.is_named)
        return is_same(item, unknown.item);
    return unknown.at && *unknown.at == change.occurred_at && item.kind == unknown.item.kind;
}

/// False when one of `unknown` is none of `sent`.
bool name_unknown(Outcome& outcome, std::vector<Unknown> const& unknown,
                  std::span<Change const> sent)
{
    std::vector<bool> named(sent.size());
    for (auto const& each : unknown) {
        bool found = sent.size() == 1;
        for (std::size_t i = 0; i < sent.size(); ++i) {
            if (named[i] || (sent.size() > 1 && !is_meant(sent[i], each)))
                continue;
            found = named[i] = true;
            if (!each.all_of_show)
                break;
        }
        if (!found)
            return false;
    }
    for (std::size_t i = 0; i < sent.size(); ++i)
        if (named[i])
            outcome.items.push_back({sent[i].id, ItemVerdict::Kind::no_match,
                                     "Trakt does not know " + in_words(sent[i].item)});
    return true;
}

bool has_counts(json::object const& answer, std::string_view name)
{
    auto const* const counts = object_at(answer, name);
    return counts && number_at(*counts, "movies", -1) >= 0 &&
           number_at(*counts, "episodes", -1) >= 0;
}

/// Of new plays, changed ones, and those it had.
std::size_t taken_by(json::object const& answer)
{
    std::int64_t count = 0;
    for (char const* const word : {"added", "updated", "existing"})
        if (auto const* counts = object_at(answer, word))
            count += number_at(*counts, "movies") + number_at(*counts, "episodes");
    return static_cast<std::size_t>(std::max<std::int64_t>(count, 0));
}

/// A play it neither counts nor names is not there, and must not look as if it was.
void note_missing(Outcome& outcome, std::span<Change const> sent)
{
    constexpr char const* words = "Trakt counted no play of it, and does not say why";
    if (sent.size() == 1)
        outcome.items = {{sent.front().id, ItemVerdict::Kind::refused, words}};
    else
        outcome.error = {ErrorClass::ambiguous, outcome.error.http_status,
                         "Trakt counted fewer plays than it was told"};
}

} // namespace

std::optional<std::vector<Entry>> decode_entries(std::string_view body)
{
    auto const value = parse_json(body);
    if (!value || !value->is_array())
        return std::nullopt;
    std::vector<Entry> entries;
    for (auto const& each : value->get_array())
        if (auto const* object = each.if_object())
            if (auto entry = entry_of(*object))
                entries.push_back(std::move(*entry));
    return entries;
}

unsigned pages_of(http::Response const& response) noexcept
{
    auto const text = response.header("x-pagination-page-count");
    unsigned count = 1;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

Outcome decode_told(http::Response const& response, std::span<Change const> sent, UnixMs now)
{
    auto outcome = trakt::outcome_of(response, now);
    auto const status = outcome.error.http_status;
    if (response.status == 409) // some may be there
        outcome.error.kind = ErrorClass::ambiguous;
    if (response.status / 100 != 2)
        return outcome;
    auto const answer = object_in(response.body);
    bool const plays = has_counts(answer, "added");
    auto const unknown = read_unknown(answer);
    bool const counts = plays || has_counts(answer, "deleted");
    if (!counts || !object_at(answer, "not_found"))
        outcome.error = unlike_success(response);
    else if (!name_unknown(outcome, unknown, sent))
        outcome.error = {ErrorClass::ambiguous, status,
                         "Trakt did not know one of them, and does not say which"};
    else if (plays && taken_by(answer) + outcome.items.size() < sent.size())
        note_missing(outcome, sent);
    return outcome;
}

} // namespace playsync::trakt
