// SPDX-License-Identifier: MIT
// How a worker shows itself.
#include "plugin/trouble_text.hpp"
#include "plugin/worker.hpp"

namespace playsync {
namespace {

struct GateWords {
    Gate gate;
    char const* code;  // of API.md's why
    char const* state; // of API.md's card
};

constexpr GateWords gate_words[] = {
    {Gate::paused, "paused", "paused"},
    {Gate::offline, "offline", "offline"},
    {Gate::rate_limited, "rate_limited", "rate limited"},
    {Gate::unreachable, "unreachable", "unreachable"},
    {Gate::probing, "unreachable", "unreachable"},
    {Gate::needs_login, "needs_login", "needs log-in"},
    {Gate::halted, "halted", "halted"},
};

GateWords const* words_of(Gate gate) noexcept
{
    for (auto const& words : gate_words)
        if (words.gate == gate)
            return &words;
    return nullptr;
}

/// Whether a person should see the gate though nothing waits behind it.
bool matters_when_idle(Gate gate) noexcept
{
    return gate == Gate::paused || gate == Gate::needs_login || gate == Gate::halted;
}

} // namespace

web::RunView view_of(Run const& run, UnixMs now, bool sending)
{
    web::RunView view;
    view.id = run.id;
    view.total = run.total;
    view.added = run.added;
    view.done = run.done;
    view.failed = run.failed;
    view.left = run.left();
    view.rate = run.rate(now);
    view.started = run.started;
    if (sending)
        view.eta_s = run.eta_s(now);
    return view;
}

web::Why Worker::why() const
{
    auto const steady = context_.clock.steady();
    auto const now = context_.clock.wall();
    auto const permission = session_.permission(steady);
    auto const pending = context_.queue.counts(number_).pending;
    web::Why why;
    auto const* words = words_of(permission.gate);
    bool const busy_probing = permission.gate == Gate::probing && lanes_ > 0;
    if (words && !busy_probing && (pending > 0 || matters_when_idle(permission.gate))) {
        why.code = words->code;
        why.detail = permission.gate == Gate::paused ? paused_by_ : permission.detail;
        if (permission.until)
            why.until =
                now + std::chrono::duration_cast<Millis>(*permission.until - steady).count();
        return why;
    }
    if (lanes_ > 0) {
        why.code = "in_flight";
    } else if (pending == 0) {
        why.code = "idle";
    } else if (paced_) {
        why.code = "paced";
        why.until =
            now + std::chrono::duration_cast<Millis>(pace_.ready_at(steady) - steady).count();
    } else if (gather_until_) {
        why.code = "gathering";
        why.until = gather_until_;
    } else {
        why.code = "backoff";
        why.until = context_.queue.next_due(number_);
        if (last_error_)
            why.detail = last_error_->error.message;
    }
    return why;
}

Surroundings Worker::surroundings() const
{
    return {true, why(), context_.queue.in_flight(number_), context_.config.attempts.attempts,
            context_.committer.refusing()};
}

std::string Worker::state_word(web::Why const& why) const
{
    for (auto const& words : gate_words)
        if (why.code == words.code)
            return words.state;
    if (why.code == "in_flight" || why.code == "paced")
        return "syncing";
    if (why.code == "idle")
        return "up to date";
    return why.code == "gathering" ? "gathering" : "waiting";
}

web::Card Worker::card() const
{
    auto const now = context_.clock.wall();
    web::Card card;
    card.id = file_.name;
    card.service = target_->traits().service;
    card.address = target_->traits().address;
    card.why = why();
    card.state = state_word(card.why);
    card.since = since_;
    card.counts = context_.queue.counts(number_);
    card.syncing = context_.queue.in_flight(number_);
    if (run_)
        card.run = view_of(*run_, now, lanes_ > 0);
    card.oldest_pending = context_.queue.oldest_pending(number_);
    card.last_success = last_success_;
    card.last_error = last_error_;
    card.conflicts = conflicts_;
    if (!paused_by_.empty())
        card.paused_by = paused_by_;
    card.throughput = throughput();
    if (auto* const log_in = target_->log_in()) {
        bool const is_in = log_in->is_in();
        card.login = login_ ? *login_ : web::LoginView{};
        if (!login_) {
            card.login->state = is_in ? "in" : "out";
            card.login->ended = is_in ? "" : login_ended_.state;
            card.login->detail = is_in ? "" : login_ended_.detail;
        }
        card.login->user = is_in ? log_in->user() : std::string{};
        card.login->until = is_in ? log_in->until() : std::nullopt;
    }
    return card;
}

web::Throughput Worker::throughput() const
{
    auto const& traits = target_->traits();
    auto const steady = context_.clock.steady();
    web::Throughput out;
    out.batch = traits.limits.changes;
    if (pace_.limits()) {
        out.requests = traits.pace.requests;
        out.per_ms = static_cast<std::uint64_t>(traits.pace.per.count());
    }
    if (allowance_ && steady < allowance_at_ + allowance_->resets_in) {
        auto const left = allowance_at_ + allowance_->resets_in - steady;
        out.left = allowance_->left;
        out.resets = context_.clock.wall() + std::chrono::duration_cast<Millis>(left).count();
    }
    return out;
}

/// One line when nothing can be told any more, and one when it can again. A pause, an outage that
/// the host tells of and a service's limit are no trouble, and a probe knows nothing yet.
void Worker::say_trouble()
{
    auto const now = context_.clock.steady();
    auto const [gate, until, detail] = session_.permission(now);
    bool const works = gate == Gate::open;
    bool const fails =
        gate == Gate::unreachable || gate == Gate::needs_login || gate == Gate::halted;
    if (!context_.log || gate == trouble_ || (!works && !fails))
        return;
    auto const& traits = target_->traits();
    if (works)
        context_.log(line_of_recovery(file_.name, traits.address, now - trouble_since_));
    else
        context_.log(line_of_trouble(file_.name, traits.address, gate, detail));
    if (trouble_ == Gate::open)
        trouble_since_ = now;
    trouble_ = gate;
}

/// Tells the page when the word of state or what it says has changed. For a target that was
/// replaced another speaks, and for one that is gone nobody.
void Worker::publish()
{
    if (stopping_ && !last_call_)
        return;
    say_trouble();
    auto const state = state_word(why());
    if (state != state_) {
        state_ = state;
        since_ = context_.clock.wall();
    }
    if (context_.audience.present())
        context_.audience.target_changed(card());
}

} // namespace playsync
