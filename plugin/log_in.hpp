// SPDX-License-Identifier: MIT
// A log-in under way: asks the service again and again until the person has let us in. It decides
// nothing: the course does.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "plugin/clock.hpp"
#include "plugin/targets/target.hpp"
#include "web/control.hpp"

namespace playsync {

/// [engine-thread] On a target of its own, so that no change waits for it and it ends by itself.
class LogInRun {
public:
    /// `told` is called with each new state; the last one is an end.
    using Told = std::function<void(web::LoginView const&)>;

    /// `target` has a log_in().
    LogInRun(std::unique_ptr<Target> target, Clock& clock, Told told);

    /// The service's answer to the first request. When it is no end, run() asks on.
    net::awaitable<LogInStep> begin(LogInRequest request);
    /// Until the person has let us in, has not, or cancel().
    net::awaitable<void> run();
    /// The person, or the plugin, wants it no more.
    void cancel();

    web::LoginView const& view() const noexcept { return view_; }
    bool is_over() const noexcept { return over_; }

private:
    void tell(LogInStep const& step);

    std::unique_ptr<Target> target_;
    Clock& clock_;
    std::unique_ptr<Alarm> alarm_;
    Told told_;
    LogInStep begun_;
    web::LoginView view_;
    bool cancelled_ = false;
    bool over_ = false;
};

} // namespace playsync
