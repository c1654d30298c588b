// SPDX-License-Identifier: MIT
// A watch: one user saw or heard one item, once; and the playback it came from. Values only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/change.hpp"

namespace playsync {

/// How it was decided that something was watched.
enum class WatchedBy : std::uint8_t {
    position, // played past the threshold of its kind
    heard,    // enough of it was played, by the time that passed
    mark,     // the host or a person said so
    ended,    // of unknown length: it ended after long enough
};
constexpr WatchedBy last_watched_by = WatchedBy::ended;
std::string_view name_of(WatchedBy how) noexcept;

/// When a watch happened. `at` and the item name it: no two watches of an item are of one moment.
struct WatchSpan {
    ItemKey item{};
    UnixMs at = 0; // when it was decided
    UnixMs begun = 0;
    UnixMs ended = 0;        // when it was last seen playing; not before `at`
    bool taken_back = false; // a person said "not watched" since

    bool operator==(WatchSpan const&) const = default;
};

/// A watch on its way into the history.
struct Watch : WatchSpan {
    std::int64_t duration_ms = 0; // 0: unknown
    WatchedBy how = WatchedBy::position;
    std::uint8_t targets = 0; // how many targets are told of it; 0: it is kept and not sent
    std::string user;         // whose it is, when it is sent to nobody
    std::string text;         // append_watch_text's: user, item and host, as JSON
};

/// What is known of one playback: one going through an item of one user in one session.
struct Playback {
    ItemKey item{};
    std::uint64_t session = 0;      // 0: the host has none
    UnixMs started = 0;             // wall clock of its beginning
    UnixMs last_seen = 0;           // of its last report
    std::int64_t duration = 0;      // of the item, ms; 0: unknown
    std::int64_t position = -1;     // the last one known
    std::int64_t silent = 0;        // ms played since `position` was told, by the clock
    std::int64_t heard = 0;         // ms that were played, which the time that passed bounds
    std::int64_t stretch_from = -1; // position where what plays without a jump began; -1: unknown
    std::int64_t stretch = 0;       // ms played since
    UnixMs watched_at = 0;          // names the watch it was counted as; 0: not counted
    bool playing = false;           // neither paused nor stopped
    bool stopped = false;
    bool told_start = false;      // the host told its start
    bool from_start = false;      // a person began it, or went back, to where it begins
    bool tells_positions = false; // the host reports positions while it plays
    bool half_played = false;     // it came to its middle by playing
    bool clock_went_back = false; // since its session began: its times may be those of another
    bool quiet = false; // a resumed end, or taken back while it plays: the rule says nothing more

    bool operator==(Playback const&) const = default;
};

/// What a commit changes in the history, besides what is taken in for targets.
struct WatchChanges {
    std::vector<Watch> watches;      // new ones; one that is there already stays as it is
    std::vector<WatchSpan> amended;  // of known ones: a later end, or taken back
    std::vector<Playback> playbacks; // under way: the latest of each item
    std::vector<ItemKey> forgotten;  // items whose playback is not followed any more

    bool empty() const noexcept
    {
        return watches.empty() && amended.empty() && playbacks.empty() && forgotten.empty();
    }
    void clear() noexcept
    {
        watches.clear();
        amended.clear();
        playbacks.clear();
        forgotten.clear();
    }
};

} // namespace playsync
