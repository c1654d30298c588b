// SPDX-License-Identifier: MIT
// What goes into the queue and comes out of it. Values only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "storage/change.hpp"
#include "storage/codec.hpp"

namespace playsync {

/// A change on its way in. Merging is decided by `verb`: progress, watched and unwatched are the
/// states of an item (newer replaces older), a play stands alone.
struct Draft {
    TargetNo target = 0;
    Verb verb = Verb::progress;
    ItemKey item{};
    UnixMs occurred_at = 0;
    UnixMs due_at = 0;     // not sent before; what it replaces may have been due earlier, and wins
    bool puts_off = false; // but for a position that puts off the one it replaces
    std::string body;      // append_body's
};

/// What became of a draft.
enum class Taken : std::uint8_t {
    appended, // a pending change of its own
    stale,    // a later state of the item was already there
    repeated, // this very play or mark was taken before
};

/// The end of an attempt.
struct Settlement {
    Ulid id;
    State state = State::pending; // pending: again at next_attempt_at
    std::uint8_t attempts = 0;
    UnixMs at = 0;    // when the answer came
    UnixMs began = 0; // when it was sent; 0: not known
    UnixMs next_attempt_at = 0;
    std::uint64_t group = 0;
    LastError error;
};

/// Where the change stands then.
inline Standing standing_after(Settlement const& settlement)
{
    bool const waits = settlement.state == State::pending;
    return {settlement.state,
            settlement.attempts,
            waits ? settlement.next_attempt_at : settlement.at,
            settlement.began != 0 ? settlement.began : settlement.at,
            settlement.group,
            settlement.error};
}

/// Changes of one target, by state. Kept in the transaction that changes them.
struct Counts {
    std::uint64_t pending = 0; // in flight included
    std::uint64_t failed = 0;
    std::uint64_t kept = 0;   // synced and still in the history
    std::uint64_t synced = 0; // ever
    std::uint64_t superseded = 0;
    std::uint64_t repeated = 0;
    std::uint64_t discarded = 0; // by hand

    /// Ever, but for repeats.
    std::uint64_t taken() const noexcept
    {
        return pending + failed + synced + superseded + discarded;
    }

    bool operator==(Counts const&) const = default;
};

/// What the planner sees of a pending change that is due.
struct Due {
    Ulid id;
    std::uint64_t group = 0;
    ItemKey item{};
    Verb verb = Verb::progress;
    unsigned attempts = 0;
    std::size_t bytes = 0; // of its body
};

/// A change in flight.
struct Claimed {
    Ulid id;
    std::uint8_t attempts = 0;
    std::uint64_t group = 0;
    bool uncertain = false; // it went out before and no answer came: the target may have it
    std::string body;
    ErrorClass last_error = ErrorClass::none;
};

/// A change as the page and exports show it.
struct Entry {
    Ulid id;
    TargetNo target = 0;
    Standing standing;
    std::string body;
};

/// What is given must fit.
struct Filter {
    std::optional<TargetNo> target;
    std::optional<State> state;
    bool settled = false; // synced or failed
    std::optional<std::string> user;
    std::optional<ItemKind> kind;
    std::string words;           // a part of title, show, artist or album
    std::optional<UnixMs> since; // taken in at or after
    std::optional<UnixMs> until; // before
};

enum class Order : std::uint8_t {
    newest, // as they were taken in, the last first
    oldest,
    next, // by target, then by the time of the next attempt, or of the failure
};

/// A part of the list.
struct Look {
    Filter filter;
    Order order = Order::newest; // next: with a filter for pending or failed
    std::string from;            // where a page said that the next one begins; empty: at the start
    std::size_t limit = 50;
    std::function<bool()> enough; // asked now and then; true ends the page early
};

struct Page {
    std::vector<Entry> entries;
    std::string next; // where the next page begins; empty: there is no more
};

/// What came of an order given by hand to one change.
enum class Fate : std::uint8_t {
    done,
    not_found,
    in_flight,   // and so left alone
    settled,     // the target has it
    due,         // it goes out anyway
    replaced,    // by a newer state: it is out now
    not_pending, // and so cannot be parked
};

/// What happened in one minute of one target.
struct Minute {
    std::uint32_t minute = 0; // since 1970
    std::uint32_t taken = 0;
    std::uint32_t synced = 0;
    std::uint32_t failed = 0;
    std::uint32_t pending = 0; // after the last commit in it

    bool operator==(Minute const&) const = default;
};

/// How much more the store can take.
enum class Room : std::uint8_t { enough, marks_only, none };

/// The store has reached its configured limit and nothing in it can be forgotten yet.
class StoreFull : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace playsync
