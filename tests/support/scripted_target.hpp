// SPDX-License-Identifier: MIT
// A target that does what the test says and remembers what it was sent.
#pragma once

#include <deque>
#include <functional>
#include <list>

#include "plugin/clock.hpp"
#include "plugin/targets/target.hpp"

namespace playsync::test {

/// A service that lets a person in as the test says.
class ScriptedLogIn : public LogIn {
public:
    bool is_in() const noexcept override { return in; }
    std::string user() const override { return in ? "alice" : ""; }
    net::awaitable<LogInStep> begin(LogInRequest request) override
    {
        asked = request;
        in = in || first.kind == LogInStep::Kind::done;
        co_return first;
    }
    net::awaitable<LogInStep> poll() override
    {
        ++polls;
        auto step = LogInStep::of(LogInStep::Kind::waiting);
        if (!answers.empty()) {
            step = answers.front();
            answers.pop_front();
        }
        in = in || step.kind == LogInStep::Kind::done;
        co_return step;
    }
    net::awaitable<Outcome> log_out() override
    {
        in = false;
        co_return Outcome{};
    }
    std::optional<UnixMs> refresh_at() const override { return refresh_due; }
    net::awaitable<Outcome> refresh() override
    {
        ++refreshes;
        if (refreshed.error.kind == ErrorClass::none)
            refresh_due.reset();
        co_return refreshed;
    }

    bool in = false;
    LogInStep first = LogInStep::of(LogInStep::Kind::waiting);
    std::deque<LogInStep> answers;
    LogInRequest asked;
    unsigned polls = 0;
    std::optional<UnixMs> refresh_due;
    Outcome refreshed;
    unsigned refreshes = 0;
};

class ScriptedTarget : public Target {
public:
    struct Sent {
        std::vector<Ulid> ids;
        Steady at;
        bool uncertain = false; // all of it
    };

    explicit ScriptedTarget(Clock& clock) : clock_(clock)
    {
        traits_.service = "scripted";
        traits_.address = "at home";
        traits_.users = {"*"};
        traits_.limits = {100, 1 << 20, 0};
    }

    TargetTraits const& traits() const noexcept override { return traits_; }

    net::awaitable<Outcome> send(std::span<Claimed const> batch) override
    {
        Sent sent{{}, clock_.steady(), true};
        for (auto const& change : batch) {
            sent.ids.push_back(change.id);
            sent.uncertain = sent.uncertain && change.uncertain;
        }
        log.push_back(sent);
        auto const alarm = clock_.alarm();
        auto const place = alarms_.insert(alarms_.end(), alarm.get());
        if (hangs) {
            while (!cancelled_)
                co_await alarm->wait_until(Steady::max());
            Outcome outcome;
            outcome.cancelled = true;
            alarms_.erase(place);
            co_return outcome;
        }
        if (takes > Millis{0})
            co_await alarm->wait_until(clock_.steady() + takes);
        alarms_.erase(place);
        co_return answer(batch);
    }
    net::awaitable<std::vector<TestStep>> test() override { co_return std::vector<TestStep>{}; }
    void cancel() noexcept override
    {
        cancelled_ = true;
        for (auto* alarm : alarms_)
            alarm->ring();
    }

    LogIn* log_in() noexcept override { return account; }
    net::awaitable<void> tell(Live live) override
    {
        told.push_back(std::move(live));
        told_at.push_back(clock_.steady());
        co_return;
    }

    TargetTraits traits_;
    ScriptedLogIn* account = nullptr; // outlives it; null: it wants no log-in
    std::vector<Live> told;
    std::vector<Steady> told_at;
    std::function<Outcome(std::span<Claimed const>)> answer = [](auto) { return Outcome{}; };
    Millis takes{0};
    bool hangs = false;
    std::vector<Sent> log;

private:
    Clock& clock_;
    std::list<Alarm*> alarms_;
    bool cancelled_ = false;
};

} // namespace playsync::test
