// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/event_line.hpp"

#include <boost/json/monotonic_resource.hpp>

#include <array>
#include <limits>

#include "host_api/hosts/standalone/members.hpp"
#include "host_api/hosts/standalone/timestamp.hpp"

namespace playsync::standalone {
namespace {

namespace json = boost::json;

template <class Value>
struct Named {
    std::string_view name;
    Value value;
};

constexpr std::array<Named<playsync_event_kind>, 8> playback_events{{
    {"start", PLAYSYNC_EVENT_START},
    {"progress", PLAYSYNC_EVENT_PROGRESS},
    {"pause_playback", PLAYSYNC_EVENT_PAUSE},
    {"resume_playback", PLAYSYNC_EVENT_RESUME},
    {"seek", PLAYSYNC_EVENT_SEEK},
    {"stop", PLAYSYNC_EVENT_STOP},
    {"watched", PLAYSYNC_EVENT_WATCHED},
    {"unwatched", PLAYSYNC_EVENT_UNWATCHED},
}};
constexpr std::array<Named<PlainCommand>, 4> plain_commands{{
    {"pause", PlainCommand::pause},
    {"resume", PlainCommand::resume},
    {"process_queue", PlainCommand::process_queue},
    {"flush", PlainCommand::flush},
}};
constexpr std::array<Named<playsync_item_kind>, 4> item_kinds{{
    {"video", PLAYSYNC_ITEM_VIDEO},
    {"movie", PLAYSYNC_ITEM_MOVIE},
    {"episode", PLAYSYNC_ITEM_EPISODE},
    {"track", PLAYSYNC_ITEM_TRACK},
}};

template <class Table>
auto find(Table const& table, std::string_view name) -> decltype(&table[0].value)
{
    for (auto const& each : table)
        if (each.name == name)
            return &each.value;
    return nullptr;
}

/// Of several artists; the plugin knows all three names (event.h).
constexpr std::array<std::string_view, 3> artist_ids{"mbid_artist", "mbid_artists", "artist_mbids"};
constexpr std::int64_t longest_ms = 365LL * 86'400'000;
constexpr std::int64_t longest_wait_ms = 86'400'000;
// 1973-03-03: nothing was recorded before it, while Unix seconds taken for milliseconds lie there.
constexpr std::int64_t earliest_ms = 100'000'000'000;

std::int64_t at_of(Members& members)
{
    auto const* value = members.find("at");
    if (!value)
        return 0;
    std::optional<std::int64_t> time;
    if (value->is_int64())
        time = value->get_int64();
    else if (value->is_string())
        time = unix_ms_of(value->get_string());
    if (!time)
        refuse("'at' must be a time like \"2026-08-01T20:15:00Z\", or Unix milliseconds");
    if (*time < earliest_ms)
        refuse("'at' lies before 1973: is it in milliseconds?");
    return *time;
}

/// The ids of several artists are one value.
std::string joined(json::array const& values, std::string const& name)
{
    std::string out;
    for (auto const& value : values)
        out += (out.empty() ? "" : ";") + c_text(value, name);
    return out;
}

void read_ids(Members& members, ItemLine& item)
{
    auto const* ids = members.find("ids");
    if (!ids)
        return;
    if (!ids->is_object())
        refuse("'item.ids' must be an object like {\"imdb\": \"tt0113277\"}");
    for (auto const& [scheme, value] : ids->get_object()) {
        auto const name = "'item.ids." + std::string{scheme} + "'";
        auto text = value.is_array() && std::ranges::count(artist_ids, std::string_view{scheme}) > 0
                        ? joined(value.get_array(), name)
                        : c_text(value, name);
        if (text.empty() || scheme.empty())
            refuse(name + " must not be empty");
        item.ids.emplace_back(scheme, std::move(text));
    }
}

void read_episodes(Members& members, ItemLine& item)
{
    constexpr std::int64_t latest = 1'000'000;
    constexpr int most_episodes = 32; // that the ABI takes of one file
    item.season = static_cast<std::int32_t>(members.number("season", 0, 100'000, -1));
    item.episode = static_cast<std::int32_t>(members.number("episode", 0, latest, -1));
    item.episode_end = static_cast<std::int32_t>(members.number("episode_end", 0, latest, -1));
    if (item.episode_end < 0)
        return;
    if (item.kind != PLAYSYNC_ITEM_EPISODE || item.episode < 0)
        refuse("'item.episode_end' needs the kind episode and 'item.episode'");
    auto const more = item.episode_end - item.episode;
    if (more < 0 || more >= most_episodes)
        refuse("'item.episode_end' must be from 'item.episode' to 31 above it");
}

ItemLine item_of(json::value const& value)
{
    if (!value.is_object())
        refuse("'item' must be an object");
    Members members{value.get_object(), "item."};
    ItemLine item;
    auto const* kind = find(item_kinds, members.text("kind"));
    if (!kind)
        refuse("'item.kind' must be movie, episode, track or video");
    item.kind = *kind;
    item.title = members.text("title");
    item.show = members.text("show");
    item.artist = members.text("artist");
    item.album = members.text("album");
    item.uri = members.text("uri");
    item.host_key = members.text("host_key");
    read_ids(members, item);
    item.year = static_cast<std::int32_t>(members.number("year", 0, 9999, 0));
    read_episodes(members, item);
    item.duration_ms = members.number("duration_ms", 0, longest_ms, 0);
    members.refuse_others();
    if (item.title.empty() && item.host_key.empty() && item.ids.empty())
        refuse("'item' needs a title, a host_key or one of ids");
    return item;
}

PlaybackLine playback_of(Members& members, playsync_event_kind kind)
{
    PlaybackLine line;
    line.kind = kind;
    line.user = members.text("user");
    if (line.user.empty())
        refuse("'user' is missing");
    auto const* item = members.find("item");
    if (!item)
        refuse("'item' is missing");
    line.item = item_of(*item);
    line.at_ms = at_of(members);
    line.session = static_cast<std::uint64_t>(
        members.number("session", 0, std::numeric_limits<std::int64_t>::max(), 0));
    line.position_ms = members.number("position_ms", 0, longest_ms, -1);
    if (line.item.duration_ms > 0 && line.position_ms > line.item.duration_ms)
        refuse("'position_ms' " + std::to_string(line.position_ms) + " lies past the duration, " +
               std::to_string(line.item.duration_ms));
    return line;
}

Line line_of(Members& members, std::string const& event)
{
    if (auto const* kind = find(playback_events, event))
        return playback_of(members, *kind);
    if (auto const* command = find(plain_commands, event))
        return *command;
    if (event == "network") {
        NetworkLine line;
        line.online = members.flag("online", std::nullopt);
        line.metered = members.flag("metered", false);
        return line;
    }
    if (event == "retry_failed")
        return RetryFailedLine{members.text("target")};
    if (event == "wait")
        return WaitLine{members.number("ms", 0, longest_wait_ms, std::nullopt)};
    if (event != "sync_now")
        refuse("there is no event '" + event + "'");
    SyncNowLine line;
    if (auto const* item = members.find("item"))
        line.item = item_of(*item);
    return line;
}

} // namespace

Line parse_event_line(std::string_view text)
{
    unsigned char memory[8 * 1024]; // an ordinary line needs no more
    json::monotonic_resource resource{memory};
    auto const value = parse_document(text, &resource);
    if (!value.is_object())
        refuse("not a JSON object");
    Members members{value.get_object(), ""};
    auto const event = members.text("event");
    if (event.empty())
        refuse("'event' is missing");
    auto line = line_of(members, event);
    members.refuse_others();
    return line;
}

playsync_item native(ItemLine const& line, std::vector<playsync_id>& ids)
{
    ids.clear();
    for (auto const& [scheme, value] : line.ids)
        ids.push_back({scheme.c_str(), value.c_str()});
    playsync_item item{};
    item.size = sizeof item;
    item.kind = line.kind;
    item.title = line.title.c_str();
    item.show = line.show.c_str();
    item.artist = line.artist.c_str();
    item.album = line.album.c_str();
    item.uri = line.uri.c_str();
    item.host_key = line.host_key.c_str();
    item.ids = ids.data();
    item.id_count = static_cast<std::uint32_t>(ids.size());
    item.year = line.year;
    item.season = line.season;
    item.episode = line.episode;
    item.duration_ms = line.duration_ms;
    item.episode_end = line.episode_end;
    return item;
}

} // namespace playsync::standalone
