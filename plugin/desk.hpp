// SPDX-License-Identifier: MIT
// The queue as the page lists, searches and works on it: every look is bounded, every order is a
// small transaction.
#pragma once

#include <deque>
#include <functional>
#include <map>

#include "plugin/clock.hpp"
#include "plugin/committer.hpp"
#include "plugin/explain.hpp"
#include "storage/queue.hpp"
#include "web/changes.hpp"

namespace playsync {

/// [engine-thread]
class Desk : public web::Changes {
public:
    /// Where the engine comes in.
    struct Hooks {
        std::function<Surroundings(TargetNo)> around;
        std::function<void()> changed; // counts may be others now, and changes due
    };

    static constexpr Millis undo_time{60'000};

    Desk(Queue& queue, Committer& committer, Clock& clock, Hooks hooks);

    std::optional<web::ChangeList> list(web::ChangeQuery const& query) const override;
    web::ChangeDetail find(Ulid id) const override;
    std::optional<Fate> retry(Ulid id) override;
    std::optional<Fate> park(Ulid id) override;
    std::optional<Fate> rematch(Ulid& id, web::Ids const& ids) override;
    std::optional<std::vector<TargetNo>>
    targets(std::optional<std::string> const& name) const override;
    std::vector<Minute> minutes(TargetNo target, std::uint32_t from,
                                std::uint32_t to) const override
    {
        return queue_.series(target, from, to);
    }
    std::unique_ptr<web::Bulk> begin(web::BulkOrder order) override;

    /// Nothing when there never was a target of the query's name.
    std::optional<Look> look_of(web::ChangeQuery const& query) const;
    /// What was discarded and can no longer come back goes for good, a little at a time. True when
    /// there may be more.
    bool empty_trash();

private:
    using Known = std::map<TargetNo, Surroundings>;
    web::ChangeView view_of(Entry entry, Known& known) const;

    friend class BulkWork;
    friend class UndoWork;
    /// Something discarded that can come back.
    struct Undo {
        std::string token;
        std::uint64_t batch;
        UnixMs until;
    };

    std::optional<Fate> order(std::function<std::vector<Fate>()> const& write);
    std::uint64_t new_batch();
    web::BulkResult::Undo offer_undo(std::uint64_t batch);
    /// The batch that `token` brings back; from now on nothing does.
    std::optional<std::uint64_t> take_undo(std::string_view token);
    bool was_undo(std::string_view token) const;
    void end_undos();

    Queue& queue_;
    Committer& committer_;
    Clock& clock_;
    Hooks hooks_;
    std::vector<Undo> undos_;       // oldest first
    std::deque<std::string> ended_; // tokens that were good once; the newest ones
    std::uint64_t last_batch_ = 0;
    std::uint64_t trash_until_ = 0; // batches up to this one are gone for good
};

} // namespace playsync
