// SPDX-License-Identifier: MIT
// Root coroutines: each is counted, and what one throws ends in one place.
#pragma once

#include <boost/asio/co_spawn.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <utility>

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
        net::co_spawn(io_, std::forward<Body>(body), [this](std::exception_ptr error) {
            --running_;
            if (error)
                failed_(error);
            if (running_ == 0 && idle_)
                idle_();
        });
    }

    std::size_t running() const noexcept { return running_; }
    void when_failed(Failed failed) { failed_ = std::move(failed); }
    /// Called whenever the last task has ended.
    void when_idle(std::function<void()> idle) { idle_ = std::move(idle); }

private:
    net::io_context& io_;
    Failed failed_;
    std::function<void()> idle_;
    std::size_t running_ = 0;
};

} // namespace playsync
