// SPDX-License-Identifier: MIT
#include "storage/codec.hpp"

#include <boost/endian/conversion.hpp>
#include <boost/json.hpp>
#include <cstring>
#include <limits>

#include "storage/crc32c.hpp"
#include "storage/json_text.hpp"

namespace playsync {
namespace {

namespace json = boost::json;

constexpr std::uint8_t header_form = 1;

std::string_view as_text(Ulid const& id) noexcept
{
    return {reinterpret_cast<char const*>(id.bytes.data()), id.bytes.size()};
}

template <class Number>
void put(char*& at, Number number) noexcept
{
    boost::endian::native_to_little_inplace(number);
    std::memcpy(at, &number, sizeof number);
    at += sizeof number;
}

template <class Number>
void take(char const*& at, Number& number) noexcept
{
    std::memcpy(&number, at, sizeof number);
    boost::endian::little_to_native_inplace(number);
    at += sizeof number;
}

void append_item(std::string& out, Item const& item)
{
    out += '{';
    append_member(out, "kind", name_of(item.kind));
    if (!item.title.empty())
        append_member(out, "title", item.title);
    if (!item.show.empty())
        append_member(out, "show", item.show);
    if (!item.artist.empty())
        append_member(out, "artist", item.artist);
    if (!item.album.empty())
        append_member(out, "album", item.album);
    if (item.year != 0)
        append_member(out, "year", item.year);
    if (item.season >= 0)
        append_member(out, "season", item.season);
    if (item.episode >= 0)
        append_member(out, "episode", item.episode);
    if (!item.ids.empty()) {
        append_key(out, "ids");
        out += '{';
        for (auto const& [scheme, value] : item.ids) {
            if (out.back() != '{')
                out += ',';
            append_json_string(out, scheme);
            out += ':';
            append_json_string(out, value);
        }
        out += '}';
    }
    if (!item.host_key.empty())
        append_member(out, "host_key", item.host_key);
    out += '}';
}

std::string text_of(json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value && value->is_string() ? std::string{value->get_string()} : std::string{};
}

std::int64_t number_of(json::object const& object, std::string_view key, std::int64_t otherwise)
{
    auto const* value = object.if_contains(key);
    return value && value->is_int64() ? value->get_int64() : otherwise;
}

int int_of(json::object const& object, std::string_view key, int otherwise)
{
    auto const number = number_of(object, key, otherwise);
    bool const fits =
        number >= std::numeric_limits<int>::min() && number <= std::numeric_limits<int>::max();
    return fits ? static_cast<int>(number) : otherwise;
}

Item item_of(json::object const& object)
{
    Item item;
    item.kind = item_kind_of(text_of(object, "kind")).value_or(ItemKind::video);
    item.title = text_of(object, "title");
    item.show = text_of(object, "show");
    item.artist = text_of(object, "artist");
    item.album = text_of(object, "album");
    item.year = int_of(object, "year", 0);
    item.season = int_of(object, "season", -1);
    item.episode = int_of(object, "episode", -1);
    item.host_key = text_of(object, "host_key");
    if (auto const* ids = object.if_contains("ids"); ids && ids->is_object())
        for (auto const& [scheme, value] : ids->get_object())
            if (value.is_string())
                item.ids.emplace_back(scheme, value.get_string());
    return item;
}

} // namespace

void ItemText::write(std::string_view user, Item const& item)
{
    text_.clear();
    append_json_string(text_, user);
    user_ = text_.size();
    append_item(text_, item);
}

void append_body(std::string& out, Change const& change)
{
    append_body(out, ItemText{change.user, change.item}, change);
}

void append_body(std::string& out, ItemText const& text, Change const& change)
{
    constexpr std::size_t most_of_the_rest = 192;
    out.reserve(out.size() + text.user().size() + text.item().size() + most_of_the_rest);
    out += "{\"user\":";
    out += text.user();
    append_member(out, "verb", name_of(change.verb));
    append_key(out, "item");
    out += text.item();
    if (change.position_ms >= 0)
        append_member(out, "position_ms", change.position_ms);
    if (change.duration_ms > 0)
        append_member(out, "duration_ms", change.duration_ms);
    if (change.restart)
        out += ",\"restart\":true";
    append_key(out, "occurred_at");
    out += '"';
    append_time(out, change.occurred_at);
    out += "\"}";
}

std::optional<Item> decode_item(std::string_view text)
{
    boost::system::error_code error;
    auto const value = json::parse(text, error);
    if (error || !value.is_object())
        return std::nullopt;
    return item_of(value.get_object());
}

void append_with_id(std::string& out, Ulid id, std::string_view body)
{
    out += "{\"id\":\"";
    id.append_to(out);
    out += "\",";
    out += body.substr(1);
}

std::optional<Change> decode_body(Ulid id, std::string_view body)
{
    boost::system::error_code error;
    auto const value = json::parse(body, error);
    if (error || !value.is_object())
        return std::nullopt;
    auto const& object = value.get_object();
    auto const verb = verb_of(text_of(object, "verb"));
    auto const time = parse_time(text_of(object, "occurred_at"));
    auto const* item = object.if_contains("item");
    if (!verb || !time || !item || !item->is_object())
        return std::nullopt;
    Change change;
    change.id = id;
    change.user = text_of(object, "user");
    change.verb = *verb;
    change.item = item_of(item->get_object());
    change.position_ms = number_of(object, "position_ms", -1);
    change.duration_ms = number_of(object, "duration_ms", 0);
    auto const* restart = object.if_contains("restart");
    change.restart = restart && restart->is_bool() && restart->get_bool();
    change.occurred_at = *time;
    return change;
}

std::array<char, header_size> encode_header(Ulid id, Header const& header) noexcept
{
    std::array<char, header_size> bytes{};
    char* at = bytes.data() + sizeof(std::uint32_t);
    put(at, header_form);
    put(at, static_cast<std::uint8_t>(header.state));
    put(at, static_cast<std::uint8_t>(header.verb));
    put(at, header.attempts);
    put(at, header.target);
    put(at, header.http_status);
    put(at, header.body_bytes << 8 | static_cast<std::uint8_t>(header.error));
    put(at, header.occurred_at);
    put(at, header.next_attempt_at);
    put(at, header.last_attempt_at);
    put(at, header.group);
    std::memcpy(at, header.item.data(), header.item.size());
    auto const check =
        crc32c({bytes.data() + sizeof(std::uint32_t), header_size - sizeof(std::uint32_t)},
               crc32c(as_text(id)));
    at = bytes.data();
    put(at, check);
    return bytes;
}

std::optional<Header> decode_header(Ulid id, std::string_view bytes) noexcept
{
    if (bytes.size() != header_size)
        return std::nullopt;
    char const* at = bytes.data();
    std::uint32_t check = 0;
    take(at, check);
    if (check != crc32c(bytes.substr(sizeof check), crc32c(as_text(id))))
        return std::nullopt;
    std::uint8_t form = 0, state = 0, verb = 0;
    std::uint32_t size_and_error = 0;
    Header header;
    take(at, form);
    take(at, state);
    take(at, verb);
    take(at, header.attempts);
    take(at, header.target);
    take(at, header.http_status);
    take(at, size_and_error);
    auto const error = static_cast<std::uint8_t>(size_and_error);
    header.body_bytes = size_and_error >> 8;
    take(at, header.occurred_at);
    take(at, header.next_attempt_at);
    take(at, header.last_attempt_at);
    take(at, header.group);
    std::memcpy(header.item.data(), at, header.item.size());
    if (form != header_form || state > static_cast<std::uint8_t>(State::failed) ||
        verb > static_cast<std::uint8_t>(Verb::play) ||
        error > static_cast<std::uint8_t>(last_error_class))
        return std::nullopt;
    header.state = static_cast<State>(state);
    header.verb = static_cast<Verb>(verb);
    header.error = static_cast<ErrorClass>(error);
    return header;
}

std::uint32_t body_check(Ulid id, std::string_view body) noexcept
{
    return crc32c(body, crc32c(as_text(id)));
}

std::optional<std::string_view> checked_body(Ulid id, std::string_view record) noexcept
{
    std::uint32_t check = 0;
    if (record.size() < sizeof check)
        return std::nullopt;
    char const* at = record.data();
    take(at, check);
    record.remove_prefix(sizeof check);
    return check == body_check(id, record) ? std::optional{record} : std::nullopt;
}

} // namespace playsync
