// SPDX-License-Identifier: MIT
// A target that does what the test says and remembers what it was sent.
#pragma once

#include <deque>
#include <functional>
#include <list>

#include "plugin/clock.hpp"
#include "plugin/targets/target.hpp"

namespace playsync::test {

class ScriptedTarget : public Target {
public:
    struct Sent {
        std::vector<Ulid> ids;
        Steady at;
    };

    explicit ScriptedTarget(Clock& clock) : clock_(clock)
    {
        traits_.service = "scripted";
        traits_.users = {"*"};
        traits_.limits = {100, 1 << 20, 0};
    }

    TargetTraits const& traits() const noexcept override { return traits_; }

    net::awaitable<Outcome> send(std::span<Claimed const> batch) override
    {
        Sent sent{{}, clock_.steady()};
        for (auto const& change : batch)
            sent.ids.push_back(change.id);
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

    TargetTraits traits_;
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
