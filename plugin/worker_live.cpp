// SPDX-License-Identifier: MIT
// What plays right now, told to a service that wants to know: at once or not at all.
#include "plugin/worker.hpp"

namespace playsync {
namespace {

/// Told later, it would be wrong.
constexpr Millis fresh{5000};
constexpr Millis a_while{200};

} // namespace

void Worker::hear(Live live)
{
    auto const gate = session_.permission(context_.clock.steady()).gate;
    if (!target_->traits().live || stopping_ || gate != Gate::open)
        return;
    live_ = std::move(live);
    if (telling_ > 0) {
        live_alarm_->ring();
        return;
    }
    context_.tasks.start(tell_live(Lease{telling_, [this] { ring(); }}));
}

/// The queue goes first: what plays waits for a request that the pace leaves over.
net::awaitable<void> Worker::tell_live(Lease telling)
{
    while (live_) {
        auto const since = context_.clock.steady();
        for (auto now = since; live_ && now < since + fresh; now = context_.clock.steady()) {
            auto const ready = pace_.ready_at(now);
            if (ready <= now && (!paced_ || lanes_ > 0))
                break;
            auto const look_again = std::min(ready > now ? ready : now + a_while, since + fresh);
            co_await live_alarm_->wait_until(look_again);
        }
        auto live = std::exchange(live_, std::nullopt);
        auto const now = context_.clock.steady();
        if (!live || pace_.ready_at(now) > now)
            continue;
        pace_.take(now);
        Live told = std::move(*live);
        co_await target_->tell(std::move(told));
    }
    telling.give_back();
    ring();
}

} // namespace playsync
