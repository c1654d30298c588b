// SPDX-License-Identifier: MIT
// The queue as the page lists, searches and works on it. The plugin implements it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/control.hpp"

namespace playsync::web {

struct ChangeQuery {
    std::optional<State> state; // pending: in flight too
    bool settled = false;       // synced or failed
    std::optional<std::string> target;
    std::optional<std::string> user;
    std::optional<ItemKind> kind;
    std::string words;
    std::optional<UnixMs> since;
    std::optional<UnixMs> until;
    Order order = Order::newest;
    std::string from; // a place that a list named as its `next`
    std::size_t limit = 50;
    int longest_ms = 20; // a look takes no longer
};

struct ChangeList {
    std::vector<ChangeView> items;
    std::string next; // empty: there is no more
};

struct ChangeDetail {
    ChangeView view;
    std::vector<Attempt> tries; // oldest first
    bool is_past = false;       // with an empty view: it was there, or may have been
};

enum class Deed : std::uint8_t { retry, discard, undo };

/// Work on many changes.
struct BulkOrder {
    Deed deed = Deed::retry;
    std::optional<ChangeQuery> filter; // else `ids`
    std::vector<Ulid> ids;
    std::string token; // of an undo
    bool dry_run = false;
    std::optional<std::uint64_t> expect; // how many the filter matched
};

struct BulkResult {
    enum class End : std::uint8_t {
        done,
        no_target,  // the filter's
        unexpected, // `matched` is far from `expect`: nothing was done
        no_undo,    // no such token
        too_late,   // its time is over
    };
    struct Undo {
        std::string token;
        UnixMs until = 0;
    };
    End end = End::done;
    std::uint64_t matched = 0;
    std::uint64_t done = 0;
    std::map<std::string, std::uint64_t> skipped; // by code of API.md
    std::optional<Undo> undo;
};

/// Bulk work under way, in steps of a few milliseconds and one small transaction each.
class Bulk {
public:
    virtual ~Bulk() = default;
    /// True when it is over.
    virtual bool step() = 0;
    virtual BulkResult const& result() const = 0;
};

using Ids = std::vector<std::pair<std::string, std::string>>; // scheme, value

/// [engine-thread]
class Changes {
public:
    virtual ~Changes() = default;

    /// Nothing when there never was such a target. Looks no longer than the query says.
    virtual std::optional<ChangeList> list(ChangeQuery const& query) const = 0;
    virtual ChangeDetail find(Ulid id) const = 0;

    /// Nothing when the store refuses.
    virtual std::optional<Fate> retry(Ulid id) = 0;
    virtual std::optional<Fate> park(Ulid id) = 0;
    /// `id` becomes that of the change in its place.
    virtual std::optional<Fate> rematch(Ulid& id, Ids const& ids) = 0;

    /// The number of the target of that name, or of all there ever were; nothing when there never
    /// was such a target.
    virtual std::optional<std::vector<TargetNo>>
    targets(std::optional<std::string> const& name) const = 0;
    /// The minutes of `target` in [from, to) in which something happened, and the one before them.
    virtual std::vector<Minute> minutes(TargetNo target, std::uint32_t from,
                                        std::uint32_t to) const = 0;

    virtual std::unique_ptr<Bulk> begin(BulkOrder order) = 0;
};

} // namespace playsync::web
