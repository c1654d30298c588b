// SPDX-License-Identifier: MIT
#include "plugin/worker.hpp"

#include "plugin/explain.hpp"
#include "storage/sometimes.hpp"

#include <algorithm>

namespace playsync {
namespace {

/// Due changes the planner looks at: enough to fill a batch past groups and held-back states.
constexpr std::size_t window_batches = 4;
constexpr std::size_t hasten_limit = 10'000;
/// Batches whose answer is not written down yet, and which a crash would send again.
constexpr unsigned unsettled_a_lane = 4;

} // namespace

Worker::Worker(WorkerContext const& context, TargetFile file, TargetNo number,
               std::unique_ptr<Target> target)
    : context_(context),
      file_(std::move(file)),
      number_(number),
      target_(std::move(target)),
      alarm_(context.clock.alarm()),
      session_(context.config.session),
      pace_(target_->traits().pace),
      live_alarm_(context.clock.alarm()),
      seen_(context.queue.counts(number)),
      since_(context.clock.wall())
{
    if (seen_.pending > 0)
        run_.emplace(++runs_, seen_.pending, since_);
}

net::awaitable<void> Worker::run()
{
    while (!stopping_) {
        auto const look_again = fill_if_possible();
        publish();
        if (!stopping_)
            co_await alarm_->wait_until(look_again);
    }
    // What is in flight may be an older state of what the last call is about.
    co_await under_way();
    if (last_call_) {
        sometimes("worker.last_call");
        fill_if_possible();
    }
    co_await under_way();
    while (telling_)
        co_await alarm_->wait_until(Steady::max());
    ended_ = true;
}

net::awaitable<void> Worker::under_way()
{
    while (lanes_ > 0 || unsettled_ > 0)
        co_await alarm_->wait_until(Steady::max());
}

void Worker::stop()
{
    stopping_ = true;
    alarm_->ring();
}

void Worker::retire()
{
    last_call_ = false;
    stop();
}

void Worker::cancel()
{
    last_call_ = false;
    target_->cancel();
}

void Worker::succeed(Worker const& before)
{
    session_.limit(before.session_.limited_until());
    pace_ = before.pace_.same_limit(pace_) ? before.pace_ : pace_;
    last_before_start_ = before.last_before_start_;
    login_ = before.login_;
    conflicts_ = before.conflicts_;
    set_paused(before.paused_by_);
}

/// A store that cannot be read now is opened again by the committer.
Steady Worker::fill_if_possible()
{
    auto const later = context_.clock.steady() + Millis{context_.config.poll_ms};
    return context_.committer.attempt([this] { return fill_lanes(); }, later);
}

/// Starts as many batches as the session, the planner and the target allow. Returns when there
/// may be more to do, unless the bell rings before.
Steady Worker::fill_lanes()
{
    gather_until_.reset();
    paced_ = false;
    require_account();
    for (;;) {
        auto const now = context_.clock.steady();
        auto const permission = session_.permission(now);
        if (permission.gate != Gate::open && permission.gate != Gate::probing)
            return permission.until.value_or(Steady::max());
        auto const lanes = permission.gate == Gate::probing ? 1u : target_->traits().lanes;
        if (lanes_ >= lanes || unsettled_ >= lanes * unsettled_a_lane)
            return Steady::max(); // a batch that ends rings
        if (refresh_is_due()) {
            ++lanes_;
            context_.tasks.start(refresh());
            continue;
        }
        auto const chosen = choose();
        gather_until_ = chosen.gather_until;
        if (chosen.send.empty() && mend_clock_jump())
            continue;
        if (chosen.send.empty())
            return next_look(chosen.gather_until);
        if (paced_ = !stopping_ && pace_.ready_at(now) > now; paced_)
            return pace_.ready_at(now);
        auto batch = context_.queue.claim(number_, chosen.send);
        if (batch.empty())
            continue; // all of them were damaged, and are set aside now
        mark_uncertain(batch);
        pace_.take(now);
        ++lanes_;
        context_.tasks.start(deliver(std::move(batch)));
    }
}

/// Most of the time the first changes that are due fill a batch; groups and states that wait for
/// others make it look further.
Plan Worker::choose() const
{
    auto limits = target_->traits().limits;
    limits.gather_ms = stopping_ ? 0 : context_.config.gather_ms;
    auto const now = context_.clock.wall();
    auto const widest = limits.changes * window_batches;
    for (auto window = limits.changes;; window = widest) {
        auto const due = context_.queue.due(number_, now, window);
        auto chosen = plan(due, limits, now);
        if (chosen.full || due.size() < window || window == widest)
            return chosen;
    }
}

Steady Worker::next_look(std::optional<UnixMs> wall_time) const
{
    if (context_.queue.counts(number_).pending == 0)
        return refresh_look();
    auto const now = context_.clock.wall();
    auto const next = wall_time ? wall_time : context_.queue.next_due(number_);
    auto wait = context_.config.poll_ms;
    if (next)
        wait = std::min(wait, std::max<UnixMs>(*next - now, 0));
    return std::min(context_.clock.steady() + Millis{wait}, refresh_look());
}

net::awaitable<void> Worker::deliver(std::vector<Claimed> batch)
{
    publish();
    Outcome outcome = co_await target_->send(batch);
    Verdict verdict = settle(batch, outcome);
    context_.queue.release(verdict.release);
    // A target that takes several batches at once gets the next one while this one is written down;
    // to others nothing is sent that a crash would make a repeat.
    bool const eager = target_->traits().lanes > 1;
    if (eager)
        free_lane();
    ++unsettled_;
    bool const urgent = !eager || unsettled_ >= target_->traits().lanes * unsettled_a_lane;
    bool const settled = verdict.settlements.empty() ||
                         co_await context_.committer.settle(verdict.settlements, urgent);
    --unsettled_;
    if (settled)
        report(batch, verdict);
    if (!eager)
        free_lane();
    alarm_->ring();
}

void Worker::free_lane()
{
    --lanes_;
    alarm_->ring();
}

Verdict Worker::settle(std::vector<Claimed> const& batch, Outcome const& outcome)
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
    Circumstances circumstances{now, context_.clock.chance(), session_.in_doubt(), 0};
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

void Worker::report(std::vector<Claimed> const& batch, Verdict const& verdict)
{
    for (auto const& settlement : verdict.settlements) {
        bool const synced = settlement.state == State::synced;
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
        view.entry.standing = {settlement.state, settlement.attempts, settlement.next_attempt_at,
                               settlement.at,    settlement.group,    settlement.error};
        view.why = explain(view.entry.standing, context_.clock.wall());
        if (synced)
            context_.audience.item_synced(view);
        else
            context_.audience.sync_failed(view, settlement.state == State::failed);
    }
}

void Worker::note_counts()
{
    auto const counts = context_.queue.counts(number_);
    auto const grown = [](std::uint64_t after, std::uint64_t before) {
        return after > before ? after - before : 0;
    };
    auto const synced = grown(counts.synced, seen_.synced);
    auto const failed = grown(counts.failed, seen_.failed);
    if (counts == seen_)
        return;
    auto const now = context_.clock.wall();
    seen_ = counts;
    if (!run_ && counts.pending + synced + failed > 0 && counts.pending > 0) {
        run_.emplace(++runs_, counts.pending, now);
        context_.audience.sync_started(file_.name, view_of(*run_, now, false));
    } else if (run_) {
        run_->advance(counts.pending, synced, failed, now);
        context_.audience.sync_progress(file_.name, view_of(*run_, now, lanes_ > 0));
    }
    if (run_ && counts.pending == 0) {
        context_.audience.sync_completed(file_.name, view_of(*run_, now, false),
                                         now - run_->started);
        run_.reset();
    }
    ring();
    publish();
}

void Worker::set_offline(bool offline)
{
    session_.set_offline(offline && target_->traits().needs_network);
    if (!offline)
        session_.nudge(); // what could not be reached may be now
    ring();
}

void Worker::set_paused(std::string by)
{
    paused_by_ = std::move(by);
    session_.set_paused(!paused_by_.empty());
    ring();
}

void Worker::nudge()
{
    session_.nudge();
    hasten(std::nullopt);
    ring();
}

std::size_t Worker::hasten(std::optional<ItemKey> item)
{
    auto const now = context_.clock.wall();
    return context_.committer.attempt(
        [&] { return context_.queue.hasten(number_, item, now, hasten_limit); }, std::size_t{0});
}

/// A clock that was set back would make every wait last for as long. Returns whether it mended
/// anything.
bool Worker::mend_clock_jump()
{
    auto const now = context_.clock.wall();
    auto const longest = std::max<UnixMs>(longest_wait(context_.config.attempts.backoff).count(),
                                          context_.config.progress_interval_ms);
    auto const next = context_.queue.next_due(number_);
    if (!next || *next <= now + longest + 1000)
        return false;
    sometimes("worker.clock_jumped");
    return hasten(std::nullopt) > 0;
}

} // namespace playsync
