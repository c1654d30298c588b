// SPDX-License-Identifier: MIT
// What happens in mpv, told as the events of a playback. Pure: values in, values out.
#pragma once

#include "playsync/event.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host_api/media/media.hpp"

namespace playsync::mpv {

struct Item {
    media::Media media;
    std::string key; // absolute path or URL without secrets; empty: it has no place of its own

    bool operator==(Item const&) const = default;
};

/// An event of the item that item() names.
struct Report {
    playsync_event_kind kind;
    std::uint64_t session;
    std::int64_t position_ms; // -1: unknown

    bool operator==(Report const&) const = default;
};
using Reports = std::vector<Report>;
using Position = std::optional<std::int64_t>; // milliseconds; nothing: mpv cannot tell

/// One file at a time, in mpv's order: opened → loaded → restarted → begin → … → unloaded →
/// ended. What was never begun (it failed to load, is a playlist, is a picture) is never told.
class Player {
public:
    explicit Player(std::uint64_t first_session) noexcept : next_session_(first_session) {}

    /// MPV_EVENT_START_FILE
    Reports opened();
    /// MPV_EVENT_FILE_LOADED
    void loaded() noexcept;
    /// MPV_EVENT_SEEK
    void seeking() noexcept;
    /// MPV_EVENT_PLAYBACK_RESTART: it plays, after loading or after a seek. From the very end to
    /// the very start it is a loop, or a person who sees it once more: a playback of its own.
    Reports restarted(Position position);
    /// The property "time-pos"
    Reports at(std::int64_t position_ms);
    /// The property "pause"
    Reports paused(bool paused);
    /// The hook "on_unload", the last moment that mpv knows the position; or its queue lost track.
    Reports unloaded(Position position);
    /// MPV_EVENT_END_FILE, for whatever reason
    Reports ended();

    /// It restarted after loading: now duration and tags are known, and begin() or pass() is due.
    bool wants_item() const noexcept { return state_ == State::ready; }
    Reports begin(Item item, Position position);
    /// It is nothing one watches or hears.
    void pass() noexcept { state_ = State::none; }

    bool is_playing() const noexcept { return state_ == State::playing; }
    Item const& item() const noexcept { return item_; }

private:
    enum class State { none, opened, loaded, ready, playing };

    Report report(playsync_event_kind kind) const noexcept;
    Reports start(Position position);
    bool begins_again(std::int64_t position) const noexcept;
    void move_to(Position position) noexcept;

    State state_ = State::none;
    bool paused_ = false;
    bool seeking_ = false;
    std::uint64_t next_session_;
    std::uint64_t session_ = 0;
    std::int64_t position_ = -1;
    std::int64_t reported_ = -1; // where the last PROGRESS or other event was
    Item item_;
};

} // namespace playsync::mpv
