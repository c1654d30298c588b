// SPDX-License-Identifier: MIT
// What people really watch, and what a host that forgets and lies tells of it. Beside the world of
// the queue: here the intake, the watch history and the store are real, and nothing else is there.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "plugin/intake/intake.hpp"
#include "storage/lmdb_queue.hpp"
#include "tests/sim/chance.hpp"
#include "tests/sim/trace.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync::sim {

/// What a host is like. It tells enough to know what was watched, each in another way.
struct HostManners {
    bool starts = true;
    bool stops = true;
    bool pauses = true;
    bool seeks = true;
    bool marks = false;             // says "watched" at the end, as well
    bool marks_anonymously = false; // without the session
    bool zero_at_stop = false;      // the stop has position 0
    bool stops_twice = false;
    bool stale_first = false;    // the first report has the last item's position
    bool begins_at_zero = false; // and then seeks to where it resumes
    bool tells_length = true;    // of tracks
    int every = 10;              // seconds between positions; 0: it tells none at all
    enum class Sessions { none, one_each, all_one } sessions = Sessions::one_each;
};

HostManners manners(Chance& chance);

/// One seed's people, and the invariant: told plays are real plays (18).
class Viewers {
public:
    Viewers(std::uint64_t seed, Coverage& coverage, bool loud);
    /// Throws a Violation when something was told that was not watched, twice, or not at all.
    void run();
    std::uint64_t hash() const noexcept { return trace_.hash(); }

private:
    struct Thing {
        Item item;
        std::int64_t seconds = 0;
    };
    /// Where a playback stands, in the host's eyes.
    struct Playing {
        Thing const* thing = nullptr;
        std::vector<std::string> users;
        std::uint64_t session = 0;
        double position = 0;
    };

    // What people do; each says how many watches it was.
    void live_a_while();
    void watch_all(Thing const& thing, int rounds);
    void leave_early(Thing const& thing);
    void leave_paused(Thing const& thing);
    void resume_later(Thing const& thing);
    void watch_with_a_break(Thing const& thing);
    void look_at_the_end_again(Thing const& thing);
    void skip_around(Thing const& thing);
    void mark_by_hand(Thing const& thing);
    void count(Thing const& thing, int watches);

    // What the player does.
    void begin(Thing const& thing, double position = 0);
    void play(double seconds);
    void seek(double position);
    void pause(double seconds);
    void loop();
    void end(bool all);
    void rest(double seconds) { now_ += static_cast<UnixMs>(seconds * 1000); }

    // What the host tells, and what may happen to it.
    void tell(playsync_event_kind kind, double position, bool anonymous = false);
    void commit();
    void restart_host();
    void restart_plugin();
    void check();

    Thing const& something(bool video);
    double share_of(Thing const& thing, double share) const
    {
        return static_cast<double>(thing.seconds) * share;
    }
    std::string user() const;

    Chance chance_;
    Trace trace_;
    test::TempDir dir_;
    HostManners host_;
    std::vector<Thing> things_;
    std::vector<std::string> audience_; // who watches together this time
    std::unique_ptr<LmdbQueue> queue_;
    std::unique_ptr<Intake> intake_;
    TargetNo target_ = 0;
    std::vector<Draft> drafts_;
    WatchChanges watched_;
    Playing playing_;
    std::uint64_t sessions_ = 0;
    double last_position_ = 0;
    bool honest_ = false; // the clock is not set now
    UnixMs lied_ = 0;     // in this playback: twice is more than anybody can see through
    UnixMs now_ = 1'785'000'000'000;
    UnixMs lie_ = 0; // how far the host's clock is off
    std::map<std::pair<std::string, std::string>, int> real_, told_; // by user and title
};

} // namespace playsync::sim
