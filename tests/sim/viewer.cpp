// SPDX-License-Identifier: MIT
// What people do, and what it is worth.
#include "tests/sim/viewer.hpp"

namespace playsync::sim {
namespace {

constexpr double an_hour = 3600;
constexpr double a_day = 24 * an_hour;

} // namespace

Viewers::Viewers(std::uint64_t seed, Coverage& coverage, bool loud)
    : chance_(seed ^ 0x7669657765720000),
      trace_(coverage, loud),
      host_(manners(chance_))
{
    for (int n = 0; n < 3; ++n) {
        Thing song;
        song.item.kind = ItemKind::track;
        song.item.title = "Song " + std::to_string(n);
        song.item.artist = "Band";
        song.seconds = chance_.between(100, 1200);
        things_.push_back(song);
        Thing film;
        film.item.kind = n == 0 ? ItemKind::movie : ItemKind::episode;
        film.item.title = "Film " + std::to_string(n);
        film.item.host_key = n == 1 ? "/films/" + std::to_string(n) : "";
        film.seconds = chance_.between(1200, 7000);
        things_.push_back(film);
    }
    restart_plugin();
}

void Viewers::run()
{
    auto const acts = chance_.between(2, 12);
    for (std::int64_t n = 0; n < acts; ++n) {
        audience_ = {"anna"};
        if (chance_.one_in(4))
            audience_.push_back("ben");
        lied_ = 0;
        live_a_while();
        // A day's rest: two watches of one item never overlap by accident.
        rest(a_day + static_cast<double>(chance_.between(0, 80'000)));
        if (chance_.one_in(4))
            restart_plugin();
        if (chance_.one_in(4))
            sessions_ = 0; // the host counts anew
        check();
    }
}

void Viewers::live_a_while()
{
    bool const silent = host_.every == 0;
    auto const& thing = something(!silent && chance_.one_in(2));
    // Without positions nobody can know where something was taken up again; without a length,
    // nothing is left early after half a minute.
    bool const endless = !host_.tells_length && thing.item.kind == ItemKind::track;
    switch (chance_.below(silent || endless ? 4 : 8)) {
    case 0:
        return watch_all(thing, static_cast<int>(chance_.between(1, 4)));
    case 1:
        return leave_early(thing);
    case 2:
        return mark_by_hand(thing);
    case 3:
        return leave_paused(thing);
    case 4:
        return resume_later(thing);
    case 5:
        return watch_with_a_break(thing);
    case 6:
        return look_at_the_end_again(thing);
    default:
        return skip_around(thing);
    }
}

Viewers::Thing const& Viewers::something(bool video)
{
    auto const n = chance_.below(3) * 2 + (video ? 1 : 0);
    return things_.at(n);
}

void Viewers::count(Thing const& thing, int watches)
{
    for (auto const& each : audience_)
        real_[{each, thing.item.title}] += watches;
    trace_.say("really watched: " + thing.item.title + ", times " + std::to_string(watches));
}

void Viewers::watch_all(Thing const& thing, int rounds)
{
    trace_.reach("viewer.rounds");
    begin(thing);
    for (int round = 0; round < rounds; ++round) {
        if (round > 0)
            loop();
        play(share_of(thing, 1));
    }
    end(true);
    count(thing, rounds);
}

void Viewers::leave_early(Thing const& thing)
{
    trace_.reach("viewer.left_early");
    begin(thing);
    play(host_.tells_length ? std::min(share_of(thing, 0.3), 150.0) : 20);
    end(false);
}

void Viewers::leave_paused(Thing const& thing)
{
    if (!host_.pauses && host_.zero_at_stop) // nothing says that it did not play on
        return leave_early(thing);
    trace_.reach("viewer.left_paused");
    begin(thing);
    play(20);
    pause(static_cast<double>(chance_.between(600, 20'000)));
    end(false);
}

/// In another session, on another day; players step back a little.
void Viewers::resume_later(Thing const& thing)
{
    trace_.reach("viewer.resumed");
    honest_ = true; // a playback of two days that seems to have been on one is no longer found
    auto const left = share_of(thing, thing.item.kind == ItemKind::track ? 0.3 : 0.6);
    begin(thing);
    play(left);
    end(false);
    rest(a_day / 2);
    if (chance_.one_in(2))
        restart_plugin();
    begin(thing, left - static_cast<double>(chance_.between(0, 8)));
    play(share_of(thing, 1) - playing_.position);
    end(true);
    honest_ = false;
    count(thing, 1);
}

void Viewers::watch_with_a_break(Thing const& thing)
{
    trace_.reach("viewer.break");
    begin(thing);
    play(share_of(thing, 0.7));
    switch (chance_.below(3)) {
    case 0:
        pause(static_cast<double>(chance_.between(60, 40'000)));
        break;
    case 1:
        restart_host();
        break;
    default:
        restart_plugin();
        break;
    }
    play(share_of(thing, 1) - playing_.position);
    end(true);
    count(thing, 1);
}

void Viewers::look_at_the_end_again(Thing const& thing)
{
    trace_.reach("viewer.end_again");
    watch_all(thing, 1);
    rest(an_hour * 5);
    begin(thing, share_of(thing, 0.96));
    play(share_of(thing, 1) - playing_.position);
    end(false);
}

void Viewers::skip_around(Thing const& thing)
{
    if (thing.seconds < 400) // so short, a jump may be a fast playback
        return leave_early(thing);
    trace_.reach("viewer.skipped");
    honest_ = true;
    begin(thing);
    for (auto n = chance_.between(2, 6); n > 0; --n) {
        play(3);
        seek(share_of(thing, 0.3 + 0.55 * chance_.share()));
    }
    play(3);
    end(false);
    honest_ = false;
}

void Viewers::mark_by_hand(Thing const& thing)
{
    trace_.reach("viewer.mark");
    playing_ = {&thing, audience_, 0, 0};
    tell(PLAYSYNC_EVENT_WATCHED, -1, true);
    if (chance_.one_in(2)) { // told again, by the library
        rest(static_cast<double>(chance_.between(1, 60)));
        if (chance_.one_in(3))
            restart_plugin();
        tell(PLAYSYNC_EVENT_WATCHED, -1, true);
    }
    count(thing, 1);
}

} // namespace playsync::sim
