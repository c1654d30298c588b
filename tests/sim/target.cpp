// SPDX-License-Identifier: MIT
#include "tests/sim/target.hpp"

namespace playsync::sim {

net::awaitable<Outcome> SimTarget::send(std::span<Claimed const> batch)
{
    auto reply = service_.take(batch, generation_, clock_.steady(), clock_.wall());
    auto const alarm = clock_.alarm();
    auto const number = ++sends_;
    waiting_.emplace(number, alarm.get());
    auto const until = clock_.steady() + reply.latency;
    while (!cancelled_ && clock_.steady() < until)
        co_await alarm->wait_until(until);
    waiting_.erase(number);
    if (reply.applied_late)
        service_.apply(batch);
    service_.over(batch, generation_, reply.probe);
    if (cancelled_) {
        Outcome cancelled;
        cancelled.cancelled = true;
        co_return cancelled;
    }
    if (life_ == service_.life)
        service_.answered(batch, reply.outcome, generation_, clock_.steady());
    co_return reply.outcome;
}

void SimTarget::cancel() noexcept
{
    cancelled_ = true;
    for (auto const& [number, alarm] : waiting_)
        alarm->ring();
}

} // namespace playsync::sim
