// SPDX-License-Identifier: MIT
// A worker's account at its service: nobody in, somebody let in, credentials renewed in time.
#include "plugin/worker.hpp"

#include <algorithm>

namespace playsync {
namespace {

constexpr Backoff refresh_backoff{Millis{60'000}, Millis{3600'000}, 0.2};

} // namespace

/// Without credentials nothing is sent at all, so that none of it costs the service a request.
void Worker::require_account()
{
    if (auto* const log_in = target_->log_in(); log_in && !log_in->is_in())
        session_.require_login("nobody is logged in");
}

bool Worker::refresh_is_due() const
{
    auto* const log_in = target_->log_in();
    auto const at = log_in ? log_in->refresh_at() : std::nullopt;
    return at && *at <= context_.clock.wall() && context_.clock.steady() >= refresh_after_ &&
           !stopping_;
}

Steady Worker::refresh_look() const
{
    auto* const log_in = target_->log_in();
    auto const at = log_in ? log_in->refresh_at() : std::nullopt;
    if (!at)
        return Steady::max();
    auto const left = std::max<UnixMs>(*at - context_.clock.wall(), 0);
    return std::max(context_.clock.steady() + Millis{left}, refresh_after_);
}

/// What fails here holds nothing back: a third of the old credentials' life is left.
net::awaitable<void> Worker::refresh(Lease lane)
{
    Outcome outcome = co_await target_->log_in()->refresh();
    auto const now = context_.clock.steady();
    if (outcome.error.kind == ErrorClass::none) {
        refresh_failures_ = 0;
    } else if (!outcome.cancelled) {
        auto const wait =
            delay_after(++refresh_failures_, refresh_backoff, context_.clock.chance());
        refresh_after_ = now + std::max(wait, outcome.retry_after.value_or(Millis{0}));
        last_error_ = web::TargetError{context_.clock.wall(), outcome.error};
        if (outcome.error.kind == ErrorClass::auth)
            session_.require_login(outcome.error.message);
    }
    free_lane(lane);
}

void Worker::show_login(web::LoginView const& login)
{
    bool const waits = login.state == "waiting";
    login_ = waits ? std::optional{login} : std::nullopt;
    login_ended_ = waits || login.state == "in" ? web::LoginView{} : login;
    if (login.state == "in") {
        session_.let_in();
        refresh_after_ = {};
    }
    publish();
    ring();
}

void Worker::logged_out()
{
    session_.require_login("logged out");
    publish();
    ring();
}

} // namespace playsync
