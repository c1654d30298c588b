// SPDX-License-Identifier: MIT
// From what a host reports to what targets must be told: playbacks followed, "watched" decided.
// No clock and no I/O.
#pragma once

#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "plugin/config.hpp"
#include "plugin/event.hpp"
#include "plugin/targets/target.hpp"

namespace playsync {

/// A fact about a user's item, before it is addressed to anybody.
struct Fact {
    enum class Kind : std::uint8_t { position, watched, unwatched };
    Kind kind = Kind::position;
    UnixMs at = 0;        // of the fact
    UnixMs started = 0;   // of the playback; equals `at` when that is unknown
    bool urgent = true;   // false: one of many positions while something plays
    bool restart = false; // of a position: come to from the beginning, where a person went
    bool moving = false;  // of a position: it still plays, as far as we know
};

/// Follows playbacks. What counts as watched:
///  - the host's own mark, unless the threshold said it already; again once there was time to watch
///    it again;
///  - the position passing the threshold of its kind, once a playback, also when no stop comes;
///  - for tracks, so much of it heard.
/// A playback that begins above the threshold is a resumed end, not another watch.
class Playbacks {
public:
    explicit Playbacks(Thresholds thresholds) : thresholds_(thresholds) {}

    void set_thresholds(Thresholds thresholds) { thresholds_ = thresholds; }
    /// Facts in the order they must be told. A plausible event; where it has no position it gets
    /// the last one of its playback.
    std::vector<Fact> follow(Event& event);
    /// As if the last event had not been followed: it will be again.
    void unfollow() noexcept;

private:
    struct Course {
        UnixMs started = 0;
        UnixMs last_seen = 0;
        UnixMs marked_at = 0; // by the host itself; 0: not yet
        std::int64_t position = -1;
        std::int64_t heard = 0; // ms played through, for tracks
        bool watched = false;
        bool stopped = false;
        bool from_start = false; // a person began it, or went back, to where it begins
    };
    struct Playback : Course {
        PlaybackKey key;
    };

    using List = std::list<Playback>;

    Playback& playback_of(Event const& event, bool begins);
    Playback begun_by(Event const& event, PlaybackKey const& key, bool told) const;
    bool is_another_watch(Event const& event, Playback const& playback) const;
    bool passes_threshold(Event const& event, Playback const& playback) const;
    std::optional<std::int64_t> threshold_position(Event const& event) const;
    static void move(Playback& playback, Event const& event);
    void forget(List::iterator playback);

    Thresholds thresholds_;
    List playbacks_; // the last seen first
    std::unordered_map<PlaybackKey, List::iterator, PlaybackKey::Hash> by_key_;
    Playback* followed_ = nullptr; // by the last event that moved one
    Course before_;
};

/// Who is told what.
struct Addressee {
    TargetNo number = 0;
    Keeps keeps = Keeps::state;
    std::vector<std::string> users;   // "*": everybody
    std::vector<ItemKind> kinds = {}; // of items; empty: all
    bool takes_back = true;           // is told "unwatched"
    bool distinct_seconds = false;    // no two tracks begin in the same one
    bool at_rest = false;             // is told of no position while it moves
};

/// Whether `user` is among a target's `users`.
bool is_for(std::vector<std::string> const& users, std::string_view user);

class Intake {
public:
    Intake(Thresholds thresholds, UnixMs progress_interval)
        : playbacks_(thresholds),
          progress_interval_(progress_interval)
    {
    }

    void configure(Thresholds thresholds, UnixMs progress_interval,
                   std::vector<Addressee> addressees);
    /// Appends what `event` means for each target. Throws when there is no memory: `drafts` may
    /// have a part of it then, and the event is to be accepted again.
    void accept(Event& event, UnixMs now, std::vector<Draft>& drafts);
    /// Users of events that no target is for: nothing is sent for them.
    std::set<std::string> const& unknown_users() const noexcept { return unknown_users_; }
    /// Users somebody was told of since the start.
    std::set<std::string> const& users() const noexcept { return users_; }

private:
    bool draft(Event& event, std::vector<Fact> const& facts, UnixMs now,
               std::vector<Draft>& drafts);
    void note_user(std::string const& user, bool known);
    UnixMs start_of(Addressee const& addressee, UnixMs started);

    Playbacks playbacks_;
    std::map<TargetNo, std::set<UnixMs>> starts_; // lately given out, of distinct_seconds targets
    UnixMs progress_interval_;
    std::vector<Addressee> addressees_;
    std::set<std::string> users_;
    std::set<std::string> unknown_users_;
};

} // namespace playsync
