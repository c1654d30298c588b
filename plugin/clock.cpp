// SPDX-License-Identifier: MIT
#include "plugin/clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <random>

namespace playsync {
namespace {

class SystemAlarm : public Alarm {
public:
    explicit SystemAlarm(net::io_context& io) : timer_(io) {}

    net::awaitable<void> wait_until(Steady when) override
    {
        if (!rung_) {
            timer_.expires_at(when);
            co_await timer_.async_wait(net::as_tuple(net::use_awaitable));
        }
        rung_ = false;
    }

    void ring() override
    {
        rung_ = true;
        timer_.cancel();
    }

private:
    net::steady_timer timer_;
    bool rung_ = false;
};

class SystemClock : public Clock {
public:
    explicit SystemClock(net::io_context& io) : io_(io), engine_(std::random_device{}()) {}

    UnixMs wall() const override
    {
        auto const now = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<Millis>(now).count();
    }
    Steady steady() const override { return std::chrono::steady_clock::now(); }
    std::unique_ptr<Alarm> alarm() override { return std::make_unique<SystemAlarm>(io_); }
    double chance() override { return static_cast<double>(engine_() >> 11) * 0x1p-53; }

private:
    net::io_context& io_;
    std::mt19937_64 engine_;
};

} // namespace

std::unique_ptr<Clock> make_system_clock(net::io_context& io)
{
    return std::make_unique<SystemClock>(io);
}

} // namespace playsync
