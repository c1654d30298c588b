// SPDX-License-Identifier: MIT
// A change: one thing one target must be told about one item of one user. Values only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/ulid.hpp"

namespace playsync {

/// Wall clock, Unix milliseconds.
using UnixMs = std::int64_t;

enum class ItemKind : std::uint8_t { video, movie, episode, track };

struct Item {
    ItemKind kind = ItemKind::video;
    std::string title;
    std::string show;
    std::string artist;
    std::string album;
    std::string host_key;                                 // the host's own stable id
    int year = 0;                                         // 0: unknown
    int season = -1;                                      // -1: unknown
    int episode = -1;                                     // -1: unknown
    std::vector<std::pair<std::string, std::string>> ids; // scheme, value

    bool operator==(Item const&) const = default;
};

enum class Verb : std::uint8_t {
    progress,  // a position; a newer one of the same item replaces it
    watched,   // a state: seen
    unwatched, // a state: taken back
    play,      // one play of a play log; never merged
};

enum class State : std::uint8_t {
    pending, // waits for its due time
    syncing, // in a batch in flight; known to memory only, so a crash makes it pending
    synced,  // the target has it
    failed,  // dead: kept, shown, retried by hand
};

/// Why an attempt did not succeed; decides what happens next.
enum class ErrorClass : std::uint8_t {
    none,
    transient,     // try again later; spends an attempt
    rate_limited,  // wait as told; spends none
    unreachable,   // the target is away; spends none
    ambiguous,     // the request left and no answer came; spends none
    auth,          // the target needs credentials; spends none
    misconfigured, // the target's address or settings are wrong; spends none
    rejected,      // this change will never be taken
    by_hand,       // a person parked it
    no_match,      // the service does not know the item; it will never be taken as it is
    expired,       // too old for the service; it will never be taken
};
constexpr ErrorClass last_error_class = ErrorClass::expired;

struct LastError {
    ErrorClass kind = ErrorClass::none;
    std::uint16_t http_status = 0; // 0: there was no answer
    std::string message;

    bool operator==(LastError const&) const = default;
};

/// What a target is told. Immutable once accepted, so that every repeat is the same message.
struct Change {
    Ulid id; // the idempotency key
    std::string user;
    Verb verb = Verb::progress;
    Item item;
    std::int64_t position_ms = -1; // -1: unknown
    std::int64_t duration_ms = 0;  // 0: unknown
    bool restart = false;          // of progress: a person began it again from its beginning
    UnixMs occurred_at = 0;

    bool operator==(Change const&) const = default;
};

/// Where a change stands.
struct Standing {
    State state = State::pending;
    unsigned attempts = 0;
    UnixMs next_attempt_at = 0; // synced or failed: when that was
    UnixMs last_attempt_at = 0; // when it began; 0: never
    std::uint64_t group = 0;    // changes that failed together go out together; 0: none
    LastError error;

    bool operator==(Standing const&) const = default;
};

std::string_view name_of(ItemKind kind) noexcept;
std::string_view name_of(Verb verb) noexcept;
std::string_view name_of(State state) noexcept;
std::string_view name_of(ErrorClass kind) noexcept;
std::optional<ItemKind> item_kind_of(std::string_view name) noexcept;
std::optional<Verb> verb_of(std::string_view name) noexcept;
std::optional<State> state_of(std::string_view name) noexcept;

/// "Breaking Bad S05E14 Ozymandias", for people.
std::string in_words(Item const& item);

/// 128 bits that name one user's item: the host's key, else its ids, and what it is called where
/// none of them is its own (a series', a release's, an artist's).
/// Stored in keys, so the function never changes within a schema.
using ItemKey = std::array<std::uint8_t, 16>;
ItemKey item_key(std::string_view user, Item const& item) noexcept;

} // namespace playsync
