// SPDX-License-Identifier: MIT
// What came of a batch: judged, told to the session, and shown.
#include <algorithm>

#include "plugin/explain.hpp"
#include "plugin/worker.hpp"
#include "storage/sometimes.hpp"

namespace playsync {
namespace {

/// A clock that was set back makes no negative times.
double seconds_between(UnixMs from, UnixMs to) noexcept
{
    return static_cast<double>(std::max<UnixMs>(to - from, 0)) / 1000;
}

} // namespace

Verdict Worker::settle(std::vector<Claimed> const& batch, Outcome const& outcome, UnixMs began)
{
    Verdict verdict;
    if (outcome.cancelled) {
        sometimes("worker.cancelled");
        for (auto const& change : batch)
            verdict.release.push_back(change.id);
        return verdict;
    }
    auto const group = group_of(batch);
    auto const now = context_.clock.wall();
    Circumstances circumstances{now, context_.clock.chance(), session_.in_doubt(), 0, began};
    if (outcome.error.kind == ErrorClass::ambiguous)
        circumstances.times_uncertain = ++uncertain_[group];
    else
        uncertain_.erase(group);
    verdict = judge(batch, outcome, context_.config.attempts, circumstances);
    session_.after(outcome, group, context_.clock.steady(), context_.clock.chance());
    if (outcome.error.kind == ErrorClass::none)
        last_success_ = now;
    else
        last_error_ = web::TargetError{now, outcome.error};
    if (outcome.error.kind == ErrorClass::rate_limited)
        remember_limit();
    note_conflicts(outcome.conflicts);
    if (outcome.allowance)
        heed(*outcome.allowance);
    return verdict;
}

void Worker::meter(std::size_t changes, Outcome const& outcome, Steady began)
{
    if (outcome.cancelled)
        return;
    auto const took = context_.clock.steady() - began;
    meters_.batch.note(static_cast<double>(changes));
    meters_.answer.note(std::chrono::duration<double>(took).count());
    if (outcome.error.kind != ErrorClass::none)
        ++meters_.failed[outcome.error.kind];
}

void Worker::report(std::vector<Claimed> const& batch, Verdict const& verdict)
{
    for (auto const& settlement : verdict.settlements) {
        bool const synced = settlement.state == State::synced;
        if (synced)
            meters_.delay.note(seconds_between(settlement.id.time_ms(), settlement.at));
        if (!synced)
            last_error_ = web::TargetError{settlement.at, settlement.error};
        if (synced && !context_.audience.present())
            continue;
        auto const claimed = std::ranges::find(batch, settlement.id, &Claimed::id);
        web::ChangeView view;
        view.target = file_.name;
        view.entry.id = settlement.id;
        view.entry.target = number_;
        view.entry.body = claimed->body;
        view.entry.standing = standing_after(settlement);
        view.why = explain(view.entry.standing, surroundings(), context_.clock.wall());
        if (synced)
            context_.audience.item_synced(view);
        else
            context_.audience.sync_failed(view, settlement.state == State::failed);
    }
}

/// What the service has taken stays in the history.
void Worker::discard(std::vector<Claimed> const& batch)
{
    constexpr std::uint64_t no_undo = 0;
    std::vector<Ulid> ids;
    for (auto const& change : batch)
        ids.push_back(change.id);
    context_.committer.attempt([&] { return context_.queue.discard(ids, no_undo); },
                               std::vector<Fate>{});
}

} // namespace playsync
