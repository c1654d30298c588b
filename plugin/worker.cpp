// SPDX-License-Identifier: MIT
#include "plugin/worker.hpp"

#include "storage/sometimes.hpp"

#include <algorithm>

namespace playsync {
namespace {

/// Due changes the planner looks at: enough to fill a batch past groups and held-back states.
constexpr std::size_t window_batches = 4;
constexpr std::size_t hasten_limit = 10'000;
/// Before what an exception ended is tried again.
constexpr Millis a_moment{1000};
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
    context_.queue.count_watches(number, target_->traits().counts_watches);
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
    while (telling_ > 0)
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
    login_ended_ = before.login_ended_;
    conflicts_ = before.conflicts_;
    meters_ = before.meters_;
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
        if (now < stumbled_until_ && !stopping_)
            return stumbled_until_;
        if (lanes_ >= lanes || unsettled_ >= lanes * unsettled_a_lane)
            return Steady::max(); // a batch that ends rings
        if (refresh_is_due()) {
            context_.tasks.start(refresh(lane()));
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
        Flight flight{context_.queue, std::move(batch)};
        mark_uncertain(flight.batch());
        pace_.take(now);
        for (auto const& change : flight.batch())
            newest_sent_ = std::max(newest_sent_, change.id);
        context_.tasks.start(deliver(std::move(flight), lane()));
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

net::awaitable<void> Worker::deliver(Flight flight, Lease lane)
{
    publish();
    auto const began = context_.clock.wall();
    auto const began_steady = context_.clock.steady();
    Outcome outcome = co_await target_->send(flight.batch());
    meter(flight.batch().size(), outcome, began_steady);
    Verdict verdict = settle(flight.batch(), outcome, began);
    context_.queue.release(verdict.release);
    // A target that takes several batches at once gets the next one while this one is written down;
    // to others nothing is sent that a crash would make a repeat.
    bool const eager = target_->traits().lanes > 1;
    if (eager)
        free_lane(lane);
    Lease unsettled{unsettled_, [this] { stumble(); }};
    bool const urgent = !eager || unsettled_ >= target_->traits().lanes * unsettled_a_lane;
    bool const settled = verdict.settlements.empty() ||
                         co_await context_.committer.settle(verdict.settlements, urgent);
    flight.land();
    unsettled.give_back();
    if (settled)
        report(flight.batch(), verdict);
    if (disowned_)
        discard(flight.batch());
    free_lane(lane);
}

Lease Worker::lane()
{
    return Lease{lanes_, [this] { stumble(); }};
}

/// A task of ours was ended by an exception, perhaps after its batch had left. What is tried again
/// may be there already, and goes out a moment later: what failed once may fail each time.
void Worker::stumble() noexcept
{
    last_before_start_ = std::max(last_before_start_.value_or(Ulid{}), newest_sent_);
    stumbled_until_ = context_.clock.steady() + a_moment;
    alarm_->ring();
}

void Worker::free_lane(Lease& lane)
{
    lane.give_back();
    alarm_->ring();
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
    auto const longest = std::max<UnixMs>({longest_wait(context_.config.attempts.backoff).count(),
                                           context_.config.progress_interval_ms,
                                           target_->traits().at_rest ? rest_after : 0});
    auto const next = context_.queue.next_due(number_);
    if (!next || *next <= now + longest + 1000)
        return false;
    sometimes("worker.clock_jumped");
    return hasten(std::nullopt) > 0;
}

} // namespace playsync
