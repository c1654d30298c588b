// SPDX-License-Identifier: MIT
#include "plugin/event.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "host_api/text/cut.hpp"
#include "host_api/text/uuids.hpp"

#include "storage/url_secrets.hpp"

namespace playsync {
namespace {

/// Clocks of hosts differ a little; more than this ahead is a clock that jumped.
constexpr UnixMs clock_tolerance = 2 * 60'000;

/// A length or position of more than a year is none.
constexpr std::int64_t longest_item = 366LL * 24 * 3'600'000;

// Bounds of what a host may hand over: the rest is cut, so that one event cannot fill the store.
constexpr std::size_t longest_text = 4096;
constexpr std::uint32_t most_ids = 32;

/// The beginning of a text that a host lends.
std::string_view view_of(char const* text) noexcept
{
    return text ? std::string_view{text, ::strnlen(text, longest_text)} : std::string_view{};
}

constexpr std::array<char const*, 7> text_names{"title", "show",     "artist", "album",
                                                "user",  "host key", "ids"};
enum class Text : unsigned { title, show, artist, album, user, host_key, ids };

constexpr CutTexts bit_of(Text which) noexcept
{
    return CutTexts{1} << static_cast<unsigned>(which);
}

/// Of all artists there is one entry, however a host tells them (event.h).
void add_id(Item& item, std::pair<std::string, std::string> id)
{
    constexpr std::string_view artists = "mbid_artist";
    if (id.first != artists && id.first != "mbid_artists" && id.first != "artist_mbids") {
        item.ids.push_back(std::move(id));
        return;
    }
    auto const known =
        std::ranges::find_if(item.ids, [](auto const& each) { return each.first == artists; });
    bool const first = known == item.ids.end();
    auto joined = uuids_joined(first ? id.second : known->second + ";" + id.second);
    if (!first)
        known->second = std::move(joined);
    else if (!joined.empty())
        item.ids.emplace_back(artists, std::move(joined));
}

/// Copies what a host lends, and notes what it cuts.
class Copy {
public:
    std::string text(Text which, char const* text)
    {
        if (!text)
            return {};
        std::string_view const whole{text, ::strnlen(text, longest_text + 1)};
        if (whole.size() > longest_text)
            cut_ |= bit_of(which);
        return std::string{cut_text(whole, longest_text)};
    }

    /// An id that is cut would be another one, so it is none.
    void ids(Item& item, playsync_id const* ids, std::uint32_t count)
    {
        if (count > most_ids)
            cut_ |= bit_of(Text::ids);
        item.ids.reserve(std::min(count, most_ids));
        for (std::uint32_t i = 0; i < std::min(count, most_ids); ++i) {
            auto const before = std::exchange(cut_, 0);
            std::pair id{text(Text::ids, ids[i].scheme), text(Text::ids, ids[i].value)};
            bool const whole = cut_ == 0;
            cut_ |= before;
            if (whole && !id.first.empty() && !id.second.empty())
                add_id(item, std::move(id));
        }
    }

