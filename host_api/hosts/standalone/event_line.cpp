// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/event_line.hpp"

#include <boost/json.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <limits>
#include <set>
#include <stdexcept>

namespace playsync::standalone {
namespace {

namespace json = boost::json;

[[noreturn]] void refuse(std::string const& what)
{
    throw std::invalid_argument{what};
}

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

/// An object read member by member; what nobody asked for is refused at the end.
class Members {
public:
    Members(json::object const& object, std::string path) : object_(object), path_(std::move(path))
    {
    }

    json::value const* find(std::string_view key)
    {
        asked_.emplace(key);
        return object_.if_contains(key);
    }
    std::string text(std::string_view key)
    {
        auto const* value = find(key);
        if (value && !value->is_string())
            refuse(name(key) + " must be a text");
        return value ? std::string{value->get_string()} : std::string{};
    }
    std::int64_t number(std::string_view key, std::int64_t least, std::int64_t most,
                        std::int64_t otherwise)
    {
        auto const* value = find(key);
        if (!value)
            return otherwise;
        if (!value->is_int64() || value->get_int64() < least || value->get_int64() > most)
            refuse(name(key) + " must be a whole number from " + std::to_string(least) + " to " +
                   std::to_string(most));
        return value->get_int64();
    }
    bool flag(std::string_view key, bool otherwise)
    {
        auto const* value = find(key);
        if (value && !value->is_bool())
            refuse(name(key) + " must be true or false");
        return value ? value->get_bool() : otherwise;
    }
    void refuse_others() const
    {
        for (auto const& [key, value] : object_)
            if (!asked_.contains(std::string_view{key}))
                refuse("there is no member " + name(key));
    }
    std::string name(std::string_view key) const { return "'" + path_ + std::string{key} + "'"; }

private:
    json::object const& object_;
    std::string path_;
    std::set<std::string, std::less<>> asked_;
};

constexpr std::int64_t longest_ms = 365LL * 86'400'000;

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count)
{
    int number = 0;
    if (at + count > text.size())
        return std::nullopt;
    auto const* const end = text.data() + at + count;
    auto const [stop, error] = std::from_chars(text.data() + at, end, number);
    return error == std::errc{} && stop == end ? std::optional{number} : std::nullopt;
}

/// RFC 3339, in UTC ("…Z") or with an offset; fractions are read to the millisecond.
std::optional<std::int64_t> time_of(std::string_view text)
{
    namespace chr = std::chrono;
    std::array<std::optional<int>, 6> const part{digits(text, 0, 4),  digits(text, 5, 2),
                                                 digits(text, 8, 2),  digits(text, 11, 2),
                                                 digits(text, 14, 2), digits(text, 17, 2)};
    for (auto const& each : part)
        if (!each || *each < 0)
            return std::nullopt;
    bool const marks =
        text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' && text[16] == ':';
    chr::year_month_day const date{chr::year{*part[0]}, chr::month{static_cast<unsigned>(*part[1])},
                                   chr::day{static_cast<unsigned>(*part[2])}};
    if (!marks || !date.ok() || *part[3] > 23 || *part[4] > 59 || *part[5] > 60)
        return std::nullopt;
    std::size_t at = 19;
    int ms = 0;
    if (at < text.size() && text[at] == '.')
        for (int scale = 100; ++at < text.size() && text[at] >= '0' && text[at] <= '9'; scale /= 10)
            ms += (text[at] - '0') * scale;
    auto const zone = text.substr(at);
    int offset = 0; // minutes
    if (zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && digits(zone, 1, 2) &&
        digits(zone, 4, 2))
        offset = (zone[0] == '-' ? -1 : 1) * (*digits(zone, 1, 2) * 60 + *digits(zone, 4, 2));
    else if (zone != "Z")
        return std::nullopt;
    std::int64_t const days = chr::sys_days{date}.time_since_epoch().count();
    return ((days * 24 + *part[3]) * 60 + *part[4] - offset) * 60'000 + *part[5] * 1000 + ms;
}

std::int64_t at_of(Members& members)
{
    auto const* value = members.find("at");
    if (!value)
        return 0;
    if (value->is_int64() && value->get_int64() > 0)
        return value->get_int64();
    auto const time = value->is_string() ? time_of(value->get_string()) : std::nullopt;
    if (!time)
        refuse("'at' must be a time like \"2026-08-01T20:15:00Z\", or Unix milliseconds");
    return *time;
}

void read_ids(Members& members, ItemLine& item)
{
    auto const* ids = members.find("ids");
    if (!ids)
        return;
    if (!ids->is_object())
        refuse("'item.ids' must be an object like {\"imdb\": \"tt0113277\"}");
    for (auto const& [scheme, value] : ids->get_object()) {
        if (!value.is_string() || value.get_string().empty() || scheme.empty())
            refuse("'item.ids." + std::string{scheme} + "' must be a text that is not empty");
        item.ids.emplace_back(scheme, value.get_string());
    }
}

ItemLine item_of(json::value const& value)
{
    if (!value.is_object())
        refuse("'item' must be an object");
    Members members{value.get_object(), "item."};
    ItemLine item;
    auto const kind = members.text("kind");
    if (auto const* known = find(item_kinds, kind))
        item.kind = *known;
    else
        refuse("'item.kind' must be movie, episode, track or video");
    item.title = members.text("title");
    item.show = members.text("show");
    item.artist = members.text("artist");
    item.album = members.text("album");
    item.uri = members.text("uri");
    item.host_key = members.text("host_key");
    read_ids(members, item);
    item.year = static_cast<std::int32_t>(members.number("year", 0, 9999, 0));
    item.season = static_cast<std::int32_t>(members.number("season", 0, 100'000, -1));
    item.episode = static_cast<std::int32_t>(members.number("episode", 0, 1'000'000, -1));
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
        if (!members.find("online"))
            refuse("'online' is missing");
        line.online = members.flag("online", true);
        line.metered = members.flag("metered", false);
        return line;
    }
    if (event == "retry_failed")
        return RetryFailedLine{members.text("target")};
    if (event == "wait")
        return WaitLine{members.number("ms", 0, 86'400'000, 0)};
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
    boost::system::error_code error;
    auto const value = json::parse(text, error);
    if (error)
        refuse("not JSON: " + error.message());
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
    return item;
}

} // namespace playsync::standalone
