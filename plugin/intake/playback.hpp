// SPDX-License-Identifier: MIT
// The rule for "watched": a pure function from what is known of a playback and one event to what is
// known then and what it means. No clock, no I/O. README.md in this folder has the rule as a table.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "plugin/config.hpp"
#include "plugin/event.hpp"
#include "storage/watch.hpp"

namespace playsync {

/// What an event means for a user's item, before it is addressed to any target.
struct Fact {
    enum class Kind : std::uint8_t { position, watched, unwatched };
    Kind kind = Kind::position;
    UnixMs at = 0;      // of the fact
    UnixMs started = 0; // of the playback; of a mark by itself: as if just played through
    std::int64_t position_ms = -1; // -1: unknown
    bool urgent = true;            // false: one of many positions while something plays
    bool restart = false;          // of a position: come to from the beginning, where a person went
    bool moving = false;           // of a position: it still plays, as far as we know
    WatchedBy how = WatchedBy::position; // of a watch
    bool by_itself = false;              // of a watch: a mark, of which no playback is known
    bool clock_went_back = false;        // of a watch: its times may be those of another
};

struct Followed {
    std::optional<Playback> playback; // nothing: there is none, or it is as it was
    std::vector<Fact> facts;          // in the order they must be told
};

/// What `event` means. `key` names its playback. `same`: the playback of its session and item, if
/// one is known; `other`: another of the same item and user, the one that was left last. The event
/// is plausible (make_plausible).
Followed follow(Event const& event, PlaybackKey const& key, Thresholds const& thresholds,
                Playback const* same, Playback const* other);

/// The session went on to another item without a word of this one's end. `last`: an event of the
/// one that ended, at the time the next began.
Followed end_unseen(Event const& last, PlaybackKey const& key, Thresholds const& thresholds,
                    Playback const& playback);

/// The position from which an item of this kind and length is watched; nothing for tracks, which
/// count by what was heard, and where the length is unknown.
std::optional<std::int64_t> threshold_position(ItemKind kind, std::int64_t duration_ms,
                                               Thresholds const& thresholds);

/// How long after a watch another mark of the item still means that watch.
std::int64_t length_of(Event const& event) noexcept;

} // namespace playsync
