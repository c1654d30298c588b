// SPDX-License-Identifier: MIT
// A small language for what a host tells of one item, in seconds, and what the history keeps of it.
#pragma once

#include <string>
#include <vector>

#include "plugin/intake/intake.hpp"

namespace playsync::test {

class Told {
public:
    static constexpr UnixMs noon = 1'785'000'000'000;

    explicit Told(ItemKind kind = ItemKind::track, std::int64_t seconds = 240)
    {
        event_.user = "alice";
        event_.session = 1;
        event_.duration_ms = seconds * 1000;
        event_.item.kind = kind;
        event_.item.title = "One";
        event_.item.artist = kind == ItemKind::track ? "Band" : "";
    }

    Told& user(std::string name) { return event_.user = std::move(name), *this; }
    Told& session(std::uint64_t number) { return event_.session = number, *this; }
    Told& title(std::string text) { return event_.item.title = std::move(text), *this; }
    Told& lasts(std::int64_t seconds) { return event_.duration_ms = seconds * 1000, *this; }
    Told& key(std::string text) { return event_.item.host_key = std::move(text), *this; }
    Event& event() { return event_; }

    /// `at` and `position` in seconds; a position below 0 is none.
    Told& tell(playsync_event_kind kind, double at, double position = -1)
    {
        auto event = event_;
        event.kind = kind;
        event.at = noon + static_cast<UnixMs>(at * 1000);
        event.position_ms = position < 0 ? -1 : static_cast<std::int64_t>(position * 1000);
        std::vector<Draft> drafts;
        intake_->accept(event, event.at, drafts);
        for (auto& draft : drafts)
            drafts_.push_back(std::move(draft));
        intake_->collect(changes_);
        return *this;
    }
    Told& start(double at, double position = -1)
    {
        return tell(PLAYSYNC_EVENT_START, at, position);
    }
    Told& progress(double at, double position = -1)
    {
        return tell(PLAYSYNC_EVENT_PROGRESS, at, position);
    }
    Told& pause(double at, double position = -1)
    {
        return tell(PLAYSYNC_EVENT_PAUSE, at, position);
    }
    Told& resume(double at, double position = -1)
    {
        return tell(PLAYSYNC_EVENT_RESUME, at, position);
    }
    Told& seek(double at, double position) { return tell(PLAYSYNC_EVENT_SEEK, at, position); }
    Told& stop(double at, double position = -1) { return tell(PLAYSYNC_EVENT_STOP, at, position); }
    Told& watched(double at) { return tell(PLAYSYNC_EVENT_WATCHED, at); }
    Told& unwatched(double at) { return tell(PLAYSYNC_EVENT_UNWATCHED, at); }

    /// Progress every `every` seconds while it plays from `position`, for `length` seconds.
    Told& plays(double at, double position, double length, double every = 10, double speed = 1)
    {
        for (double passed = every; passed <= length; passed += every)
            progress(at + passed, position + passed * speed);
        return *this;
    }

    std::size_t watches() const { return changes_.watches.size(); }
    WatchChanges const& changes() const { return changes_; }
    std::vector<Draft> const& drafts() const { return drafts_; }
    /// When the n-th watch began, in seconds.
    double begun(std::size_t n) const
    {
        return static_cast<double>(changes_.watches.at(n).begun - noon) / 1000;
    }
    Intake& intake() { return *intake_; }
    /// The plugin starts anew, with what is on disk.
    void restart(WatchHistory const& history)
    {
        intake_ = std::make_unique<Intake>(Thresholds{}, 0, &history);
    }

private:
    Event event_;
    std::unique_ptr<Intake> intake_ = std::make_unique<Intake>(Thresholds{}, 0);
    std::vector<Draft> drafts_;
    WatchChanges changes_;
};

} // namespace playsync::test
