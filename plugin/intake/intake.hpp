// SPDX-License-Identifier: MIT
// From what a host reports to what the watch history keeps and what targets must be told.
// No clock; the only I/O is looking up an old watch in the history, which is rare.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "plugin/config.hpp"
#include "plugin/event.hpp"
#include "plugin/intake/playback.hpp"
#include "plugin/intake/playbacks.hpp"
#include "plugin/intake/recent_watches.hpp"
#include "plugin/intake/routing.hpp"
#include "storage/watch_history.hpp"

namespace playsync {

/// [engine-thread]
class Intake {
public:
    /// `history`: what was watched before; null: nothing was. `host`: the host's name, kept with
    /// each watch.
    Intake(Thresholds thresholds, UnixMs progress_interval, WatchHistory const* history = nullptr,
           std::string host = {});

    void configure(Thresholds thresholds, UnixMs progress_interval,
                   std::vector<Addressee> addressees);
    /// Appends what `event` means: for each target, and for the history. Throws when there is no
    /// memory: `drafts` has nothing of the event then, and it is to be accepted again. What it
    /// ended may be there already, and is not drafted twice.
    void accept(Event& event, UnixMs now, std::vector<Draft>& drafts);
    /// Appends what the events accepted since the last call change in the history. Commit it before
    /// the next event is accepted.
    void collect(WatchChanges& changes);

    /// Users of events that no target is for: their watches are kept, and sent to nobody.
    std::set<std::string> const& unknown_users() const noexcept { return unknown_users_; }
    /// Users somebody was told of since the start.
    std::set<std::string> const& users() const noexcept { return users_; }

private:
    /// What plays in a session now, for when its end is never told.
    struct Current {
        PlaybackKey playback;
        Event event;
    };
    void load(WatchHistory const& history);
    void end_what_played(Event const& event, PlaybackKey const& key, UnixMs now,
                         std::vector<Draft>& drafts);
    void note_what_plays(Event const& event, PlaybackKey const& key);
    void take(Event& event, Followed followed, PlaybackKey const& key, UnixMs now,
              std::vector<Draft>& drafts);
    void tell(Event const& event, ItemKey const& item, Followed& followed, UnixMs now,
              std::vector<Draft>& drafts);
    void keep(Event const& event, ItemKey const& item, Fact const& fact, unsigned targets);
    void take_back(ItemKey const& item);
    void extend(Playback const& playback, bool rests);
    void note_user(std::string const& user, bool known);

    Thresholds thresholds_;
    std::string host_;
    Playbacks playbacks_;
    RecentWatches recent_;
    std::unordered_map<PlaybackKey, Current, PlaybackKey::Hash> current_; // by session and user
    Routing routing_;
    ItemText text_; // of the event at hand
    WatchChanges changes_;
    bool collected_ = false; // and so committed, when the next event comes
    std::set<std::string> users_;
    std::set<std::string> unknown_users_;
};

} // namespace playsync
