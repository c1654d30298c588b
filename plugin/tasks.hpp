// SPDX-License-Identifier: MIT
// Root coroutines: each is counted, and what one throws ends in one place.
#pragma once

#include <boost/asio/co_spawn.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <utility>

#include "plugin/clock.hpp"
#include "plugin/net.hpp"

namespace playsync {

/// [engine-thread]
class Tasks {
public:
    using Failed = std::function<void(std::exception_ptr)>;

    Tasks(net::io_context& io, Failed failed) : io_(io), failed_(std::move(failed)) {}

    template <class Body>
    void start(Body&& body)
    {
        ++running_;
        try {
            net::co_spawn(io_, std::forward<Body>(body),
                          [this](std::exception_ptr error) { end(error); });
        } catch (...) { // no memory: it never began
            --running_;
            throw;
        }
    }

    /// As start(), for what all depends on: `loop` makes a coroutine, and one that throws is told
    /// of and made anew a moment later.
    template <class Loop>
    void keep(Clock& clock, Loop loop)
    {
        start(kept(clock, std::move(loop)));
    }

    std::size_t running() const noexcept { return running_; }
    void when_failed(Failed failed) { failed_ = std::move(failed); }
    /// Called whenever the last task has ended.
    void when_idle(std::function<void()> idle) { idle_ = std::move(idle); }

private:
    void end(std::exception_ptr error)
    {
        --running_;
        if (error)
            failed_(error);
        if (running_ == 0 && idle_)
            idle_();
    }

    template <class Loop>
    net::awaitable<void> kept(Clock& clock, Loop loop)
    {
        constexpr std::chrono::milliseconds moment{100};
        auto const alarm = clock.alarm();
        for (bool ended = false; !ended;) {
            try {
                auto running = loop();
                co_await std::move(running);
                ended = true;
            } catch (...) {
                failed_(std::current_exception());
            }
            if (!ended)
                co_await alarm->wait_until(clock.steady() + moment);
        }
    }

    net::io_context& io_;
    Failed failed_;
    std::function<void()> idle_;
    std::size_t running_ = 0;
};

} // namespace playsync
