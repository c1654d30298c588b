// SPDX-License-Identifier: MIT
// Changes and where they stand, to bytes and back. The bytes are FORMAT.md's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/change.hpp"

namespace playsync {

using TargetNo = std::uint16_t; // a target's number in a store; never reused

/// A user and an item as JSON, written once for all records that hold them.
class ItemText {
public:
    ItemText() = default;
    ItemText(std::string_view user, Item const& item) { write(user, item); }

    /// Takes the place of what was written before.
    void write(std::string_view user, Item const& item);
    std::string_view user() const noexcept { return std::string_view{text_}.substr(0, user_); }
    std::string_view item() const noexcept { return std::string_view{text_}.substr(user_); }

private:
    std::string text_;
    std::size_t user_ = 0; // bytes of the user
};

/// What a change tells, as a JSON object without its id: stored as it is, sent as it is.
void append_body(std::string& out, Change const& change);
/// The same of a change whose user and item are `text`; those of `change` are not looked at.
void append_body(std::string& out, ItemText const& text, Change const& change);
/// The item of a JSON object as append_body writes it.
std::optional<Item> decode_item(std::string_view json);
/// The body with its id spliced in as the first member.
void append_with_id(std::string& out, Ulid id, std::string_view body);
/// Nothing when `body` is not what append_body writes.
std::optional<Change> decode_body(Ulid id, std::string_view body);

/// The fixed-size record of where a change stands, with what the indexes need.
struct Header {
    TargetNo target = 0;
    Verb verb = Verb::progress;
    State state = State::pending; // never syncing
    std::uint8_t attempts = 0;
    ErrorClass error = ErrorClass::none;
    std::uint16_t http_status = 0;
    std::uint32_t body_bytes = 0; // 24 bits
    UnixMs occurred_at = 0;
    UnixMs next_attempt_at = 0; // of synced and failed ones: when they were settled
    UnixMs last_attempt_at = 0; // when it began
    std::uint64_t group = 0;
    ItemKey item{};

    bool operator==(Header const&) const = default;
};

constexpr std::size_t header_size = 64;
constexpr std::size_t largest_body = 0xffffff;

/// `id` is part of the check, so that a record under another's key is damage too.
std::array<char, header_size> encode_header(Ulid id, Header const& header) noexcept;
/// Nothing when the bytes are damaged or of a later form.
std::optional<Header> decode_header(Ulid id, std::string_view bytes) noexcept;

/// The check stored before a body.
std::uint32_t body_check(Ulid id, std::string_view body) noexcept;
/// The body of a stored record, or nothing when it is damaged.
std::optional<std::string_view> checked_body(Ulid id, std::string_view record) noexcept;

} // namespace playsync
