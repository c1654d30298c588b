// SPDX-License-Identifier: MIT
#include "plugin/intake/course.hpp"

namespace playsync {
namespace {

/// The first twentieth is the beginning: who leaves there has not watched anything yet, and media
/// servers keep no position of it (Jellyfin and Emby, MinResumePct).
constexpr std::int64_t beginnings = 20;
/// The beginning of what has no known length.
constexpr std::int64_t first_moments = 10 * second;
/// Resumed so close to where it was left is the same playback. Players step back a little.
constexpr std::int64_t near_by = minute;

} // namespace

bool is_at_beginning(std::int64_t position, std::int64_t duration) noexcept
{
    return position >= 0 && position < (duration > 0 ? duration / beginnings : first_moments);
}

/// A stop that says 0 does not know; many hosts reset the position first.
std::int64_t told_position(Event const& event, Playback const& playback) noexcept
{
    bool const reset = event.kind == PLAYSYNC_EVENT_STOP && event.position_ms == 0 &&
                       (playback.position > 0 || playback.playing);
    return reset ? -1 : event.position_ms;
}

/// Whether `position` at `at` is where `left` was left before.
bool goes_on_from(Playback const& left, UnixMs at, std::int64_t position) noexcept
{
    auto const tolerance = std::max(near_by, left.duration / beginnings);
    return position >= 0 && left.position >= 0 && left.last_seen <= at + wrong_order &&
           !is_at_beginning(position, left.duration) &&
           std::abs(position - left.position) <= tolerance;
}

void Course::begin(UnixMs at, std::int64_t position)
{
    bool const clock_went_back =
        now_.clock_went_back || (now_.last_seen != 0 && at < now_.last_seen);
    now_ = Playback{};
    now_.item = key_.item;
    now_.session = key_.session;
    now_.started = at;
    now_.last_seen = at;
    now_.duration = event_.duration_ms;
    now_.position = now_.stretch_from = position;
    now_.clock_went_back = clock_went_back;
    now_.playing = true;
}

/// The host begins a playback of its own where another one was left: a restart, a new session.
void Course::resume(Playback const& left)
{
    auto const duration = event_.duration_ms > 0 ? event_.duration_ms : left.duration;
    now_ = left;
    now_.session = key_.session;
    now_.duration = duration;
    now_.last_seen = event_.at;
    now_.silent = 0;
    if (event_.position_ms >= 0)
        now_.position = event_.position_ms;
    now_.stopped = false;
    now_.playing = true;
}

/// No start was told: it is judged by where it goes.
void Course::join(Playback const* other)
{
    first_ = true;
    if (other && goes_on_from(*other, event_.at, event_.position_ms)) {
        resume(*other);
        first_ = false;
        return;
    }
    auto const before = std::clamp<std::int64_t>(event_.position_ms, 0, minute);
    auto const position = event_.position_ms;
    begin(event_.at, position);
    now_.started = position <= minute ? event_.at - before : event_.at;
    now_.from_start = false;
}

void Course::keep_time()
{
    if (event_.duration_ms > 0)
        now_.duration = event_.duration_ms;
    // A clock that was set back takes the playback with it; less is two reports in the wrong order.
    if (event_.at < now_.last_seen - wrong_order) {
        now_.started -= now_.last_seen - event_.at;
        now_.last_seen = event_.at;
        now_.clock_went_back = true;
    }
}

/// Positions are claims: they count as played as far as time passed.
void Course::advance()
{
    auto const elapsed = std::max<UnixMs>(0, event_.at - now_.last_seen);
    auto played = now_.playing ? elapsed : 0;
    auto const position = told_position(event_, now_);
    bool const by_clock = position < 0 || event_.kind == PLAYSYNC_EVENT_SEEK;
    if (by_clock && now_.tells_positions)
        played = std::min(played, late_report); // it would have said more
    now_.last_seen = std::max(now_.last_seen, event_.at);
    if (position < 0) {
        advance_by_clock(played);
        return;
    }
    if (event_.kind == PLAYSYNC_EVENT_SEEK) {
        advance_by_clock(played);
        jump_to(position);
        return;
    }
    if (event_.kind == PLAYSYNC_EVENT_PROGRESS && position > now_.position)
        now_.tells_positions = true;
    advance_to(position, played);
}

void Course::advance_by_clock(UnixMs played)
{
    now_.heard += played;
    now_.silent += played;
    now_.stretch += played;
}

void Course::advance_to(std::int64_t position, UnixMs played)
{
    if (now_.position < 0) { // the first one known: it began before it, by the clock
        auto const credit = std::min<std::int64_t>(position, played);
        now_.stretch_from = position - credit;
        now_.stretch = now_.silent + credit;
        now_.heard += credit;
        now_.position = position;
        now_.silent = 0;
        return;
    }
    auto const moved = position - now_.position;
    auto const possible = fastest * (now_.silent + played) + rounding;
    if (moved < -jitter || moved > possible) {
        now_.heard += played;
        jump_to(position);
        return;
    }
    auto const credit = std::max<std::int64_t>(0, moved) - now_.silent;
    now_.heard = std::max<std::int64_t>(0, now_.heard + credit);
    now_.stretch = std::max<std::int64_t>(0, now_.stretch + credit);
    now_.position = position;
    now_.silent = 0;
    if (now_.duration > 0 && position >= now_.duration / 2 &&
        now_.stretch >= now_.duration / beginnings)
        now_.half_played = true;
}

void Course::jump_to(std::int64_t position)
{
    auto const end = threshold();
    // Begun at 0 and at once past the threshold: the end of what was watched before.
    if (is_just_begun() && end && now_.stretch_from < *end && position >= *end)
        now_.quiet = true;
    if (is_at_beginning(position, now_.duration)) {
        now_.from_start = true;
        now_.half_played = false;
    }
    now_.position = now_.stretch_from = position;
    now_.stretch = now_.silent = 0;
    landed_ = true;
}

} // namespace playsync
