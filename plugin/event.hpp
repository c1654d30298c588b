// SPDX-License-Identifier: MIT
// A host's event, copied out of the ABI: what the engine works on after the host's call returned.
#pragma once

#include <cstdint>
#include <string>

#include "playsync/event.h"
#include "storage/change.hpp"

namespace playsync {

/// Texts that were longer than we keep, a bit each.
using CutTexts = std::uint32_t;
/// "title, artist", for people.
std::string names_of(CutTexts cut);

struct Event {
    playsync_event_kind kind = 0;
    std::uint64_t session = 0;
    UnixMs at = 0;                 // 0: when it was accepted
    std::int64_t position_ms = -1; // -1: unknown
    std::int64_t duration_ms = 0;  // 0: unknown
    std::string user;
    Item item;
    int episode_end = -1;    // the last one of a file that holds several in a row; -1: it holds one
    std::string library_key; // the host's own key, where the item's is another; never stored
    CutTexts cut = 0;
};

/// False for a kind of a later minor, which is ignored whatever it carries. Throws
/// std::invalid_argument when there is no event.
bool is_known(playsync_event const* event);
/// Reads no further than the host's `size` fields reach. Throws std::invalid_argument when the
/// event or its item is missing or unreadable.
Event read_event(playsync_event const* event);
/// A time that is missing or has not come yet becomes `now`; a position stays within its item. Call
/// when the host tells it: once a store that refused takes it, the clock may be another.
void make_plausible(Event& event, UnixMs now);
/// Names one playback: several people may share a session, and a session has many items.
struct PlaybackKey {
    std::uint64_t session = 0; // 0: the host has none
    ItemKey item{};            // of the user too

    bool operator==(PlaybackKey const&) const = default;
    struct Hash {
        std::size_t operator()(PlaybackKey const& key) const noexcept;
    };
};
PlaybackKey playback_key(Event const& event) noexcept;
/// Nothing of it holds what a URL keeps secret: its user info, query and fragment. What was cut is
/// added to `cut`.
Item read_item(playsync_item const* item, std::int64_t* duration_ms = nullptr,
               CutTexts* cut = nullptr);
/// The last episode of `from`, of which `item` was read; -1 when it holds one, or cannot hold so
/// many.
int episode_end_of(playsync_item const& from, Item const& item) noexcept;

} // namespace playsync
