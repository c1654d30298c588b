// SPDX-License-Identifier: MIT
// The one place where time comes from, so that a test can hold it.
#pragma once

#include <memory>

#include "plugin/net.hpp"
#include "plugin/sync/session.hpp"

namespace playsync {

/// A wait that can be cut short. One waiter at a time. [engine-thread]
class Alarm {
public:
    virtual ~Alarm() = default;
    /// Returns at `when`, or when ring() is called; a ring with nobody waiting is kept for the
    /// next.
    virtual net::awaitable<void> wait_until(Steady when) = 0;
    virtual void ring() = 0;
};

class Clock {
public:
    virtual ~Clock() = default;
    virtual UnixMs wall() const = 0;
    virtual Steady steady() const = 0;
    virtual std::unique_ptr<Alarm> alarm() = 0;
    /// In [0, 1).
    virtual double chance() = 0;
};

/// The machine's clocks.
std::unique_ptr<Clock> make_system_clock(net::io_context& io);

} // namespace playsync
