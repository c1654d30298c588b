// SPDX-License-Identifier: MIT
// A service as one of the plugin's targets.
#pragma once

#include "tests/sim/service.hpp"

namespace playsync::sim {

/// What the plugin talks to: one of its targets, on the model's side.
class SimTarget : public Target {
public:
    SimTarget(Service& service, unsigned generation, Clock& clock)
        : service_(service),
          generation_(generation),
          life_(service.life),
          clock_(clock),
          traits_(service.traits())
    {
    }

    TargetTraits const& traits() const noexcept override { return traits_; }
    net::awaitable<Outcome> send(std::span<Claimed const> batch) override;
    void cancel() noexcept override;
    net::awaitable<std::vector<TestStep>> test() override { co_return std::vector<TestStep>{}; }

private:
    Service& service_;
    unsigned generation_;
    unsigned life_;
    Clock& clock_;
    TargetTraits traits_;
    std::map<unsigned, Alarm*> waiting_;
    unsigned sends_ = 0;
    bool cancelled_ = false;
};

} // namespace playsync::sim
