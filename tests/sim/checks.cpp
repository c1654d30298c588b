// SPDX-License-Identifier: MIT
// What must be true after each step, and in the end.
#include "storage/codec.hpp"
#include "tests/sim/life.hpp"

namespace playsync::sim {

using namespace std::chrono_literals;

void World::observe()
{
    trace_.check();
    if (!life_)
        return;
    if (life_->disk.died) {
        die();
        trace_.check();
        return;
    }
    if (life_->mailbox.wait_finished(0ms))
        oracle_.acknowledge();
    if (chance_.one_in(8))
        check_changes();
    trace_.check();
}

/// Each change has one state, a reason, and no more attempts than answers account for.
void World::check_changes()
{
    if (!life_->engine.refusing().empty())
        return; // the store may be closed
    web::ChangeQuery query;
    query.limit = 50;
    auto const list = life_->engine.desk().list(query);
    for (auto const& view : list->items) {
        auto const& standing = view.entry.standing;
        trace_.require(!view.why.code.empty(), 12, "a change has no reason to be where it is");
        trace_.reach("why." + view.why.code);
        for (auto const& service : services_)
            if (service->name() == view.target)
                trace_.require(standing.attempts <= service->spent(view.entry.id), 9,
                               "a change has more attempts than failures of its own");
    }
    auto const status = life_->engine.status();
    for (auto const& card : status.cards)
        trace_.reach("card." + card.state);
}

/// The counts are what a recount finds.
void World::recount()
{
    auto& queue = life_->queue;
    if (life_->disk.is_cut_off() || !life_->engine.refusing().empty())
        return;
    for (auto const& service : services_) {
        if (!service->exists)
            continue;
        Look look;
        look.filter.target = queue.target(service->name());
        look.limit = 500;
        Counts found;
        for (;;) {
            auto const page = queue.list(look);
            for (auto const& entry : page.entries) {
                auto const state = entry.standing.state;
                found.pending += state == State::pending || state == State::syncing ? 1 : 0;
                found.failed += state == State::failed ? 1 : 0;
                found.kept += state == State::synced ? 1 : 0;
            }
            look.from = page.next;
            if (page.next.empty())
                break;
        }
        auto const counted = queue.counts(*look.filter.target);
        trace_.require(found.pending == counted.pending && found.failed == counted.failed &&
                           found.kept == counted.kept,
                       11, "the counts of " + service->name() + " are not what a recount finds");
    }
    trace_.reach("recount");
}

/// From here on nothing goes wrong, and the person has seen to all that needs one.
void World::heal()
{
    trace_.say("all faults end");
    faults_.heal();
    online_ = true;
    for (auto const& service : services_) {
        service->reachable = service->logged_in = true;
        service->nudged();
    }
    pass(10s); // the store is opened again
    observe();
    auto& engine = life_->engine;
    all_paused_ = false;
    for (auto const& service : services_) {
        service->settings_changed(life_->queue.noted_all);
        service->exists = true;
        service->paused = false;
        ++service->generation;
        service->nudged();
    }
    engine.resume({});
    engine.set_network(true, false);
    engine.configure(config());
    engine.retry_failed({});
    engine.sync_now({});
}

void World::drain()
{
    auto waiting = [this] {
        std::uint64_t sum = 0;
        for (auto const& service : services_)
            sum += life_->queue.counts(life_->queue.target(service->name())).pending;
        return sum;
    };
    auto until = clock_.steady();
    for (auto const& service : services_)
        until = std::max(until, service->limited_until(until));
    // A backlog one by one, at two seconds each, and the longest waits between.
    until += 300s + Millis{2000} * static_cast<std::int64_t>(waiting() * 4 + 50);
    // What was under way when the faults ended may still fail, and the person tries that again.
    bool retried = false;
    while (clock_.steady() < until && (waiting() > 0 || !retried)) {
        if (waiting() == 0) {
            life_->engine.retry_failed({});
            retried = true;
        }
        pass(5s);
        observe();
    }
    for (auto const& service : services_) {
        auto const card = life_->engine.card(service->name());
        trace_.require(card->counts.pending == 0, 16,
                       std::to_string(card->counts.pending) + " changes of " + service->name() +
                           " wait for ever: " + card->state + ", " + card->why.code);
    }
    trace_.check();
    recount();
}

void World::check_end()
{
    trace_.require(life_->mailbox.wait_finished(0ms), 2, "events are never put on disk");
    oracle_.acknowledge();
    for (auto const& service : services_) {
        if (service->keeps() == Keeps::plays)
            for (auto const& [at, told] : oracle_.told())
                check_play_log(*service, told);
        if (service->counts_watches())
            for (auto const& [at, told] : oracle_.told())
                if (!oracle_.was_taken_back(told))
                    check_play_log(*service, told);
        check_states(*service);
    }
    trace_.check();
}

/// Every acknowledged play is known, or was refused in words.
void World::check_play_log(Service const& service, Told const& told)
{
    if (!told.kept || told.word != Word::watched || !service.is_for(told.user) ||
        service.was_gone())
        return;
    trace_.require(service.knows_play(told.at) || service.refused(told.at), 2,
                   service.name() + " never got the play of " + told.title + " by " + told.user +
                       " at " + std::to_string(told.at - began_));
}

/// The newest state of each item is the service's, unless it refuses the item.
void World::check_states(Service const& service)
{
    if (service.was_gone())
        return;
    bool const plays = service.keeps() == Keeps::plays;
    std::map<std::pair<std::string, std::string>, std::pair<UnixMs, UnixMs>>
        newest; // mark, position
    for (auto const& [at, told] : oracle_.told()) {
        if (!told.kept || !service.is_for(told.user) || service.refused(at))
            continue;
        bool const mark = plays ? told.word == Word::unwatched : told.word != Word::position;
        if (mark)
            newest[{told.user, told.title}].first = at;
        else if (!plays)
            newest[{told.user, told.title}].second = at;
    }
    for (auto const& [item, times] : newest) {
        if (item.second.starts_with("Poison"))
            continue;
        auto const mark = service.mark_of(item.first, item.second);
        auto const position = service.position_of(item.first, item.second);
        auto const what = service.name() + " does not know that " + item.first + " ";
        trace_.require(mark >= times.first, 2, what + "marked " + item.second);
        trace_.require(times.second < std::max(mark, times.first) || position >= times.second, 2,
                       what + "was at " + item.second);
    }
}

} // namespace playsync::sim
