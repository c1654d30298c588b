// SPDX-License-Identifier: MIT
// Which of the due changes go out together, and when the rest is looked at again.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "storage/queue.hpp"

namespace playsync {

struct BatchLimits {
    std::size_t changes = 100;
    std::size_t bytes = 256 * 1024; // of bodies; a single larger change still goes, alone
    UnixMs gather_ms = 100;         // how long a batch that is not full waits for more
    bool alike = false;             // changes of one verb go together, and positions alone
};

struct Plan {
    std::vector<Ulid> send;
    bool full = false;                  // nothing more would fit
    std::optional<UnixMs> gather_until; // nothing to send yet; look again then
};

/// `due` is in order of due time. Changes that failed together go out together and with nobody
/// else; fresh ones fill a batch. Of an item's states only the first may go, also when that one
/// belongs to a group of its own: a later one never passes it.
Plan plan(std::span<Due const> due, BatchLimits const& limits, UnixMs now);

} // namespace playsync
