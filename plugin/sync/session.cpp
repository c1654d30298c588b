// SPDX-License-Identifier: MIT
#include "plugin/sync/session.hpp"
#include "storage/sometimes.hpp"

namespace playsync {

Permission Session::permission(Steady now) const
{
    if (paused_)
        return {Gate::paused, {}, {}};
    if (halted_ != Gate::open && (!halted_until_ || now < *halted_until_))
        return {halted_, halted_until_, detail_};
    if (offline_)
        return {Gate::offline, {}, {}};
    if (limited_until_ && now < *limited_until_)
        return {Gate::rate_limited, limited_until_, detail_};
    if (breaker_open_ && now < probe_at_)
        return {Gate::unreachable, probe_at_, detail_};
    return {breaker_open_ || halted_ != Gate::open ? Gate::probing : Gate::open, {}, detail_};
}

void Session::after(Outcome const& outcome, std::uint64_t group, Steady now, double chance)
{
    if (outcome.cancelled)
        return;
    auto const kind = outcome.error.kind;
    if (kind != ErrorClass::none)
        detail_ = outcome.error.message;
    if (kind != ErrorClass::auth && kind != ErrorClass::misconfigured)
        halted_ = Gate::open;
    if (kind != ErrorClass::rate_limited)
        limits_in_a_row_ = 0;

    switch (kind) {
    case ErrorClass::none:
    case ErrorClass::rejected: // an answer is an answer
    case ErrorClass::no_match:
    case ErrorClass::expired:
    case ErrorClass::by_hand:
        breaker_open_ = false;
        breaker_failures_ = failing_ = 0;
        return;
    case ErrorClass::transient:
        failing_ += group != last_failing_ || failing_ == 0 ? 1 : 0;
        last_failing_ = group;
        if (breaker_open_ || failing_ >= policy_.failing_batches)
            open_breaker(outcome, now, chance);
        return;
    case ErrorClass::rate_limited:
        keep_limit(outcome, now, chance);
        return;
    case ErrorClass::unreachable:
    case ErrorClass::ambiguous:
        open_breaker(outcome, now, chance);
        return;
    case ErrorClass::auth:
    case ErrorClass::misconfigured:
        halt(kind, now);
        return;
    }
}

void Session::halt(ErrorClass kind, Steady now)
{
    if (kind == ErrorClass::auth) {
        halted_ = Gate::needs_login;
        halted_until_.reset();
    } else if (halted_ == Gate::needs_login) {
        sometimes("session.login_kept"); // only a person ends that, whatever another lane is told
    } else {
        halted_ = Gate::halted;
        halted_until_ = now + policy_.halted_probe;
    }
}

void Session::keep_limit(Outcome const& outcome, Steady now, double chance)
{
    auto const least = delay_after(++limits_in_a_row_, policy_.backoff, chance);
    auto const told = std::min(outcome.retry_after.value_or(least), policy_.longest_limit);
    auto const until = now + std::max(told, outcome.retry_after ? Millis{0} : least);
    // What other batches under way are told does not shorten it.
    if (limited_until_ > until)
        sometimes("session.limit_kept");
    limited_until_ = std::max(limited_until_.value_or(until), until);
}

void Session::open_breaker(Outcome const& outcome, Steady now, double chance)
{
    breaker_open_ = true;
    auto wait = delay_after(++breaker_failures_, policy_.backoff, chance);
    if (outcome.retry_after)
        wait = std::max(wait, std::min(*outcome.retry_after, policy_.longest_limit));
    probe_at_ = now + wait;
}

void Session::require_login(std::string detail)
{
    if (halted_ != Gate::needs_login)
        detail_ = std::move(detail); // what the service said of it says more
    halted_ = Gate::needs_login;
    halted_until_.reset();
}

/// What was said without credentials says nothing now.
void Session::let_in() noexcept
{
    halted_ = Gate::open;
    halted_until_.reset();
    probe_at_ = {};
}

void Session::allow(Allowance const& allowance, Steady now)
{
    if (allowance.left > 0)
        return;
    auto const until = now + std::min(allowance.resets_in, policy_.longest_limit);
    limited_until_ = std::max(limited_until_.value_or(until), until);
    detail_ = "its limit is used up";
}

void Session::nudge() noexcept
{
    probe_at_ = {};
    halted_until_ = Steady{};
}

} // namespace playsync
