// SPDX-License-Identifier: MIT
// What the page may see and ask of the engine. The engine implements it; the page knows no more.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "storage/queue.hpp"
#include "storage/secret.hpp"
#include "web/meters.hpp"
#include "web/net.hpp"

namespace playsync::web {

/// Why something stands where it stands: a code of API.md, and what belongs to it.
struct Why {
    std::string code;
    std::optional<UnixMs> until; // when it ends by itself
    std::string detail;          // in the service's or the system's own words; may be empty
    std::vector<std::pair<std::string_view, std::uint64_t>> params; // of the code; literals
};

/// Why the plugin is not healthy: a code of API.md, and a sentence with names in it.
struct Ailment {
    std::string_view code; // a literal
    std::string sentence;
};

/// From idle to idle of one target.
struct RunView {
    std::uint64_t id = 0;
    std::uint64_t total = 0; // what waited when it began, and what was added since
    std::uint64_t added = 0;
    std::uint64_t done = 0;
    std::uint64_t failed = 0;
    std::uint64_t left = 0;
    double rate = 0; // changes a second, over the last minute
    std::optional<std::uint64_t> eta_s;
    UnixMs started = 0;
};

struct TargetError {
    UnixMs at = 0;
    LastError error;
};

/// Whether somebody has let us into a target's account, and how far that has come.
struct LoginView {
    std::string state;           // a word of API.md
    std::string user;            // whose account; empty: not known
    std::string detail;          // in the service's words; may be empty
    std::optional<UnixMs> until; // when the credentials of who is in end, if they are not renewed
    std::string ended;           // how the last log-in ended, when nobody is in since: a state
    // While it waits for the person:
    std::string verify_url;
    std::string user_code;
    std::optional<UnixMs> expires;
    std::uint64_t interval_s = 0;
};

/// How fast a target may be told.
struct Throughput {
    std::uint64_t batch = 1;    // changes a request
    std::uint64_t requests = 0; // in `per_ms`, by us; 0: as many as there are
    std::uint64_t per_ms = 0;
    std::optional<std::uint64_t> left; // as the service said last
    std::optional<UnixMs> resets;      // when that is full again
};

/// A change that met another state at the service.
struct ConflictView {
    UnixMs at = 0;
    std::string item;     // what it is called
    std::string verdict;  // a word of API.md
    std::string sentence; // what met what, and why it ended so
};

/// Since the start.
struct Conflicts {
    std::uint64_t ours = 0;
    std::uint64_t theirs = 0;
    std::uint64_t both = 0;
    std::vector<ConflictView> last; // the newest first
};

struct Card {
    std::string id;
    std::string service;
    std::string address; // without credentials
    std::string state;   // a word of API.md
    UnixMs since = 0;
    Why why;
    Counts counts;
    std::uint64_t syncing = 0;
    std::optional<RunView> run;
    std::optional<UnixMs> oldest_pending;
    std::optional<UnixMs> last_success;
    std::optional<TargetError> last_error;
    std::optional<std::string> paused_by;
    Throughput throughput;
    std::optional<LoginView> login; // of a service that wants one
    Conflicts conflicts;
};

struct TestStep {
    std::string name;
    bool ok = false;
    UnixMs ms = 0;
    std::string detail;
};

/// What a person gave to log in; all empty: the service's own way, with a code.
struct LoginGiven {
    std::string user;
    playsync::Secret password;
    playsync::Secret token;
};

/// Watches of a user that no target was told of.
struct Kept {
    std::string user;
    std::uint64_t watches = 0;
};

struct Status {
    UnixMs now = 0;
    std::string version;
    std::string host_name;
    std::string host_version;
    std::uint64_t uptime_s = 0;
    bool online = true;
    bool metered = false;
    std::optional<std::string> paused_by;
    std::uint64_t store_bytes = 0;
    std::uint64_t store_limit = 0;
    std::optional<std::string> refusing; // a sentence
    std::string notice;                  // what a person should know of the store; may be empty
    std::uint64_t refused_events = 0;
    std::vector<std::string> unknown_users;
    std::uint64_t watches = 0; // in the watch history
    std::uint64_t unsent = 0;  // of them, told to no target
    std::vector<Kept> kept;    // those by user, who has the most first; at most 100 users
    std::vector<Card> cards;   // by id
};

/// A change as the page shows it.
struct ChangeView {
    Entry entry;
    std::string target; // its name
    Why why;
};

/// All calls on the engine's thread. Commands return at once; what they change is published when
/// it has happened.
class Control {
public:
    virtual ~Control() = default;

    virtual UnixMs now() const = 0;
    virtual Status status() const = 0;
    /// Nothing when there is no such target; so below.
    virtual std::optional<Card> card(std::string_view target) const = 0;

    /// `target` empty: all. False when there is no such target.
    virtual bool pause(std::string_view target) = 0;
    virtual bool resume(std::string_view target) = 0;
    virtual bool sync_now(std::string_view target) = 0;
    /// It was removed, and what waited for it discarded: what is in flight goes the same way,
    /// unless the service takes it.
    virtual void disown(std::string_view target) = 0;
    /// Looks for what is due, without cutting any wait short.
    virtual void process_queue() = 0;
    /// Reads the configuration again. What is wrong with it, one message each; then what ran before
    /// goes on.
    virtual std::vector<std::string> reload_config() = 0;

    enum class Refusal : std::uint8_t {
        none,
        not_found,
        too_soon,   // a test a second
        needs_none, // the service wants no log-in
        running,    // a log-in
        failed,     // the service said no: `detail`
    };
    struct Tested {
        Refusal refusal = Refusal::none;
        std::vector<TestStep> steps;
    };
    struct LoggedIn {
        Refusal refusal = Refusal::none;
        LoginView login;
        std::string detail;
    };
    /// These wait for the service. Tries the way to a target; changes nothing there.
    virtual net::awaitable<Tested> test(std::string target) = 0;
    /// Returns when there is a code to show, or when it is over. What happens then is published.
    virtual net::awaitable<LoggedIn> log_in(std::string target, LoginGiven given) = 0;
    virtual net::awaitable<Refusal> log_out(std::string target) = 0;
    /// Ends a log-in that waits for the person; none that runs is none to end.
    virtual Refusal cancel_log_in(std::string_view target) = 0;

    /// What was counted since the start, for /metrics.
    virtual Meters meters() const = 0;

    /// Empty when the plugin is healthy.
    virtual std::vector<Ailment> ailments() const = 0;
};

/// Where the engine says what happened, after the commit that made it so. [engine-thread]
class Audience {
public:
    virtual ~Audience() = default;

    virtual void target_changed(Card const& card) = 0;
    /// It is no longer set up.
    virtual void target_removed(std::string_view target) = 0;
    virtual void sync_started(std::string_view target, RunView const& run) = 0;
    virtual void sync_progress(std::string_view target, RunView const& run) = 0;
    virtual void sync_completed(std::string_view target, RunView const& run, UnixMs took_ms) = 0;
    virtual void item_synced(ChangeView const& change) = 0;
    virtual void sync_failed(ChangeView const& change, bool final) = 0;
    virtual void paused(std::string_view target, std::string_view by) = 0;
    virtual void resumed(std::string_view target, std::string_view by) = 0;
    virtual void network(bool online, bool metered) = 0;
    virtual void login_progress(std::string_view target, LoginView const& login) = 0;
    /// The store takes nothing, as `refusing` says, or takes changes again: empty.
    virtual void store(std::string_view refusing) = 0;
    /// Whether anybody looks: what is costly to prepare can be left out otherwise.
    virtual bool present() const = 0;
};

} // namespace playsync::web
