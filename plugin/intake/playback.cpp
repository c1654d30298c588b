// SPDX-License-Identifier: MIT
#include "plugin/intake/playback.hpp"

#include <algorithm>

namespace playsync {
namespace {

constexpr UnixMs second = 1000;
constexpr UnixMs minute = 60 * second;

/// Players offer speeds up to this: what moved faster was a jump.
constexpr std::int64_t fastest = 4;
/// Hosts round positions and times to seconds.
constexpr std::int64_t rounding = second;
/// Positions of one moment, told by different clocks, differ by so much.
constexpr std::int64_t jitter = 2 * second;
/// Reports in the wrong order are of times not farther apart; more is a clock that was set back.
constexpr UnixMs wrong_order = 2 * minute;
/// The first twentieth is the beginning: who leaves there has not watched anything yet, and media
/// servers keep no position of it (Jellyfin and Emby, MinResumePct).
constexpr std::int64_t beginnings = 20;
/// The beginning of what has no known length.
constexpr std::int64_t first_moments = 10 * second;
/// A host that resumes may begin at 0 and then go to where it was.
constexpr UnixMs at_once = 15 * second;
/// Resumed so close to where it was left is the same playback. Players step back a little.
constexpr std::int64_t near_by = minute;
/// Reports of one playback that come after its stop are late, not a new playback.
constexpr UnixMs late_report = 10 * minute;
/// After so long a player was left and taken up again.
constexpr UnixMs long_while = 30 * minute;
/// Of unknown length: so much of it heard to its end counts (Last.fm's least length of a track).
constexpr std::int64_t least_heard = 30 * second;
/// Come to by a jump, the end counts once so much of it played.
constexpr std::int64_t least_of_end = 30 * second;
constexpr std::int64_t moment_of_end = 5 * second;
/// Marks of what has no known length mean one watch for so long.
constexpr std::int64_t unknown_track = 4 * minute;
constexpr std::int64_t unknown_video = 10 * minute;

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

/// One playback, and what an event does to it.
class Course {
public:
    Course(Event const& event, PlaybackKey const& key, Thresholds const& thresholds)
        : event_(event),
          key_(key),
          thresholds_(thresholds)
    {
    }

    Followed start(Playback const* same, Playback const* other);
    Followed report(Playback const* same, Playback const* other);
    Followed mark(Playback const* same, Playback const* other);
    Followed take_back(Playback const* same, Playback const* other);
    Followed end(Playback const& playback);

private:
    void begin(UnixMs at, std::int64_t position);
    void resume(Playback const& left);
    void join(Playback const* other);
    void keep_time();
    void advance();
    void advance_by_clock(UnixMs played);
    void advance_to(std::int64_t position, UnixMs played);
    void jump_to(std::int64_t position);
    bool is_just_begun() const;
    bool goes_to_where_it_was(Playback const& other) const;
    bool begins_again() const;
    bool passed_the_end(std::int64_t position, UnixMs elapsed) const;
    void begin_again();
    bool is_late() const;
    void end_unseen();
    void judge(bool ended);
    bool is_heard(bool ended) const;
    bool is_seen() const;
    bool is_end_played(std::int64_t threshold) const;
    void count(WatchedBy how, UnixMs at);
    void tell_position();
    void set_playing(std::int64_t position_before);
    std::optional<std::int64_t> threshold() const
    {
        return threshold_position(event_.item.kind, now_.duration, thresholds_);
    }
    std::int64_t reached() const noexcept
    {
        return std::max<std::int64_t>(now_.position, 0) + now_.silent;
    }

    Event const& event_;
    PlaybackKey const& key_;
    Thresholds const& thresholds_;
    Playback now_;
    bool landed_ = false; // this event jumped
    bool first_ = false;  // this event is the first that was heard of it
    Followed out_;
};

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

/// The host's own mark. It is of the playback that is under way, or ended within the item's length.
Followed Course::mark(Playback const* same, Playback const* other)
{
    auto const* const playback = same ? same : other;
    auto const length = std::max(length_of(event_), playback ? playback->duration : 0);
    if (playback && event_.at >= playback->started - wrong_order &&
        event_.at <= playback->last_seen + length) {
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
