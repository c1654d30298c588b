// SPDX-License-Identifier: MIT
// Time that moves only when a test says so.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <functional>
#include <map>

#include "plugin/clock.hpp"

namespace playsync::test {

class FakeClock : public Clock {
public:
    explicit FakeClock(net::io_context& io) : io_(io) {}

    UnixMs wall() const override { return wall_; }
    Steady steady() const override { return steady_; }
    double chance() override { return 0; }
    std::unique_ptr<Alarm> alarm() override { return std::make_unique<FakeAlarm>(*this); }

    /// Runs what can run, then moves to each alarm in turn until `span` has passed.
    void run_for(Millis span)
    {
        auto const end = steady_ + span;
        poll();
        for (;;) {
            auto next = end;
            for (auto const& [made, alarm] : alarms_)
                if (alarm->waiting && alarm->when < next)
                    next = alarm->when;
            move(std::chrono::duration_cast<Millis>(next - steady_));
            for (auto const& [made, alarm] : alarms_)
                if (alarm->waiting && alarm->when <= steady_)
                    alarm->timer.cancel();
            poll();
            if (on_wake)
                on_wake();
            if (next >= end)
                return;
            ++wakes;
        }
    }
    void poll()
    {
        while (io_.poll() > 0)
            io_.restart();
        io_.restart();
    }
    /// The wall clock alone.
    void jump(UnixMs ms) { wall_ += ms; }

    unsigned wakes = 0; // by an alarm that came due
    std::function<void()> on_wake;

private:
    struct FakeAlarm : Alarm {
        explicit FakeAlarm(FakeClock& owner)
            : clock(owner),
              made(++owner.alarms_made_),
              timer(owner.io_)
        {
            clock.alarms_.emplace(made, this);
        }
        ~FakeAlarm() override { clock.alarms_.erase(made); }

        net::awaitable<void> wait_until(Steady until) override
        {
            if (!rung && until > clock.steady_) {
                when = until;
                waiting = true;
                timer.expires_at(Steady::max());
                co_await timer.async_wait(net::as_tuple(net::use_awaitable));
                waiting = false;
            }
            rung = false;
        }
        void ring() override
        {
            rung = true;
            timer.cancel();
        }

        FakeClock& clock;
        std::uint64_t made;
        net::steady_timer timer;
        Steady when{};
        bool waiting = false;
        bool rung = false;
    };

    void move(Millis span)
    {
        steady_ += span;
        wall_ += span.count();
    }

    net::io_context& io_;
    std::map<std::uint64_t, FakeAlarm*> alarms_; // in the order they were made: the same every run
    std::uint64_t alarms_made_ = 0;
    Steady steady_{std::chrono::hours{1000}};
    UnixMs wall_ = 1'785'000'000'000;
};

} // namespace playsync::test
