// SPDX-License-Identifier: MIT
// A change against what the service holds: which of the two stands. Values in, values out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/change.hpp"

namespace playsync {

/// Who wins where ours meets another state. What a person said, "not watched" and "again from the
/// start", beats any state that only came about, whichever it is; but for `newest`, where what
/// happened there later is the last word.
enum class Strategy : std::uint8_t {
    furthest, // the further one: watched is the end
    newest,   // the later one; a state without a date is older than any
    local,    // ours
};

/// What a change says.
struct OurState {
    Verb verb = Verb::progress;   // a play counts as watched
    std::int64_t position_ms = 0; // of progress
    bool restart = false;         // of progress: begun again from the start, and gone on
    UnixMs at = 0;
};

/// What the service holds of the same item.
struct TheirState {
    bool watched = false;
    std::int64_t position_ms = 0; // 0: nothing to resume
    std::optional<UnixMs> at;     // of the last play; nothing: not known

    bool operator==(TheirState const&) const = default;
};

enum class Resolution : std::uint8_t {
    clear,  // no conflict: ours goes on from what is there, and is told
    same,   // no conflict: it is there already, and nothing is told
    ours,   // ours is told over what is there
    theirs, // what is there stands, and nothing is told
    both,   // watched is told; the position there is of a later play, and stays
};

struct Decision {
    Resolution resolution = Resolution::clear;
    std::string_view reason; // of a conflict, for people; static

    bool is_conflict() const noexcept { return resolution > Resolution::same; }
};

Decision resolve(Strategy strategy, OurState const& ours, TheirState const& theirs);

std::string_view name_of(Strategy strategy) noexcept;
std::string_view name_of(Resolution resolution) noexcept;
std::optional<Strategy> strategy_of(std::string_view name) noexcept;

/// "Heat: ours is 10:00 of 2026-08-01T20:15:00.000Z, theirs 45:10 of …; theirs stands: it is
/// further".
std::string in_words(Item const& item, OurState const& ours, TheirState const& theirs,
                     Decision const& decision);

} // namespace playsync
