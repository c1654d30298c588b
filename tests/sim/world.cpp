// SPDX-License-Identifier: MIT
// What happens: the host, the person, the network, the clock.
#include "tests/sim/world.hpp"

#include "storage/sometimes.hpp"
#include "tests/sim/life.hpp"

namespace playsync::sim {

using namespace std::chrono_literals;

World* World::here = nullptr;

World::World(Settings const& settings, Coverage& coverage)
    : chance_(settings.seed),
      trace_(coverage, settings.loud),
      faults_(chance_),
      loud_(settings.loud),
      clock_(io_, chance_)
{
    for (auto const fault : settings.switched_off)
        faults_.switch_off(fault);
    auto const drawn = static_cast<unsigned>(chance_.magnitude(20, 400));
    steps_ = settings.steps != 0 ? settings.steps : drawn;
    users_ = static_cast<unsigned>(chance_.between(1, 3));
    items_ = static_cast<unsigned>(chance_.between(3, 25));
    auto const services = chance_.between(1, 3);
    for (unsigned n = 0; n < services; ++n)
        services_.push_back(std::make_unique<Service>(n, chance_, faults_, oracle_, trace_));
    config_.gather_ms = chance_.one_in(2) ? 0 : chance_.between(10, 1000);
    config_.progress_interval_ms = chance_.one_in(2) ? 0 : chance_.between(1000, 30'000);
    config_.attempts.backoff.jitter = config_.session.backoff.jitter =
        chance_.one_in(2) ? 0.2 : chance_.share();
    config_.admin = false;
    // What comes late is known for late as long as the history reaches.
    bool const in_order = !faults_.is_on(Fault::late_event) && !faults_.is_on(Fault::clock_jump);
    config_.history_ms = 40LL * 365 * 86'400'000;
    if (chance_.one_in(2) && in_order) {
        config_.history_ms = chance_.between(0, 3'600'000);
        config_.history_count = static_cast<std::uint64_t>(chance_.between(0, 20));
    }
    began_ = clock_.wall();
    here = this;
    on_sometimes = [](char const* branch) { here->trace_.reach(branch); };
    trace_.now = [this] {
        auto const since = clock_.steady() - Steady{1000h};
        return std::to_string(std::chrono::duration_cast<Millis>(since).count());
    };
    clock_.on_wake = [this] {
        if (life_ && !life_->disk.is_cut_off() &&
            chance_.happens(faults_.rate(Fault::crash) / 100)) {
            trace_.say("the process is killed");
            trace_.reach("crash.anywhere");
            life_->disk.died = true;
            life_->disk.cut_off();
        }
    };
}

World::~World()
{
    on_sometimes = nullptr;
    let_go();
}

Report World::run()
{
    Report report;
    try {
        start();
        for (; steps_done_ < steps_; ++steps_done_) {
            step();
            observe();
        }
        heal();
        drain();
        check_end();
        stop_gracefully();
        observe();
    } catch (Violation const& violation) {
        report.violation = violation;
    } catch (std::exception const& error) {
        report.violation = Violation{0, error.what()};
    }
    report.hash = trace_.hash();
    report.steps = steps_done_;
    report.virtual_ms = std::chrono::duration_cast<Millis>(clock_.steady() - Steady{1000h}).count();
    report.told = oracle_.size();
    report.deaths = deaths_;
    for (auto const& service : services_)
        report.requests += service->requests();
    report.last_lines = {trace_.last_lines().begin(), trace_.last_lines().end()};
    return report;
}

Report run(Settings const& settings, Coverage& coverage)
{
    return World{settings, coverage}.run();
}

void World::step()
{
    auto const what = chance_.below(100);
    if (what < 45)
        play();
    else if (what < 75)
        pass(Millis{chance_.magnitude(1, 3'600'000)});
    else if (what < 85 && chance_.happens(faults_.rate(Fault::operating) * 2))
        operate();
    else if (what < 89 && chance_.happens(faults_.rate(Fault::editing) * 2))
        edit();
    else if (what < 93 && chance_.happens(faults_.rate(Fault::offline) * 2))
        change_network();
    else if (what < 95 && chance_.happens(faults_.rate(Fault::clock_jump) * 2))
        jump_clock();
    else if (what < 97 && chance_.happens(faults_.rate(Fault::restart) * 2))
        stop_gracefully();
    pass(Millis{chance_.magnitude(1, 1000)});
}

void World::play()
{
    bool const flood = chance_.happens(faults_.rate(Fault::burst));
    auto const count = flood ? chance_.between(20, 60) : chance_.magnitude(1, 8);
    for (std::int64_t i = 0; i < count; ++i)
        play_one();
}

void World::play_one()
{
    auto const user = "user" + std::to_string(chance_.below(users_));
    auto const number = std::min(chance_.below(items_), chance_.below(items_));
    auto const title = (number % 7 == 3 ? "Poison " : "Film ") + std::to_string(number);
    // Each event has a time of its own, which names it; some are told hours late.
    auto at = clock_.wall();
    auto const late_by = chance_.between(1, 7'200'000);
    if (chance_.happens(faults_.rate(Fault::late_event)))
        at -= late_by;
    while (oracle_.find(at))
        ++at;
    auto const what = chance_.below(10);
    tell(what < 6 ? Word::position : what < 9 ? Word::watched : Word::unwatched, user, title, at);
}

void World::tell(Word word, std::string const& user, std::string const& title, UnixMs at)
{
    if (!life_)
        return;
    Event event;
    event.kind = word == Word::watched     ? PLAYSYNC_EVENT_WATCHED
                 : word == Word::unwatched ? PLAYSYNC_EVENT_UNWATCHED
                 : chance_.one_in(3)       ? PLAYSYNC_EVENT_STOP
                                           : PLAYSYNC_EVENT_PROGRESS;
    event.session = ++sessions_; // no playback of before changes what this one means
    event.at = at;
    event.user = user;
    event.item.kind = ItemKind::movie;
    event.item.title = event.item.host_key = title;
    // So short that each mark is a watch of its own; and a position that goes on from no other, so
    // that none is of a playback before it.
    event.duration_ms = word == Word::watched ? 1 : 0;
    event.position_ms = word == Word::watched ? -1 : 0;
    bool const taken = life_->take(std::move(event), clock_.wall());
    static constexpr char const* words[] = {"position", "watched", "unwatched"};
    trace_.say("host: " + user + " " + words[unsigned(word)] + " " + title + " at " +
               std::to_string(at - began_) + (taken ? "" : ": BUSY"));
    if (!taken)
        trace_.reach("host.busy");
    else
        oracle_.took({user, title, word, at, 0, false});
}

void World::operate()
{
    auto& service = *services_[chance_.below(services_.size())];
    auto& engine = life_->engine;
    auto const all = chance_.one_in(3);
    std::string const target = all ? "" : service.name();
    std::vector<Service*> meant;
    for (auto const& one : services_)
        if (one->exists && (all || one.get() == &service))
            meant.push_back(one.get());
    switch (chance_.below(6)) {
    case 0:
        return pause(target, meant);
    case 1:
        return resume(target, meant);
    case 2:
        trace_.say("person: sync now " + target);
        for (auto* one : meant)
            one->nudged();
        return guarded("sync now", [&] { engine.sync_now(target); });
    case 3:
        trace_.say("person: retry failed " + target);
        trace_.reach("person.retry");
        return guarded("retry", [&] { engine.retry_failed(target); });
    case 4:
        trace_.say("host: process queue");
        return guarded("process queue", [&] { engine.process_queue(); });
    default:
        trace_.say("person: log in at " + service.name());
        service.logged_in = true;
        service.nudged();
        return guarded("log in", [&] { engine.sync_now(service.name()); });
    }
}

void World::pause(std::string const& target, std::vector<Service*> const& meant)
{
    trace_.say("person: pause " + target);
    bool known = true; // a target may still wait for the store
    guarded("pause", [&] { known = life_->engine.pause(target); });
    all_paused_ = all_paused_ || target.empty();
    if (!known)
        return;
    for (auto* one : meant)
        one->paused = true;
}

void World::resume(std::string const& target, std::vector<Service*> const& meant)
{
    trace_.say("person: resume " + target);
    all_paused_ = all_paused_ && !target.empty();
    for (auto* one : meant) {
        one->paused = false;
        one->nudged();
    }
    guarded("resume", [&] { life_->engine.resume(target); });
}

void World::edit()
{
    auto& service = *services_[chance_.below(services_.size())];
    bool const was_there = service.exists;
    if (chance_.one_in(3) && was_there) {
        trace_.say("person: removes " + service.name());
        service.exists = false;
    } else {
        trace_.say("person: saves " + service.name());
        service.exists = true;
        ++service.generation;
        service.logged_in = true;
    }
    if (was_there != service.exists)
        service.paused = all_paused_;
    service.nudged();
    service.settings_changed(life_->queue.noted_all);
    guarded("reading the settings", [&] { life_->engine.configure(config()); });
}

void World::change_network()
{
    online_ = !online_;
    trace_.say(online_ ? "network: back" : "network: gone");
    for (auto const& service : services_)
        service->reachable = online_;
    guarded("network", [&] { life_->engine.set_network(online_, false); });
    if (online_)
        for (auto const& service : services_)
            service->nudged();
}

void World::jump_clock()
{
    auto const years = 365LL * 86'400'000;
    auto const by =
        chance_.one_in(2) ? chance_.between(-3'600'000, 3'600'000) : chance_.between(-years, years);
    trace_.say("clock: jumps by " + std::to_string(by) + " ms");
    trace_.reach(by < 0 ? "clock.back" : "clock.ahead");
    clock_.jump(by);
    for (auto const& service : services_)
        service->clock_jumped();
}

/// What the host calls on the engine's thread; the app catches what it throws, and logs it.
void World::guarded(char const* what, std::function<void()> const& action)
{
    try {
        action();
    } catch (std::exception const& error) {
        trace_.say(std::string{what} + " failed: " + error.what());
        trace_.reach("action.failed");
    }
}

} // namespace playsync::sim
