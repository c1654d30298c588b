// SPDX-License-Identifier: MIT
// What the player does, what its host tells of it, and what happens to the plugin meanwhile.
#include <algorithm>

#include "tests/sim/viewer.hpp"

namespace playsync::sim {

HostManners manners(Chance& chance)
{
    HostManners host;
    static constexpr int intervals[] = {0, 1, 5, 10, 15, 30};
    host.every = intervals[chance.below(std::size(intervals))];
    host.sessions = HostManners::Sessions{static_cast<int>(chance.below(3))};
    host.zero_at_stop = chance.one_in(3);
    host.stops_twice = chance.one_in(3);
    host.marks = chance.one_in(3);
    host.marks_anonymously = chance.one_in(2);
    host.tells_length = chance.one_in(4) == false;
    host.begins_at_zero = chance.one_in(3);
    if (host.every == 0)
        return host; // who tells no positions tells the rest
    host.starts = !chance.one_in(4);
    host.stops = !chance.one_in(4);
    host.pauses = !chance.one_in(4);
    host.seeks = !chance.one_in(3);
    host.stale_first = chance.one_in(4);
    return host;
}

std::string Viewers::user() const
{
    return audience_.front();
}

void Viewers::begin(Thing const& thing, double position)
{
    using Sessions = HostManners::Sessions;
    auto const session = host_.sessions == Sessions::none      ? 0
                         : host_.sessions == Sessions::all_one ? 1
                                                               : ++sessions_;
    playing_ = {&thing, audience_, session, position};
    bool const at_zero = host_.begins_at_zero && position > 0;
    if (host_.starts)
        tell(PLAYSYNC_EVENT_START, at_zero ? 0 : position);
    rest(1);
    // A stale position is told before the true one, of a video alone: a song's is no claim.
    if (host_.stale_first && thing.item.kind != ItemKind::track && position == 0) {
        tell(PLAYSYNC_EVENT_PROGRESS, std::min(last_position_, share_of(thing, 1)));
        rest(1);
    }
    if (at_zero || host_.stale_first || !host_.starts)
        tell(host_.seeks && at_zero ? PLAYSYNC_EVENT_SEEK : PLAYSYNC_EVENT_PROGRESS, position);
}

void Viewers::play(double seconds)
{
    auto const step = host_.every > 0 ? static_cast<double>(host_.every) : seconds;
    while (seconds > 0) {
        auto const passed = std::min(step, seconds);
        rest(passed);
        seconds -= passed;
        playing_.position += passed;
        if (host_.every > 0 && passed == step && seconds > 0)
            tell(PLAYSYNC_EVENT_PROGRESS, playing_.position);
        if (chance_.one_in(400))
            restart_plugin();
    }
}

void Viewers::seek(double position)
{
    playing_.position = position;
    if (host_.seeks)
        tell(PLAYSYNC_EVENT_SEEK, position);
}

void Viewers::pause(double seconds)
{
    if (host_.pauses)
        tell(PLAYSYNC_EVENT_PAUSE, playing_.position);
    else
        tell(PLAYSYNC_EVENT_PROGRESS, playing_.position);
    rest(seconds);
    if (host_.pauses)
        tell(PLAYSYNC_EVENT_RESUME, playing_.position);
}

/// From the end to the beginning, in each way that hosts tell it.
void Viewers::loop()
{
    auto const end = playing_.position;
    playing_.position = 0;
    if (host_.every == 0 || (host_.starts && chance_.one_in(3)))
        return tell(PLAYSYNC_EVENT_START, 0);
    if (host_.seeks && chance_.one_in(3))
        return tell(PLAYSYNC_EVENT_SEEK, 0);
    if (host_.pauses && chance_.one_in(3)) {
        tell(PLAYSYNC_EVENT_PAUSE, end);
        return tell(PLAYSYNC_EVENT_RESUME, 0);
    }
    if (host_.stops && chance_.one_in(2))
        tell(PLAYSYNC_EVENT_STOP, end);
}

void Viewers::end(bool all)
{
    auto const position = playing_.position;
    last_position_ = position;
    // Of unknown length, nothing but its end says that it was heard.
    bool const endless = !host_.tells_length && playing_.thing->item.kind == ItemKind::track;
    if (host_.stops || !all || host_.every == 0 || endless) {
        tell(PLAYSYNC_EVENT_STOP, host_.zero_at_stop ? 0 : position);
        if (host_.stops_twice)
            tell(PLAYSYNC_EVENT_STOP, host_.zero_at_stop ? 0 : position);
    } else {
        tell(PLAYSYNC_EVENT_PROGRESS, position);
    }
    if (all && host_.marks) {
        rest(1);
        tell(PLAYSYNC_EVENT_WATCHED, -1, host_.marks_anonymously);
    }
}

void Viewers::tell(playsync_event_kind kind, double position, bool anonymous)
{
    bool const lies = chance_.one_in(600);
    // Where positions do not go on as time does, nothing but the clock says what was played.
    bool const told = host_.tells_length || playing_.thing->item.kind != ItemKind::track;
    if (lies && told && !lied_ && host_.every > 0 && !honest_ && kind == PLAYSYNC_EVENT_PROGRESS)
        lied_ = lie_ = chance_.between(-2, 2) * 1'800'000;
    bool const places = host_.every > 0 && position >= 0;
    for (auto const& each : playing_.users) {
        Event event;
        event.kind = kind;
        event.session = anonymous ? 0 : playing_.session;
        event.at = now_ + lie_;
        event.position_ms = places ? static_cast<std::int64_t>(position * 1000) : -1;
        event.duration_ms = told ? playing_.thing->seconds * 1000 : 0;
        event.user = each;
        event.item = playing_.thing->item;
        trace_.say(each + " " + std::to_string(kind) + " " + event.item.title + " session " +
                   std::to_string(event.session) + " at " +
                   std::to_string((event.at - 1'785'000'000'000) / 1000) + " position " +
                   std::to_string(event.position_ms / 1000));
        intake_->accept(event, now_, drafts_);
    }
    if (chance_.one_in(25))
        commit();
}

void Viewers::commit()
{
    if (intake_)
        intake_->collect(watched_);
    auto const taken = queue_->commit(drafts_, {}, now_, watched_);
    for (std::size_t n = 0; n < taken.size(); ++n) {
        if (taken[n] != Taken::appended || drafts_[n].verb != Verb::play)
            continue;
        auto const change = decode_body({}, drafts_[n].body);
        ++told_[{change->user, change->item.title}];
        trace_.say("told: " + change->item.title + " of " + change->user);
    }
    drafts_.clear();
    watched_.clear();
}

/// The host ends without a word, and goes on with the same item in a session of its own.
void Viewers::restart_host()
{
    trace_.say("the host restarts");
    trace_.reach("viewer.host_restarts");
    restart_plugin();
    rest(static_cast<double>(chance_.between(5, 300)));
    begin(*playing_.thing, playing_.position);
}

/// Killed: what was not on disk was never acknowledged, and a host tells it again.
void Viewers::restart_plugin()
{
    if (queue_)
        commit();
    trace_.say("the plugin starts");
    intake_.reset();
    queue_.reset();
    StoreOptions options;
    options.first_size = std::size_t{1} << 20;
    options.chance = chance_.next();
    queue_ = std::make_unique<LmdbQueue>(dir_.path(), options);
    target_ = queue_->target("log");
    intake_ = std::make_unique<Intake>(Thresholds{}, 0, &queue_->history());
    intake_->configure({}, 0, {{target_, Keeps::plays, {"*"}}});
}

void Viewers::check()
{
    commit();
    for (auto const* list : {&real_, &told_})
        for (auto const& [whose, unused] : *list) {
            auto const real = real_[whose];
            auto const told = told_[whose];
            if (real != told)
                throw Violation{18, whose.first + " watched " + whose.second + " " +
                                        std::to_string(real) + " times, and " +
                                        std::to_string(told) + " were told"};
        }
}

} // namespace playsync::sim
