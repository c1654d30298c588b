// SPDX-License-Identifier: MIT
#include "host_api/hosts/mpv/player.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

namespace playsync::mpv {
namespace {

/// mpv tells a position with every frame.
constexpr std::int64_t progress_every = 5000;
/// Switching a track or stepping a frame back is a seek to mpv, not to a person.
constexpr std::int64_t shortest_seek = 1000;
/// So near to an end of the media counts as there.
constexpr std::int64_t at_end = 2000;

} // namespace

Report Player::report(playsync_event_kind kind) const noexcept
{
    return {kind, session_, position_};
}

void Player::move_to(Position position) noexcept
{
    if (position) // a little below zero where sound starts before the picture
        position_ = std::max<std::int64_t>(0, *position);
}

bool Player::begins_again(std::int64_t position) const noexcept
{
    auto const duration = item_.media.duration_ms; // 0: unknown
    return duration > 2 * at_end && position_ >= duration - at_end && position <= at_end;
}

Reports Player::start(Position position)
{
    state_ = State::playing;
    session_ = next_session_++;
    position_ = -1;
    move_to(position);
    reported_ = position_;
    Reports reports{report(PLAYSYNC_EVENT_START)};
    if (paused_)
        reports.push_back(report(PLAYSYNC_EVENT_PAUSE));
    return reports;
}

Reports Player::opened()
{
    auto reports = ended();
    state_ = State::opened;
    return reports;
}

void Player::loaded() noexcept
{
    if (state_ == State::opened)
        state_ = State::loaded;
}

void Player::seeking() noexcept
{
    seeking_ = true;
}

Reports Player::restarted(Position position)
{
    if (state_ == State::loaded)
        state_ = State::ready;
    bool const after_seek = std::exchange(seeking_, false);
    if (state_ != State::playing || !after_seek)
        return {};
    if (position && begins_again(*position)) {
        Reports reports{report(PLAYSYNC_EVENT_STOP)};
        std::ranges::copy(start(position), std::back_inserter(reports));
        return reports;
    }
    auto const before = position_;
    move_to(position);
    if (std::abs(position_ - before) < shortest_seek)
        return {};
    reported_ = position_;
    return {report(PLAYSYNC_EVENT_SEEK)};
}

Reports Player::begin(Item item, Position position)
{
    if (state_ != State::ready)
        return {};
    item_ = std::move(item);
    return start(position);
}

Reports Player::at(std::int64_t position_ms)
{
    // While it seeks, the position is where it hopes to arrive.
    if (state_ != State::playing || seeking_)
        return {};
    move_to(position_ms);
    if (std::abs(position_ - reported_) < progress_every)
        return {};
    reported_ = position_;
    return {report(PLAYSYNC_EVENT_PROGRESS)};
}

Reports Player::paused(bool paused)
{
    bool const changed = std::exchange(paused_, paused) != paused;
    if (!changed || state_ != State::playing)
        return {};
    reported_ = position_;
    return {report(paused ? PLAYSYNC_EVENT_PAUSE : PLAYSYNC_EVENT_RESUME)};
}

Reports Player::unloaded(Position position)
{
    bool const playing = std::exchange(state_, State::none) == State::playing;
    seeking_ = false;
    if (!playing)
        return {};
    move_to(position);
    return {report(PLAYSYNC_EVENT_STOP)};
}

Reports Player::ended()
{
    return unloaded(std::nullopt);
}

} // namespace playsync::mpv
