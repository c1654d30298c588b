// SPDX-License-Identifier: MIT
// The watch history as the page lists it and has watches forgotten, and how long it is kept.
#pragma once

#include "plugin/clock.hpp"
#include "plugin/committer.hpp"
#include "storage/queue.hpp"
#include "web/control.hpp"
#include "web/watches.hpp"

namespace playsync {

/// [engine-thread]
class WatchBook : public web::Watches {
public:
    WatchBook(Queue& queue, Committer& committer, Clock& clock)
        : queue_(queue),
          committer_(committer),
          clock_(clock)
    {
    }

    WatchPage list(web::WatchQuery const& query) const override;
    std::optional<bool> forget(WatchName const& name) override;
    std::unique_ptr<web::Forgetting> begin(web::ForgetOrder order) override;

    /// What no target was told of, by user, who has the most first and at most 100 of them; `all`
    /// becomes how many watches that are of everybody.
    std::vector<web::Kept> kept(std::uint64_t& all) const;

    /// Forgets what is older than `kept_ms`, a little at a time; 0: nothing is. True when there may
    /// be more.
    bool prune(UnixMs kept_ms);

private:
    class Work;

    std::optional<std::size_t> forget(std::span<WatchName const> names);

    Queue& queue_;
    Committer& committer_;
    Clock& clock_;
};

} // namespace playsync
