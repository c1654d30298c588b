// SPDX-License-Identifier: MIT
#include "plugin/intake/course.hpp"

namespace playsync {
namespace {

/// Of unknown length: so much of it heard to its end counts (Last.fm's least length of a track).
constexpr std::int64_t least_heard = 30 * second;
/// Come to by a jump, the end counts once so much of it played.
constexpr std::int64_t least_of_end = 30 * second;
constexpr std::int64_t moment_of_end = 5 * second;

} // namespace

std::optional<std::int64_t> threshold_position(ItemKind kind, std::int64_t duration_ms,
                                               Thresholds const& thresholds)
{
    if (duration_ms <= 0 || kind == ItemKind::track)
        return std::nullopt;
    auto const percent = kind == ItemKind::movie     ? thresholds.movie_percent
                         : kind == ItemKind::episode ? thresholds.episode_percent
                                                     : thresholds.video_percent;
    return duration_ms / 100 * percent + duration_ms % 100 * percent / 100;
}

/// `ended`: nothing more of it will come.
void Course::judge(bool ended)
{
    if (now_.watched_at != 0 || now_.quiet)
        return;
    if (event_.item.kind == ItemKind::track) {
        if (is_heard(ended))
            count(now_.duration > 0 || now_.heard >= thresholds_.track_ms ? WatchedBy::heard
                                                                          : WatchedBy::ended,
                  now_.last_seen);
    } else if (is_seen()) {
        count(WatchedBy::position, now_.last_seen);
    }
}

bool Course::is_heard(bool ended) const
{
    if (now_.duration <= 0)
        return now_.heard >= thresholds_.track_ms || (ended && now_.heard >= least_heard);
    return now_.heard >=
           std::min(now_.duration * thresholds_.track_percent / 100, thresholds_.track_ms);
}

bool Course::is_seen() const
{
    auto const end = threshold();
    if (!end || reached() < *end)
        return false;
    bool const stop = event_.kind == PLAYSYNC_EVENT_STOP;
    if (first_)
        return stop && !now_.told_start; // all that was ever heard of it
    if (now_.position < 0)
        return now_.heard >= *end;
    return is_end_played(*end);
}

/// A jump may have led there: of somebody who had watched half of it and skipped the titles, or who
/// stays.
bool Course::is_end_played(std::int64_t threshold) const
{
    auto const rest = (now_.duration - threshold) / 2;
    if (now_.half_played)
        return event_.kind == PLAYSYNC_EVENT_STOP ||
               (!landed_ && now_.stretch >= std::min(moment_of_end, rest));
    return now_.stretch >= std::min(least_of_end, rest);
}

void Course::count(WatchedBy how, UnixMs at)
{
    now_.watched_at = at;
    Fact fact;
    fact.kind = Fact::Kind::watched;
    fact.at = at;
    fact.started = now_.started;
    fact.position_ms = now_.position;
    fact.how = how;
    fact.clock_went_back = now_.clock_went_back;
    out_.facts.push_back(fact);
}

/// A position past the threshold is none to go on from; nor is one of a track that counted.
void Course::tell_position()
{
    auto const end = threshold();
    bool const over =
        end ? now_.position >= *end : event_.item.kind == ItemKind::track && now_.watched_at != 0;
    if (now_.position < 0 || over)
        return;
    Fact fact;
    fact.at = event_.at;
    fact.started = now_.started;
    fact.position_ms = now_.position;
    fact.urgent = event_.kind != PLAYSYNC_EVENT_PROGRESS;
    fact.restart =
        now_.from_start && now_.duration > 0 && !is_at_beginning(now_.position, now_.duration);
    fact.moving = event_.kind != PLAYSYNC_EVENT_PAUSE && event_.kind != PLAYSYNC_EVENT_STOP;
    out_.facts.push_back(fact);
}

} // namespace playsync
