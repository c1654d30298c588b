// SPDX-License-Identifier: MIT
// What the server's answers say.
#include <algorithm>

#include "plugin/targets/jellyfin_api.hpp"
#include "plugin/targets/json_read.hpp"
#include "storage/json_text.hpp"

namespace playsync::jellyfin {
namespace {

namespace json = boost::json;

constexpr Ticks ticks_a_ms = 10'000;

std::string lower(std::string text)
{
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

std::string id_at(json::object const& object, std::string_view key)
{
    return plain_id(text_at(object, key));
}

/// MetadataProvider's names (MediaBrowser.Model/Entities) as ours. A recording's is there from
/// 10.11 on; what is called a track is the track of one release, in all of them.
std::string scheme_of(std::string name)
{
    name = lower(std::move(name));
    if (name == "musicbrainzrecording")
        return "mbid";
    if (name == "musicbrainztrack")
        return "mbid_track";
    return name == "musicbrainzalbum" ? "mbid_release" : name;
}

/// A date the server read from its store may lack the zone; it is UTC.
std::optional<UnixMs> date_at(json::object const& object, std::string_view key)
{
    auto const text = text_at(object, key);
    auto const time = parse_time(text);
    return time || text.empty() ? time : parse_time(text + "Z");
}

void read_state(json::object const& data, ItemInfo& item)
{
    item.has_state = data.contains("Played") && data.contains("PlaybackPositionTicks");
    item.state.watched = flag_at(data, "Played").value_or(false);
    item.state.position_ms =
        std::max<std::int64_t>(number_at(data, "PlaybackPositionTicks", 0), 0) / ticks_a_ms;
    item.state.at = date_at(data, "LastPlayedDate");
    item.plays = std::max<std::int64_t>(number_at(data, "PlayCount", 0), 0);
}

ItemInfo read_item(json::object const& object)
{
    ItemInfo item;
    item.id = id_at(object, "Id");
    item.type = text_at(object, "Type");
    item.name = text_at(object, "Name");
    item.series = text_at(object, "SeriesName");
    item.series_id = id_at(object, "SeriesId");
    item.path = text_at(object, "Path");
    item.album = text_at(object, "Album");
    item.artist = text_at(object, "AlbumArtist");
    if (auto const* artists = object.if_contains("Artists"); artists && artists->is_array())
        if (auto const& all = artists->get_array(); !all.empty() && all[0].is_string())
            item.artist = std::string{all[0].get_string()};
    item.year = small_at(object, "ProductionYear", 0);
    item.season = small_at(object, "ParentIndexNumber", -1);
    item.episode = small_at(object, "IndexNumber", -1);
    item.last_episode = small_at(object, "IndexNumberEnd", -1);
    item.duration_ms = number_at(object, "RunTimeTicks", 0) / ticks_a_ms;
    item.versions = number_at(object, "MediaSourceCount", 1); // left out where it is 1
    if (auto const* ids = object_at(object, "ProviderIds"))
        for (auto const& [name, value] : *ids)
            if (value.is_string() && !value.get_string().empty())
                item.ids.emplace_back(scheme_of(std::string{name}), value.get_string());
    if (auto const* data = object_at(object, "UserData"))
        read_state(*data, item);
    return item;
}

} // namespace

std::string plain_id(std::string text)
{
    auto id = lower(std::move(text));
    std::erase(id, '-');
    bool const whole =
        id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string::npos;
    return whole ? id : std::string{};
}

/// An item without an id cannot be told of, and is passed over.
std::optional<ItemPage> decode_items(std::string_view body)
{
    auto const value = parse_json(body);
    auto const* object = value ? value->if_object() : nullptr;
    auto const* items = object ? object->if_contains("Items") : nullptr;
    auto const total = object ? number_at(*object, "TotalRecordCount", -1) : -1;
    if (!items || !items->is_array() || total < 0)
        return std::nullopt;
    ItemPage page;
    page.total = static_cast<std::size_t>(total);
    for (auto const& each : items->get_array())
        if (auto const* one = each.if_object())
            if (auto item = read_item(*one); !item.id.empty())
                page.items.push_back(std::move(item));
    return page;
}

std::optional<Entrance> decode_entrance(std::string_view body)
{
    auto const value = parse_json(body);
    auto const* object = value ? value->if_object() : nullptr;
    auto const* user = object ? object_at(*object, "User") : nullptr;
    if (!user)
        return std::nullopt;
    Entrance entrance{text_at(*object, "AccessToken"), id_at(*user, "Id"), text_at(*user, "Name")};
    if (entrance.token.empty() || entrance.user_id.empty())
        return std::nullopt;
    return entrance;
}

std::optional<QuickConnect> decode_quick_connect(std::string_view body)
{
    auto const value = parse_json(body);
    auto const* object = value ? value->if_object() : nullptr;
    auto const let_in = object ? flag_at(*object, "Authenticated") : std::nullopt;
    if (!let_in)
        return std::nullopt;
    QuickConnect state{text_at(*object, "Secret"), text_at(*object, "Code"), *let_in};
    if (state.secret.empty())
        return std::nullopt;
    return state;
}

std::optional<ServerInfo> decode_info(std::string_view body)
{
    auto const value = parse_json(body);
    auto const* object = value ? value->if_object() : nullptr;
    auto const product = object ? text_at(*object, "ProductName") : std::string{};
    if (product != "Jellyfin Server")
        return std::nullopt;
    return ServerInfo{text_at(*object, "Version"),
                      flag_at(*object, "StartupWizardCompleted").value_or(true)};
}

std::optional<Entrance> decode_users(std::string_view body, std::string_view user)
{
    auto const value = parse_json(body);
    if (!value || !value->is_array())
        return std::nullopt;
    for (auto const& each : value->get_array()) {
        auto const* object = each.if_object();
        if (!object)
            continue;
        Entrance found{{}, id_at(*object, "Id"), text_at(*object, "Name")};
        if (!found.user_id.empty() && is_same_user(found, user))
            return found;
    }
    return Entrance{};
}

bool is_same_user(Entrance const& entrance, std::string_view user)
{
    auto wanted = lower(std::string{user});
    if (lower(entrance.user) == wanted)
        return true;
    std::erase(wanted, '-');
    return entrance.user_id == wanted;
}

std::optional<ResumeRule> decode_resume_rule(std::string_view body)
{
    auto const object = object_in(body);
    auto const from = number_at(object, "MinResumePct", -1);
    auto const to = number_at(object, "MaxResumePct", -1);
    auto const least = number_at(object, "MinResumeDurationSeconds", -1);
    if (from < 0 || from > 100 || to < 0 || to > 100 || least < 0 || least > 365LL * 86'400)
        return std::nullopt;
    return ResumeRule{static_cast<int>(from), static_cast<int>(to), least};
}

} // namespace playsync::jellyfin
