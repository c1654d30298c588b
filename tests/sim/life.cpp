// SPDX-License-Identifier: MIT
// The plugin's life, and what must be true in it and after it.
#include "tests/sim/life.hpp"

#include "plugin/config_table.hpp"
#include "storage/codec.hpp"

namespace playsync::sim {

using namespace std::chrono_literals;

namespace {

StoreOptions store_options(Chance& chance)
{
    StoreOptions options;
    options.first_size = std::size_t{1} << (chance.one_in(4) ? 17 : 22); // small ones grow
    options.limit = std::size_t{1} << 30;
    options.chance = chance.next();
    return options;
}

/// A host whose log is the story.
playsync_host telling_host(Trace& trace)
{
    playsync_host host{};
    host.size = sizeof host;
    host.abi_version = PLAYSYNC_ABI_VERSION;
    host.host_data = &trace;
    host.log = [](void* data, playsync_log_level, char const* line) noexcept {
        static_cast<Trace*>(data)->say(std::string{"plugin: "} + line);
    };
    return host;
}

} // namespace

World::Life::Life(World& world, std::size_t mailbox_room)
    : host(telling_host(world.trace_)),
      log(host),
      disk(world.faults_, world.chance_, world.trace_),
      queue(world.dir_.path(), store_options(world.chance_), disk),
      mailbox(mailbox_room),
      engine(world.io_, queue, mailbox, world.clock_, log, {}, world.dir_.path(),
             [&world](ConfigTable& table, TargetContext const&) { return make(world, table); })
{
    engine.tasks().when_failed([&world](std::exception_ptr error) {
        try {
            std::rethrow_exception(error);
        } catch (std::exception const& what) {
            world.trace_.violate(12, std::string{"a loop of the engine ended: "} + what.what());
        }
    });
}

std::unique_ptr<Target> World::Life::make(World& world, ConfigTable& table)
{
    auto const number = static_cast<std::size_t>(table.number("service", 0, 15, 0));
    auto const generation = static_cast<unsigned>(table.number("generation", 0, 1 << 30, 0));
    return std::make_unique<SimTarget>(*world.services_[number], generation, world.clock_);
}

bool World::Life::take(Event event, UnixMs now)
{
    make_plausible(event, now);
    bool const routine = event.kind == PLAYSYNC_EVENT_PROGRESS;
    if (routine && !engine.takes_progress())
        return false;
    switch (mailbox.post(std::make_unique<Event>(std::move(event)))) {
    case Mailbox::Posted::refused:
        return false;
    case Mailbox::Posted::first:
        engine.ring();
        return true;
    case Mailbox::Posted::more:
        break;
    }
    return true;
}

ConfigRead World::config() const
{
    ConfigRead read;
    read.config = config_;
    for (std::size_t n = 0; n < services_.size(); ++n) {
        auto const& service = *services_[n];
        if (service.exists)
            read.targets.push_back({service.name(), service.name() + ".toml",
                                    "service = " + std::to_string(n) + "\ngeneration = " +
                                        std::to_string(service.generation) + "\n"});
    }
    return read;
}

void World::start()
{
    life_ = std::make_unique<Life>(*this, static_cast<std::size_t>(chance_.between(8, 64)));
    for (auto const& service : services_)
        service->paused = false;
    all_paused_ = false;
    life_->engine.set_network(online_, false);
    life_->engine.configure(config());
    life_->engine.start();
    clock_.poll();
    trace_.say("the plugin runs");
}

/// Without a trace: whatever the old process still does reaches nobody.
void World::let_go()
{
    if (!life_)
        return;
    life_->disk.cut_off();
    life_->engine.tasks().when_failed([](std::exception_ptr) {});
    life_->engine.stop();
    life_->engine.cancel();
    for (int i = 0; i < 100 && life_->engine.tasks().running() > 0; ++i)
        clock_.FakeClock::run_for(1s);
    life_.reset();
}

void World::die()
{
    ++deaths_;
    for (auto const& service : services_)
        service->plugin_died(life_->queue.noted_all);
    oracle_.forget_unacknowledged();
    let_go();
    pass(Millis{chance_.magnitude(1, 3 * 86'400'000)});
    start();
    recount();
}

void World::stop_gracefully()
{
    if (!life_)
        return;
    trace_.say("host: stops the plugin");
    trace_.reach("restart");
    auto const deadline = Millis{chance_.magnitude(10, 30'000)};
    life_->engine.stop();
    clock_.run_for(deadline - deadline / 8);
    bool const in_time = life_->engine.tasks().running() == 0;
    life_->engine.cancel();
    clock_.run_for(deadline / 8);
    if (life_->disk.died) {
        die();
        return;
    }
    trace_.require(life_->engine.tasks().running() == 0, 15, "the stop outlasts its deadline");
    trace_.reach(in_time ? "stop.in_time" : "stop.cancelled");
    if (life_->mailbox.wait_finished(0ms))
        oracle_.acknowledge();
    else
        trace_.require(!life_->engine.refusing().empty(), 15, "what was accepted is not on disk");
    oracle_.forget_unacknowledged();
    for (auto const& service : services_)
        service->plugin_died(life_->queue.noted_all);
    life_.reset();
    if (!faults_.healed()) {
        start();
        recount();
    }
}

void World::pass(Millis span)
{
    auto const before = clock_.wakes;
    clock_.run_for(span);
    auto const wakes = clock_.wakes - before;
    auto const seconds = static_cast<std::uint64_t>(span / 1s) + 1;
    trace_.require(wakes <= 200 * seconds + 2000, 12,
                   "it spins: " + std::to_string(wakes) + " wake-ups");
}

} // namespace playsync::sim
