// SPDX-License-Identifier: MIT
// The queue: what the engine and the page may ask of a change's durable life.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
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
    UnixMs due_at = 0; // not sent before; what it replaces may have been due earlier, and wins
    std::string body;  // append_body's
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
    UnixMs at = 0;
    UnixMs next_attempt_at = 0;
    std::uint64_t group = 0;
    LastError error;
};

/// Changes of one target, by state. Kept in the transaction that changes them.
struct Counts {
    std::uint64_t pending = 0; // in flight included
    std::uint64_t failed = 0;
    std::uint64_t kept = 0;   // synced and still in the history
    std::uint64_t synced = 0; // ever
    std::uint64_t superseded = 0;
    std::uint64_t repeated = 0;

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
};

/// A change as the page and exports show it.
struct Entry {
    Ulid id;
    TargetNo target = 0;
    Standing standing;
    std::string body;
};

struct Filter {
    std::optional<TargetNo> target;
    std::optional<State> state;
};

struct Page {
    std::vector<Entry> entries; // newest first
    std::optional<Ulid> next;   // where the next page begins, when there is more
};

/// How much more the store can take.
enum class Room : std::uint8_t { enough, marks_only, none };

/// The store has reached its configured limit and nothing in it can be forgotten yet.
class StoreFull : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Every call is one transaction: it has happened in full and is on disk when it returns, or it
/// throws (std::system_error) and nothing has happened. [engine-thread]
class Queue {
public:
    virtual ~Queue() = default;

    /// The number of a target, given out at first sight and never reused.
    virtual TargetNo target(std::string_view name) = 0;
    /// Empty when there never was such a number.
    virtual std::string name_of(TargetNo target) const = 0;

    /// Takes drafts in and settles attempts, all in one transaction. Ids rise in the drafts'
    /// order. A settlement of a change that is not in flight is passed over.
    virtual std::vector<Taken> commit(std::span<Draft const> drafts,
                                      std::span<Settlement const> settlements, UnixMs now) = 0;

    /// Pending changes of `target` due at `now`, earliest first. None that is in flight, and
    /// none whose item's state is in flight.
    virtual std::vector<Due> due(TargetNo target, UnixMs now, std::size_t limit) const = 0;
    /// When the earliest pending change is due that is not held back by what is in flight;
    /// nothing as well while the store is closed after a reopen() that failed.
    virtual std::optional<UnixMs> next_due(TargetNo target) const = 0;
    /// Marks them in flight. Left out are those whose record is damaged, which are set failed,
    /// and those that a newer state replaced before a crash, which are superseded.
    virtual std::vector<Claimed> claim(TargetNo target, std::span<Ulid const> ids) = 0;
    /// Back to pending, as they were before the claim. Writes nothing.
    virtual void release(std::span<Ulid const> ids) noexcept = 0;

    virtual Counts counts(TargetNo target) const = 0;
    virtual std::size_t in_flight(TargetNo target) const = 0;
    /// When the oldest change still pending was made; nothing while the store is closed.
    virtual std::optional<UnixMs> oldest_pending(TargetNo target) const = 0;

    virtual Page list(Filter const& filter, std::optional<Ulid> from, std::size_t limit) const = 0;
    virtual std::optional<Entry> find(Ulid id) const = 0;

    /// Dead changes become pending and due, with their attempts forgotten: one, or all of a
    /// target, at most `limit` a call. Returns how many.
    virtual std::size_t revive(TargetNo target, UnixMs now, std::size_t limit) = 0;
    virtual bool revive_one(Ulid id, UnixMs now) = 0;
    /// Pending changes that wait for a later time become due now: of one item, or all.
    virtual std::size_t hasten(TargetNo target, std::optional<ItemKey> item, UnixMs now,
                               std::size_t limit) = 0;

    /// Forgets synced changes settled before `before`, or beyond the newest `keep`; looks at no
    /// more than `limit` records. Returns how many.
    virtual std::size_t prune(UnixMs before, std::uint64_t keep, std::size_t limit) = 0;

    /// A small fact kept over restarts, such as a limit a service told; empty: none.
    virtual void note(std::string_view key, std::string_view value) = 0;
    virtual std::string noted(std::string_view key) const = 0;

    /// After a failed commit the store's state is not known: closes it, checks the file and opens
    /// it again. Throws when that fails too; then call again later.
    virtual void reopen() = 0;

    virtual Room room() const noexcept = 0;
    virtual std::size_t used_bytes() const = 0;
};

} // namespace playsync
