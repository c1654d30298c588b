// SPDX-License-Identifier: MIT
#include "plugin/intake/course.hpp"

namespace playsync {
namespace {

/// A host that resumes may begin at 0 and then go to where it was.
constexpr UnixMs at_once = 15 * second;
/// After so long a player was left and taken up again.
constexpr UnixMs long_while = 30 * minute;

} // namespace

bool Course::is_just_begun() const
{
    return now_.told_start && now_.watched_at == 0 && now_.heard <= at_once &&
           event_.at - now_.started <= at_once;
}

/// Begun at 0, and at once to where another playback of it was left.
bool Course::goes_to_where_it_was(Playback const& other) const
{
    auto const elapsed = std::max<UnixMs>(0, event_.at - now_.last_seen);
    return is_just_begun() && goes_on_from(other, now_.started - wrong_order, event_.position_ms) &&
           event_.position_ms > reached() + fastest * elapsed + rounding;
}

/// Whether the position fell back to where another round begins.
bool Course::begins_again() const
{
    auto const position = told_position(event_, now_);
    if (event_.kind == PLAYSYNC_EVENT_STOP || event_.kind == PLAYSYNC_EVENT_PAUSE)
        return false;
    auto const elapsed = std::max<UnixMs>(0, event_.at - now_.last_seen);
    if (position < 0)
        return now_.stopped && elapsed > late_report;
    if (now_.position < 0 || position >= reached() - jitter)
        return false;
    if (is_at_beginning(position, now_.duration))
        return true;
    if (event_.kind == PLAYSYNC_EVENT_SEEK || position > fastest * elapsed)
        return false; // there was no time to play so far from the beginning
    bool const left = elapsed >= long_while;
    auto const fell = now_.stopped ? now_.duration / 10 : now_.position / 2;
    return passed_the_end(position, elapsed) || (left && position < now_.position - fell);
}

/// Whether it played to the end and from the beginning to `position` meanwhile.
bool Course::passed_the_end(std::int64_t position, UnixMs elapsed) const
{
    if (now_.duration <= 0)
        return position <= elapsed + jitter && position < now_.position / 2;
    if (position > now_.duration / 2)
        return false;
    bool const at_end = reached() >= now_.duration / 10 * 9;
    bool const had_time = now_.duration - reached() + position <= elapsed + jitter;
    return at_end || (now_.playing && elapsed < long_while && had_time);
}

/// What was under way ends where the next round begins; only what counted has another round.
void Course::begin_again()
{
    auto const elapsed = std::max<UnixMs>(0, event_.at - now_.last_seen);
    if (elapsed >= long_while) { // nobody knows how it came to where it is
        now_ = Playback{};
        return join(nullptr);
    }
    auto const position = told_position(event_, now_);
    bool const sought = event_.kind == PLAYSYNC_EVENT_SEEK;
    auto const since = sought ? 0 : std::clamp<std::int64_t>(position, 0, elapsed);
    if (now_.playing) {
        auto rest = elapsed - since;
        if (now_.duration > 0)
            rest = std::min(rest, std::max<std::int64_t>(0, now_.duration - reached()));
        advance_by_clock(rest);
        now_.last_seen = event_.at - since;
    }
    judge(true);
    bool const counted = now_.watched_at != 0 || now_.quiet || now_.stopped;
    if (!counted) {
        now_.heard += since;
        jump_to(position);
        now_.started = event_.at - since;
        now_.last_seen = event_.at;
        now_.stretch = since;
        return;
    }
    auto const before = now_;
    begin(event_.at - since, std::max<std::int64_t>(position, -1));
    now_.last_seen = event_.at;
    now_.heard = now_.stretch = since;
    now_.stretch_from = position >= 0 ? position - since : -1;
    now_.from_start = is_at_beginning(now_.stretch_from, now_.duration);
    now_.tells_positions = before.tells_positions;
    now_.told_start = true;
}

/// After its stop, what neither goes on nor begins again is late.
bool Course::is_late() const
{
    auto const after = event_.at - now_.last_seen;
    if (!now_.stopped || after > late_report || after < -late_report)
        return false;
    if (event_.kind == PLAYSYNC_EVENT_STOP || after < 0)
        return true;
    return event_.position_ms >= 0 && event_.position_ms <= now_.position + jitter &&
           !begins_again();
}

/// Its end was never told. A host that tells no positions played it until the next began; one that
/// does was silent because it had ended.
void Course::end_unseen()
{
    if (!now_.playing)
        return;
    auto const silence = std::max<UnixMs>(0, event_.at - now_.last_seen);
    auto const longest = now_.duration > 0 ? 2 * now_.duration + late_report : 2 * long_while;
    if (now_.tells_positions)
        advance_by_clock(std::min(silence, at_once));
    else if (silence <= longest)
        advance_by_clock(silence);
    now_.last_seen = std::max(now_.last_seen, now_.last_seen + std::min(silence, longest));
    judge(true);
}

} // namespace playsync
