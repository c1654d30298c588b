// SPDX-License-Identifier: MIT
// Of the rule in playback.hpp: what one event does to one playback. course.cpp moves it, rounds.cpp
// tells one from the next, watched.cpp says whether it was watched, playback.cpp goes by what the
// event is. For these four alone.
#pragma once

#include <algorithm>
#include <optional>

#include "plugin/intake/playback.hpp"

namespace playsync {

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
/// Reports of one playback that come after its stop are late, not a new playback.
constexpr UnixMs late_report = 10 * minute;

/// Whether a position is in the first twentieth of its item.
bool is_at_beginning(std::int64_t position, std::int64_t duration) noexcept;
/// The position an event tells; -1: none.
std::int64_t told_position(Event const& event, Playback const& playback) noexcept;
/// Whether `position` at `at` is where `left` was left before.
bool goes_on_from(Playback const& left, UnixMs at, std::int64_t position) noexcept;

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

} // namespace playsync
