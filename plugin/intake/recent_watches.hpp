// SPDX-License-Identifier: MIT
// What decides whether a watch is another one: the newest watches by item, in memory; older ones
// are looked up in the history.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <deque>
#include <optional>
#include <vector>

#include "plugin/event.hpp"
#include "storage/watch_history.hpp"

namespace playsync {

/// A watch that may be one of those that are known.
struct Candidate {
    UnixMs at = 0;
    UnixMs begun = 0;
    bool mark = false;            // a mark by itself, of which no playback is known
    bool clock_went_back = false; // it follows another whose times it seems to have
};

/// Whether `known` and the candidate are one watch, told twice: their times overlap. Two playbacks
/// that follow each other may overlap by a little, as clocks and cross-fades do.
bool is_same_watch(WatchSpan const& known, Candidate const& candidate) noexcept;

/// When items were last watched, in the last day: eight bytes an item, for days with very many.
class WatchIndex {
public:
    void insert(ItemKey const& item, UnixMs at);
    /// [first, last] of a moment in which an item like this was watched last.
    std::optional<std::pair<UnixMs, UnixMs>> find(ItemKey const& item) const;
    /// All watches since then are here.
    UnixMs complete_since() const noexcept { return complete_since_; }

private:
    struct Slot {
        std::uint32_t mark = 0; // of the item; 0: free
        std::uint32_t moment = 0;
    };

    Slot& slot_of(std::uint32_t mark);
    void rebuild();

    std::vector<Slot> slots_;
    std::size_t used_ = 0;
    std::uint32_t newest_ = 0;
    UnixMs complete_since_ = 0;
};

class RecentWatches {
public:
    /// `history` may be null: nothing was watched before.
    explicit RecentWatches(WatchHistory const* history) : history_(history) {}

    /// Reads what the history has of the last day.
    void load();
    /// A new one, or a known one that changed. Until committed(), the history does not know.
    void remember(WatchSpan const& watch);
    void committed() noexcept { fresh_.clear(); }
    /// The known watch that the candidate is, if any.
    std::optional<WatchSpan> same(ItemKey const& item, Candidate const& candidate) const;
    /// The newest of an item, if it is one of the newest of all.
    WatchSpan const* newest(ItemKey const& item) const;

private:
    struct Hash {
        std::size_t operator()(ItemKey const& key) const noexcept
        {
            return PlaybackKey::Hash{}({0, key});
        }
    };

    std::optional<WatchSpan> same_of_old(ItemKey const& item, Candidate const& candidate,
                                         UnixMs from, UnixMs to) const;

    WatchHistory const* history_;
    std::vector<WatchSpan> fresh_; // remembered since the last commit
    boost::unordered_flat_map<ItemKey, WatchSpan, Hash> by_item_;
    std::deque<ItemKey> order_; // as they came
    WatchIndex index_;
};

} // namespace playsync
