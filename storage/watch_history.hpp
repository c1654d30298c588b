// SPDX-License-Identifier: MIT
// The watch history: what each user saw and heard, once, whether or not a target was told of it.
// Written by Queue::commit() in the transaction that takes the event in; this is how it is read,
// and how a person forgets. [engine-thread]
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/watch.hpp"

namespace playsync {

/// A watch as the page and exports show it.
struct WatchEntry {
    WatchSpan span;
    std::int64_t duration_ms = 0;
    WatchedBy how = WatchedBy::position;
    unsigned targets = 0; // 0: kept, and sent to nobody
    std::string user;
    Item item;
    std::string host;
};

/// What is given must fit.
struct WatchFilter {
    std::optional<std::string> user;
    std::optional<ItemKind> kind;
    std::string words; // a part of title, show, artist or album
    std::optional<UnixMs> since, until;
    bool unsent = false; // only what no target was told of
};

struct WatchLook {
    WatchFilter filter;
    std::string from; // where a page said that the next one begins; empty: at the newest
    std::size_t limit = 50;
    std::function<bool()> enough; // asked now and then; true ends the page early
};

struct WatchPage {
    std::vector<WatchEntry> entries; // the newest first
    std::string next;                // where the next page begins; empty: there is no more
};

/// Names a watch.
struct WatchName {
    UnixMs at = 0;
    ItemKey item{};

    bool operator==(WatchName const&) const = default;
    auto operator<=>(WatchName const&) const = default;
};

/// "1785000000000-48f84f…": what the API calls a watch by.
std::string text_of(WatchName const& name);
std::optional<WatchName> watch_name_of(std::string_view text) noexcept;

class WatchHistory {
public:
    virtual ~WatchHistory() = default;

    /// Watches of an item that were decided in [from, to]; looks at no more than some thousands.
    virtual std::vector<WatchSpan> watches_of(ItemKey const& item, UnixMs from,
                                              UnixMs to) const = 0;
    /// The newest `limit`, the oldest of them first.
    virtual std::vector<WatchSpan> newest(std::size_t limit) const = 0;
    /// Playbacks under way, the last seen last.
    virtual std::vector<Playback> playbacks() const = 0;

    virtual WatchPage list(WatchLook const& look) const = 0;
    virtual std::size_t count() const = 0;
    /// How many watches were sent to nobody, by user.
    virtual std::map<std::string, std::uint64_t> unsent() const = 0;

    /// Takes watches out for good. Returns how many there were.
    virtual std::size_t forget(std::span<WatchName const> names) = 0;
    /// Forgets watches decided before `before`, at most `limit` a call. Returns how many.
    virtual std::size_t prune(UnixMs before, std::size_t limit) = 0;
};

} // namespace playsync
