// SPDX-License-Identifier: MIT
#include "storage/watch_codec.hpp"

#include <boost/endian/conversion.hpp>
#include <boost/json.hpp>

#include <charconv>
#include <cstring>

#include "storage/crc32c.hpp"
#include "storage/json_text.hpp"
#include "storage/store_keys.hpp"

namespace playsync {
namespace {

namespace json = boost::json;

constexpr std::uint8_t watch_form = 1;
constexpr std::uint8_t playback_form = 1;
constexpr std::size_t check_size = sizeof(std::uint32_t);
constexpr std::size_t watch_key_size = 24;
constexpr std::size_t playback_size = check_size + 2 + 2 + 10 * 8;

template <class Number>
void put(char*& at, Number number) noexcept
{
    boost::endian::native_to_little_inplace(number);
    std::memcpy(at, &number, sizeof number);
    at += sizeof number;
}

template <class Number>
Number take(char const*& at) noexcept
{
    Number number;
    std::memcpy(&number, at, sizeof number);
    at += sizeof number;
    boost::endian::little_to_native_inplace(number);
    return number;
}

std::uint32_t check_of(std::string_view key, std::string_view record) noexcept
{
    return crc32c(record.substr(check_size), crc32c(key));
}

void seal(std::string_view key, char* record, std::size_t size) noexcept
{
    put(record, check_of(key, {record, size}));
}

bool is_whole(std::string_view key, std::string_view record) noexcept
{
    if (record.size() < check_size)
        return false;
    char const* at = record.data();
    return take<std::uint32_t>(at) == check_of(key, record);
}

void put_head(char* record, WatchHead const& head) noexcept
{
    char* at = record + check_size;
    put(at, watch_form);
    put(at, static_cast<std::uint8_t>(head.how));
    put(at, static_cast<std::uint8_t>(head.taken_back ? 1 : 0));
    put(at, head.targets);
    put(at, head.begun);
    put(at, head.ended);
    put(at, head.duration_ms);
}

std::string text_in(json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value && value->is_string() ? std::string{value->get_string()} : std::string{};
}

std::optional<json::object> text_of_watch(std::string_view record)
{
    boost::system::error_code error;
    auto value = json::parse(record.substr(std::min(watch_head_size, record.size())), error);
    if (error || !value.is_object())
        return std::nullopt;
    return std::move(value.get_object());
}

} // namespace

void append_watch_text(std::string& out, ItemText const& text, std::string_view host)
{
    out.reserve(out.size() + text.user().size() + text.item().size() + host.size() + 32);
    out += "{\"user\":";
    out += text.user();
    append_key(out, "item");
    out += text.item();
    if (!host.empty())
        append_member(out, "host", host);
    out += '}';
}

void append_watch(std::string& out, std::string_view key, Watch const& watch)
{
    auto const begin = out.size();
    out.resize(begin + watch_head_size);
    out += watch.text;
    put_head(out.data() + begin, {watch.begun, watch.ended, watch.duration_ms, watch.how,
                                  watch.taken_back, watch.targets});
    seal(key, out.data() + begin, out.size() - begin);
}

std::optional<WatchHead> decode_watch_head(std::string_view key, std::string_view record) noexcept
{
    if (record.size() < watch_head_size || key.size() != watch_key_size || !is_whole(key, record))
        return std::nullopt;
    char const* at = record.data() + check_size;
    auto const form = take<std::uint8_t>(at);
    auto const how = take<std::uint8_t>(at);
    auto const flags = take<std::uint8_t>(at);
    if (form != watch_form || how > static_cast<std::uint8_t>(last_watched_by))
        return std::nullopt;
    WatchHead head;
    head.how = static_cast<WatchedBy>(how);
    head.taken_back = (flags & 1) != 0;
    head.targets = take<std::uint8_t>(at);
    head.begun = take<UnixMs>(at);
    head.ended = take<UnixMs>(at);
    head.duration_ms = take<std::int64_t>(at);
    return head;
}

std::string with_head(std::string_view key, std::string_view record, WatchHead const& head)
{
    std::string changed{record};
    put_head(changed.data(), head);
    seal(key, changed.data(), changed.size());
    return changed;
}

std::optional<WatchEntry> decode_watch(std::string_view key, std::string_view record)
{
    auto const head = decode_watch_head(key, record);
    if (!head)
        return std::nullopt;
    auto const object = text_of_watch(record);
    auto const* item = object ? object->if_contains("item") : nullptr;
    if (!item)
        return std::nullopt;
    auto known = decode_item(json::serialize(*item));
    if (!known)
        return std::nullopt;
    WatchEntry entry;
    entry.span = {store::item_of(key.substr(8)), store::at_of(key), head->begun, head->ended,
                  head->taken_back};
    entry.duration_ms = head->duration_ms;
    entry.how = head->how;
    entry.targets = head->targets;
    entry.user = text_in(*object, "user");
    entry.item = std::move(*known);
    entry.host = text_in(*object, "host");
    return entry;
}

std::string user_of_watch(std::string_view record)
{
    auto const object = text_of_watch(record);
    return object ? text_in(*object, "user") : std::string{};
}

std::string encode_playback(Playback const& playback)
{
    std::string record(playback_size, '\0');
    char* at = record.data() + check_size;
    put(at, playback_form);
    std::uint8_t flags = 0;
    for (bool const flag :
         {playback.playing, playback.stopped, playback.told_start, playback.from_start,
          playback.tells_positions, playback.half_played, playback.clock_went_back, playback.quiet})
        flags = static_cast<std::uint8_t>(flags << 1 | (flag ? 1 : 0));
    put(at, flags);
    put(at, std::uint16_t{0}); // so that what follows stands at multiples of 8
    for (auto const number :
         {static_cast<std::int64_t>(playback.session), playback.started, playback.last_seen,
          playback.duration, playback.position, playback.silent, playback.heard,
          playback.stretch_from, playback.stretch, playback.watched_at})
        put(at, number);
    seal(store::view(playback.item), record.data(), record.size());
    return record;
}

std::optional<Playback> decode_playback(std::string_view key, std::string_view record) noexcept
{
    Playback playback;
    if (record.size() != playback_size || key.size() != playback.item.size() ||
        !is_whole(key, record))
        return std::nullopt;
    char const* at = record.data() + check_size;
    if (take<std::uint8_t>(at) != playback_form)
        return std::nullopt;
    auto flags = take<std::uint8_t>(at);
    at += 2;
    for (bool* const flag : {&playback.quiet, &playback.clock_went_back, &playback.half_played,
                             &playback.tells_positions, &playback.from_start, &playback.told_start,
                             &playback.stopped, &playback.playing}) {
        *flag = (flags & 1) != 0;
        flags = static_cast<std::uint8_t>(flags >> 1);
    }
    playback.item = store::item_of(key);
    playback.session = static_cast<std::uint64_t>(take<std::int64_t>(at));
    for (auto* const number : {&playback.started, &playback.last_seen, &playback.duration,
                               &playback.position, &playback.silent, &playback.heard,
                               &playback.stretch_from, &playback.stretch, &playback.watched_at})
        *number = take<std::int64_t>(at);
    return playback;
}

std::string text_of(WatchName const& name)
{
    auto text = std::to_string(name.at) + '-';
    for (auto const byte : name.item) {
        constexpr std::string_view digits = "0123456789abcdef";
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::optional<WatchName> watch_name_of(std::string_view text) noexcept
{
    WatchName name;
    auto const* const end = text.data() + text.size();
    auto const [rest, error] = std::from_chars(text.data(), end, name.at);
    if (error != std::errc{} || name.at < 0 || rest == end || *rest != '-' ||
        end - rest != 1 + 2 * static_cast<std::ptrdiff_t>(name.item.size()))
        return std::nullopt;
    auto const* at = rest + 1;
    for (auto& byte : name.item) {
        auto const [next, wrong] = std::from_chars(at, at + 2, byte, 16);
        if (wrong != std::errc{} || next != at + 2)
            return std::nullopt;
        at = next;
    }
    return name;
}

std::string_view name_of(WatchedBy how) noexcept
{
    switch (how) {
    case WatchedBy::position:
        return "position";
    case WatchedBy::heard:
        return "heard";
    case WatchedBy::mark:
        return "mark";
    case WatchedBy::ended:
        return "ended";
    }
    return {};
}

} // namespace playsync
