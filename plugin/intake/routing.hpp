// SPDX-License-Identifier: MIT
// Which target is told of a fact, and when: facts become drafts of changes. No clock, no I/O.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "plugin/event.hpp"
#include "plugin/intake/playback.hpp"
#include "plugin/targets/target.hpp"
#include "storage/codec.hpp"

namespace playsync {

/// What routing must know of a target.
struct Addressee {
    TargetNo number = 0;
    Keeps keeps = Keeps::state;
    std::vector<std::string> users;   // "*": everybody
    std::vector<ItemKind> kinds = {}; // of items; empty: all
    bool takes_back = true;           // is told "unwatched"
    bool distinct_seconds = false;    // no two tracks begin in the same one
    bool at_rest = false;             // is told of no position while it moves
};

/// Whether `user` is among a target's `users`.
bool is_for(std::vector<std::string> const& users, std::string_view user);

class Routing {
public:
    explicit Routing(UnixMs progress_interval) : progress_interval_(progress_interval) {}

    void configure(UnixMs progress_interval, std::vector<Addressee> addressees);
    bool has(std::string_view user) const;
    /// Appends a draft for each target that is told of `fact`. `text`: user and item of `event`.
    /// Returns how many that were.
    unsigned draft(Event const& event, ItemKey const& item, ItemText const& text, Fact const& fact,
                   UnixMs now, std::vector<Draft>& drafts);

private:
    UnixMs start_of(Addressee const& addressee, UnixMs started);

    UnixMs progress_interval_;
    std::vector<Addressee> addressees_;
    std::map<TargetNo, std::set<UnixMs>> starts_; // lately given out, of distinct_seconds targets
};

} // namespace playsync
