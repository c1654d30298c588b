// SPDX-License-Identifier: MIT
// One line of EVENTS.md to what it means. No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "playsync/event.h"

namespace playsync::standalone {

/// An item with the strings the ABI's struct borrows. Neither copied nor moved once native() was
/// called.
struct ItemLine {
    playsync_item_kind kind = PLAYSYNC_ITEM_VIDEO;
    std::string title, show, artist, album, uri, host_key;
    std::vector<std::pair<std::string, std::string>> ids;
    std::int32_t year = 0, season = -1, episode = -1, episode_end = -1;
    std::int64_t duration_ms = 0;
};

/// Borrows from `line` and fills `ids`.
playsync_item native(ItemLine const& line, std::vector<playsync_id>& ids);

struct PlaybackLine {
    playsync_event_kind kind = 0;
    std::uint64_t session = 0;
    std::int64_t at_ms = 0;
    std::int64_t position_ms = -1;
    std::string user;
    ItemLine item;
};

struct NetworkLine {
    bool online = true;
    bool metered = false;
};
struct SyncNowLine {
    std::optional<ItemLine> item;
};
struct RetryFailedLine {
    std::string target; // empty: all
};
struct WaitLine {
    std::int64_t ms = 0;
};
enum class PlainCommand : std::uint8_t { pause, resume, process_queue, flush };

using Line =
    std::variant<PlaybackLine, NetworkLine, SyncNowLine, RetryFailedLine, WaitLine, PlainCommand>;

/// Throws std::invalid_argument with what is wrong.
Line parse_event_line(std::string_view text);

} // namespace playsync::standalone
