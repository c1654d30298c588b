// SPDX-License-Identifier: MIT
// The queue: what the engine and the page may ask of a change's durable life.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "storage/attempts.hpp"
#include "storage/queue_values.hpp"
#include "storage/watch_history.hpp"

namespace playsync {

/// Every call is one transaction: it has happened in full and is on disk when it returns, or it
/// throws (std::system_error) and nothing has happened. [engine-thread]
class Queue {
public:
    virtual ~Queue() = default;

    /// The number of a target, given out at first sight and never reused.
    virtual TargetNo target(std::string_view name) = 0;
    /// Nothing when there never was such a name.
    virtual std::optional<TargetNo> number_of(std::string_view name) const = 0;
    /// Empty when there never was such a number.
    virtual std::string name_of(TargetNo target) const = 0;
    /// Whether each watch of an item counts at `target`, so that a newer one replaces none; what
    /// was taken back since is replaced all the same. Not kept: said at each start.
    virtual void count_watches(TargetNo target, bool each) = 0;

    /// Takes drafts in, settles attempts and writes the watch history on, all in one transaction.
    /// Ids rise in the drafts' order. A settlement of a change that is not in flight is passed
    /// over.
    virtual std::vector<Taken> commit(std::span<Draft const> drafts,
                                      std::span<Settlement const> settlements, UnixMs now,
                                      WatchChanges const& watched) = 0;
    std::vector<Taken> commit(std::span<Draft const> drafts,
                              std::span<Settlement const> settlements, UnixMs now)
    {
        return commit(drafts, settlements, now, {});
    }
    virtual WatchHistory& history() noexcept = 0;

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

    virtual Page list(Look const& look) const = 0;
    virtual std::optional<Entry> find(Ulid id) const = 0;
    /// What was tried for a change, oldest first; the one that succeeded too.
    virtual std::vector<Attempt> attempts(Ulid id) const = 0;
    /// Whether ids up to `id` have been given out: one that is not found was there, or may have
    /// been.
    virtual bool is_past(Ulid id) const noexcept = 0;
    /// The minutes of `target` in [from, to) in which something happened, and the one before them.
    virtual std::vector<Minute> series(TargetNo target, std::uint32_t from,
                                       std::uint32_t to) const = 0;

    /// Dead changes of a target become pending and due, with their attempts forgotten; at most
    /// `limit` a call. Returns how many.
    virtual std::size_t revive(TargetNo target, UnixMs now, std::size_t limit) = 0;
    /// Pending changes that wait for a later time become due now: of one item, or all.
    virtual std::size_t hasten(TargetNo target, std::optional<ItemKey> item, UnixMs now,
                               std::size_t limit) = 0;

    // Orders given by hand, each for all of `ids` in one transaction. What is in flight is left
    // alone.

    /// Failed ones become pending, with their attempts forgotten; waiting ones become due.
    virtual std::vector<Fate> retry(std::span<Ulid const> ids, UnixMs now) = 0;
    /// Pending ones become failed, of class by_hand.
    virtual std::vector<Fate> park(std::span<Ulid const> ids, UnixMs now) = 0;
    /// Pending and failed ones are out; undo() can bring them back.
    virtual std::vector<Fate> discard(std::span<Ulid const> ids, std::uint64_t batch) = 0;
    /// Brings back what was discarded as `batch`, unless a newer state came; at most `limit` a
    /// call. Returns how many it dealt with; `restored` grows by those that are back.
    virtual std::size_t undo(std::uint64_t batch, std::size_t limit, std::uint64_t& restored) = 0;
    /// Forgets what was discarded as batches up to `batch`. Returns how many.
    virtual std::size_t empty_trash(std::uint64_t batch, std::size_t limit) = 0;
    /// A change with other ids of its item takes the place of a pending or failed one, due now.
    /// `id` becomes the new one's.
    virtual Fate rematch(Ulid& id, std::vector<std::pair<std::string, std::string>> const& ids,
                         UnixMs now) = 0;

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
