// SPDX-License-Identifier: MIT
#include "plugin/log_in.hpp"

namespace playsync {
namespace {

constexpr char const* state_word(LogInStep::Kind kind) noexcept
{
    using enum LogInStep::Kind;
    switch (kind) {
    case done:
        return "in";
    case denied:
        return "denied";
    case expired:
        return "expired";
    case failed:
        return "failed";
    case waiting:
    case slower:
    case unsure:
        break;
    }
    return "waiting";
}

bool is_end(LogInStep::Kind kind) noexcept
{
    return state_word(kind) != std::string_view{"waiting"};
}

} // namespace

LogInRun::LogInRun(std::unique_ptr<Target> target, Clock& clock, Told told)
    : target_(std::move(target)),
      clock_(clock),
      alarm_(clock.alarm()),
      told_(std::move(told))
{
}

net::awaitable<LogInStep> LogInRun::begin(LogInRequest request)
{
    begun_ = co_await target_->log_in()->begin(std::move(request));
    if (cancelled_)
        begun_ = LogInStep::of(LogInStep::Kind::failed, "cancelled");
    if (begun_.kind == LogInStep::Kind::unsure)
        begun_.kind = LogInStep::Kind::failed; // there is no code to ask after
    view_.verify_url = begun_.verify_url;
    view_.user_code = begun_.user_code;
    view_.expires = clock_.wall() + begun_.expires_in.count();
    view_.interval_s = static_cast<std::uint64_t>(begun_.interval.count() / 1000);
    tell(begun_);
    co_return begun_;
}

net::awaitable<void> LogInRun::run()
{
    LogInCourse course{begun_, clock_.steady()};
    while (!over_) {
        while (!cancelled_ && clock_.steady() < course.next())
            co_await alarm_->wait_until(course.next());
        LogInStep step = LogInStep::of(LogInStep::Kind::failed, "cancelled");
        if (!cancelled_ && course.is_over(clock_.steady()))
            step = LogInStep::of(LogInStep::Kind::expired);
        else if (!cancelled_)
            step = co_await target_->log_in()->poll();
        if (course.after(step.kind, clock_.steady()) || cancelled_)
            tell(step);
    }
}

/// While it waits nothing changes that anybody would want to see.
void LogInRun::tell(LogInStep const& step)
{
    bool const let_in = step.kind == LogInStep::Kind::done;
    view_.state = cancelled_ && !let_in ? "cancelled" : state_word(step.kind);
    view_.detail = cancelled_ ? std::string{} : step.message;
    over_ = cancelled_ || is_end(step.kind);
    if (over_) {
        view_.verify_url.clear();
        view_.user_code.clear();
        view_.expires.reset();
        view_.interval_s = 0;
    }
    if (let_in)
        view_.user = target_->log_in()->user();
    told_(view_);
}

void LogInRun::cancel()
{
    cancelled_ = true;
    target_->cancel();
    alarm_->ring();
}

} // namespace playsync
