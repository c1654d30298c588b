// SPDX-License-Identifier: MIT
// What the host told, what became of it, and what therefore each service must know in the end.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "storage/change.hpp"
#include "tests/sim/trace.hpp"

namespace playsync::sim {

enum class Word : std::uint8_t { position, watched, unwatched };

/// One event that the plugin took. Times are unique in a run, so they name it.
struct Told {
    std::string user;
    std::string title;
    Word word = Word::position;
    UnixMs at = 0;
    std::size_t order = 0; // among all that was told
    bool kept = false;     // acknowledged: it was on disk, as a flush would have said
};

class Oracle {
public:
    void took(Told told);
    /// All that was taken so far is on disk.
    void acknowledge();
    /// The process died: what was not acknowledged may be there or not.
    void forget_unacknowledged() { fresh_.clear(); }

    Told const* find(UnixMs at) const;
    /// Whether a later "unwatched" of its item was told.
    bool was_taken_back(Told const& watched) const;
    std::size_t size() const noexcept { return told_.size(); }

    /// By time.
    std::map<UnixMs, Told> const& told() const noexcept { return told_; }

private:
    std::map<UnixMs, Told> told_;
    std::vector<UnixMs> fresh_;
};

} // namespace playsync::sim