    CutTexts cut() const noexcept { return cut_; }

private:
    CutTexts cut_ = 0;
};

#define PLAYSYNC_READ(from, type, field, otherwise)                                                \
    (PLAYSYNC_HAS(from, type, field) ? (from)->field : (otherwise))

/// The host's own key, else where the media is.
char const* key_told(playsync_item const& from) noexcept
{
    auto const* key = PLAYSYNC_READ(&from, playsync_item, host_key, nullptr);
    return key && *key ? key : PLAYSYNC_READ(&from, playsync_item, uri, nullptr);
}

} // namespace

std::string names_of(CutTexts cut)
{
    std::string names;
    for (std::size_t i = 0; i < text_names.size(); ++i)
        if ((cut >> i & 1) != 0)
            names.append(names.empty() ? "" : ", ").append(text_names[i]);
    return names;
}

Item read_item(playsync_item const* from, std::int64_t* duration_ms, CutTexts* cut)
{
    if (!from || !PLAYSYNC_HAS(from, playsync_item, kind))
        throw std::invalid_argument{"the event has no item"};
    Item item;
    Copy copy;
    item.kind =
        from->kind <= PLAYSYNC_ITEM_TRACK ? static_cast<ItemKind>(from->kind) : ItemKind::video;
    item.title = copy.text(Text::title, PLAYSYNC_READ(from, playsync_item, title, nullptr));
    item.show = copy.text(Text::show, PLAYSYNC_READ(from, playsync_item, show, nullptr));
    item.artist = copy.text(Text::artist, PLAYSYNC_READ(from, playsync_item, artist, nullptr));
    item.album = copy.text(Text::album, PLAYSYNC_READ(from, playsync_item, album, nullptr));
    item.host_key = copy.text(Text::host_key, key_told(*from));
    if (PLAYSYNC_HAS(from, playsync_item, id_count) && from->ids)
        copy.ids(item, from->ids, from->id_count);
    hide_url_secrets(item, view_of(PLAYSYNC_READ(from, playsync_item, uri, nullptr)));
    item.year = PLAYSYNC_READ(from, playsync_item, year, 0);
    item.season = PLAYSYNC_READ(from, playsync_item, season, -1);
    item.episode = PLAYSYNC_READ(from, playsync_item, episode, -1);
    if (duration_ms) {
        auto const told = PLAYSYNC_READ(from, playsync_item, duration_ms, 0);
        *duration_ms = told > 0 && told <= longest_item ? told : 0;
    }
    if (cut)
        *cut |= copy.cut();
    if (item.title.empty() && item.host_key.empty() && item.ids.empty())
        throw std::invalid_argument{"the item has neither a title nor a key nor an id"};
    return item;
}

int episode_end_of(playsync_item const& from, Item const& item) noexcept
{
    constexpr std::int64_t most_episodes = 32;
    std::int64_t const end = PLAYSYNC_READ(&from, playsync_item, episode_end, -1);
    auto const more = end - item.episode;
    bool const several =
        item.kind == ItemKind::episode && item.episode >= 0 && more > 0 && more < most_episodes;
    return several ? static_cast<int>(end) : -1;
}

bool is_known(playsync_event const* event)
{
    if (!event || !PLAYSYNC_HAS(event, playsync_event, kind))
        throw std::invalid_argument{"there is no event"};
    return event->kind >= PLAYSYNC_EVENT_START && event->kind <= PLAYSYNC_EVENT_UNWATCHED;
}

Event read_event(playsync_event const* from)
{
    if (!from || !PLAYSYNC_HAS(from, playsync_event, kind))
        throw std::invalid_argument{"there is no event"};
    Event event;
    event.kind = from->kind;
    event.session = PLAYSYNC_READ(from, playsync_event, session, 0);
    event.at = PLAYSYNC_READ(from, playsync_event, at_ms, 0);
    event.position_ms = PLAYSYNC_READ(from, playsync_event, position_ms, -1);
    Copy copy;
    event.user = copy.text(Text::user, PLAYSYNC_READ(from, playsync_event, user, nullptr));
    event.cut = copy.cut();
    auto const* const item = PLAYSYNC_READ(from, playsync_event, item, nullptr);
    event.item = read_item(item, &event.duration_ms, &event.cut);
    event.episode_end = episode_end_of(*item, event.item);
    if (auto const told = view_of(key_told(*item)); told != event.item.host_key)
        event.library_key = told;
    return event;
}

void make_plausible(Event& event, UnixMs now)
{
    if (event.at <= 0 || event.at > now + clock_tolerance)
        event.at = now;
    if (event.position_ms < -1 || event.position_ms > longest_item)
        event.position_ms = -1;
    if (event.duration_ms > 0)
        event.position_ms = std::min(event.position_ms, event.duration_ms);
}

PlaybackKey playback_key(Event const& event) noexcept
{
    return {event.session, item_key(event.user, event.item)};
}

/// An item's key is a hash already; sessions are counted.
std::size_t PlaybackKey::Hash::operator()(PlaybackKey const& key) const noexcept
{
    std::size_t hash = 0;
    std::memcpy(&hash, key.item.data(), sizeof hash);
    return hash ^ static_cast<std::size_t>(key.session);
}

} // namespace playsync
