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
/// Names one playback: by its session, else by user and item.
struct PlaybackKey {
    std::uint64_t session = 0;
    ItemKey item{};

    bool operator==(PlaybackKey const&) const = default;
    struct Hash {
        std::size_t operator()(PlaybackKey const& key) const noexcept;
    };
};
PlaybackKey playback_key(Event const& event) noexcept;
/// What was cut is added to `cut`.
Item read_item(playsync_item const* item, std::int64_t* duration_ms = nullptr,
               CutTexts* cut = nullptr);

} // namespace playsync
