// SPDX-License-Identifier: MIT
// The watch history as people look through it and have watches forgotten. The plugin implements it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "storage/watch_history.hpp"

namespace playsync::web {

struct WatchQuery {
    WatchFilter filter;
    std::string from; // a place that a list named as its `next`
    std::size_t limit = 50;
    int longest_ms = 20; // a look takes no longer
};

/// All that a filter fits is to be forgotten. Nothing brings it back.
struct ForgetOrder {
    WatchFilter filter;
    bool dry_run = false;
    std::uint64_t expect = 0; // what a dry run said: when more fit, nothing is forgotten
};

struct ForgetResult {
    enum class End : std::uint8_t { done, unexpected, refused };
    End end = End::done;
    std::uint64_t matched = 0;
    std::uint64_t forgotten = 0;
};

/// Forgetting under way, in steps of a few milliseconds and one small transaction each.
class Forgetting {
public:
    virtual ~Forgetting() = default;
    /// True when it is over.
    virtual bool step() = 0;
    virtual ForgetResult const& result() const = 0;
};

/// [engine-thread]
class Watches {
public:
    virtual ~Watches() = default;

    /// The newest first. Looks no longer than the query says.
    virtual WatchPage list(WatchQuery const& query) const = 0;
    /// Whether there was such a watch; nothing when the store refuses.
    virtual std::optional<bool> forget(WatchName const& name) = 0;
    virtual std::unique_ptr<Forgetting> begin(ForgetOrder order) = 0;
};

} // namespace playsync::web
