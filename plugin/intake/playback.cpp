// SPDX-License-Identifier: MIT
#include "plugin/intake/course.hpp"

namespace playsync {
namespace {

/// Marks of what has no known length mean one watch for so long.
constexpr std::int64_t unknown_track = 4 * minute;
constexpr std::int64_t unknown_video = 10 * minute;

} // namespace

Followed Course::start(Playback const* same, Playback const* other)
{
    auto const position = event_.position_ms;
    std::optional<Playback> left;
    if (same) {
        now_ = *same;
        bool const paused = !now_.playing && !now_.stopped && now_.session != 0;
        if (position < 0 && paused) { // some hosts say "start" for "go on"
            resume(*same);
            out_.playback = now_;
            return std::move(out_);
        }
        if (!goes_on_from(*same, event_.at, position))
            end_unseen();
        left = now_;
    }
    if (other && (!left || other->last_seen > left->last_seen))
        left = *other;
    if (left && goes_on_from(*left, event_.at, position)) {
        resume(*left);
    } else {
        begin(event_.at, position);
        now_.told_start = true;
        auto const end = threshold();
        now_.quiet = end && position >= *end; // a resumed end
        now_.from_start = is_at_beginning(position, now_.duration);
    }
    tell_position();
    out_.playback = now_;
    return std::move(out_);
}

Followed Course::report(Playback const* same, Playback const* other)
{
    auto const position_before = same ? same->position : -1;
    if (same) {
        now_ = *same;
        if (is_late())
            return {};
        keep_time();
        // Begun at 0, and at once to where another session was left.
        if (other && goes_to_where_it_was(*other))
            resume(*other);
        else if (begins_again())
            begin_again();
        else
            advance();
    } else {
        join(other);
    }
    set_playing(position_before);
    judge(event_.kind == PLAYSYNC_EVENT_STOP);
    tell_position();
    out_.playback = now_;
    return std::move(out_);
}

/// A position that stands still may be that of a pause.
void Course::set_playing(std::int64_t position_before)
{
    switch (event_.kind) {
    case PLAYSYNC_EVENT_STOP:
        now_.playing = false;
        now_.stopped = true;
        break;
    case PLAYSYNC_EVENT_PAUSE:
        now_.playing = false;
        break;
    case PLAYSYNC_EVENT_RESUME:
        now_.playing = true;
        now_.stopped = false;
        break;
    case PLAYSYNC_EVENT_PROGRESS:
        now_.playing = now_.playing || now_.stopped || now_.position > position_before;
        now_.stopped = false;
        break;
    default:
        break;
    }
}

/// The host's own mark. It is of the playback that is under way, or ended within the item's length.
Followed Course::mark(Playback const* same, Playback const* other)
{
    auto const* const playback = same ? same : other;
    auto const length = std::max(length_of(event_), playback ? playback->duration : 0);
    if (playback && event_.at >= playback->started && event_.at <= playback->last_seen + length) {
        now_ = *playback;
        if (now_.watched_at != 0)
            return {};
        count(WatchedBy::mark, event_.at);
        out_.facts.back().started = std::min(now_.started, event_.at);
        out_.playback = now_;
        return std::move(out_);
    }
    Fact fact;
    fact.kind = Fact::Kind::watched;
    fact.at = event_.at;
    fact.started = event_.at - length;
    fact.position_ms = event_.position_ms;
    fact.how = WatchedBy::mark;
    fact.by_itself = true;
    out_.facts.push_back(fact);
    return std::move(out_);
}

/// What plays on says nothing more; a mark does.
Followed Course::take_back(Playback const* same, Playback const* other)
{
    if (auto const* const playback = same ? same : other) {
        now_ = *playback;
        now_.watched_at = 0;
        now_.quiet = true;
        out_.playback = now_;
    }
    Fact fact;
    fact.kind = Fact::Kind::unwatched;
    fact.at = fact.started = event_.at;
    fact.position_ms = event_.position_ms;
    out_.facts.push_back(fact);
    return std::move(out_);
}

Followed Course::end(Playback const& playback)
{
    now_ = playback;
    end_unseen();
    now_.playing = false;
    now_.stopped = true;
    out_.playback = now_;
    return std::move(out_);
}

std::int64_t length_of(Event const& event) noexcept
{
    if (event.duration_ms > 0)
        return event.duration_ms;
    return event.item.kind == ItemKind::track ? unknown_track : unknown_video;
}

Followed follow(Event const& event, PlaybackKey const& key, Thresholds const& thresholds,
                Playback const* same, Playback const* other)
{
    Course course{event, key, thresholds};
    switch (event.kind) {
    case PLAYSYNC_EVENT_START:
        return course.start(same, other);
    case PLAYSYNC_EVENT_PROGRESS:
    case PLAYSYNC_EVENT_PAUSE:
    case PLAYSYNC_EVENT_RESUME:
    case PLAYSYNC_EVENT_SEEK:
    case PLAYSYNC_EVENT_STOP:
        return course.report(same, other);
    case PLAYSYNC_EVENT_WATCHED:
        return course.mark(same, other);
    case PLAYSYNC_EVENT_UNWATCHED:
        return course.take_back(same, other);
    default:
        return {};
    }
}

Followed end_unseen(Event const& last, PlaybackKey const& key, Thresholds const& thresholds,
                    Playback const& playback)
{
    return Course{last, key, thresholds}.end(playback);
}

} // namespace playsync
