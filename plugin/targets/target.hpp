// SPDX-License-Identifier: MIT
// A place where watch state lives, as the engine sees it.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "plugin/clock.hpp"
#include "plugin/net.hpp"
#include "plugin/sync/log_in.hpp"
#include "plugin/sync/outcome.hpp"
#include "plugin/sync/pace.hpp"
#include "plugin/sync/planner.hpp"
#include "storage/queue.hpp"

namespace playsync {

class Accounts;
class ConfigTable;

/// What a target keeps decides what it is told.
enum class Keeps : std::uint8_t {
    state, // progress, watched, unwatched; newer replaces older
    plays, // every play, and what is taken back
};

struct TargetTraits {
    std::string service;
    std::string address; // for people; without credentials
    Keeps keeps = Keeps::state;
    BatchLimits limits;
    unsigned lanes = 1;             // batches in flight at once
    bool needs_network = true;      // false: reachable offline too
    std::vector<std::string> users; // the host's users it is for; "*": all
    std::vector<ItemKind> kinds;    // of items it knows; empty: all
    bool takes_back = true;         // can be told "unwatched"
    bool counts_watches = false;    // each watch is one more play: a newer one replaces none
    bool at_rest = false;           // a position ends what it shows as playing (rest_after)
    bool distinct_seconds = false;  // knows a play by its second: no two tracks share one
    PaceLimit pace;                 // of the service's published limit, a little less
    bool live = false;              // wants to know what plays right now: tell()
};

/// A target that is told of positions at rest only hears of one while it still plays when nothing
/// more was heard for this long: the player died.
constexpr UnixMs rest_after = 10 * 60'000;

/// What plays right now. Of no use later, so it is never in the queue.
struct Live {
    enum class Kind : std::uint8_t { started, paused, stopped };
    Kind kind = Kind::started;
    Item item;
    std::int64_t position_ms = -1; // -1: unknown
    std::int64_t duration_ms = 0;  // 0: unknown
};

/// One step on the way to a service. `detail` is ours or the system's, and of a service no more
/// than its own words about an error.
struct TestStep {
    std::string name; // "name", "connect", "TLS", "account" …
    bool ok = false;
    Millis took{0};
    std::string detail;
};

/// Of a service that wants a person to let us in. Its credentials are an Account's
/// (targets/account.hpp), which outlives the target. [engine-thread]
class LogIn {
public:
    virtual ~LogIn() = default;

    /// Whether there are credentials that were not refused.
    virtual bool is_in() const noexcept = 0;
    /// Whose account it is, when the service said so.
    virtual std::string user() const = 0;

    /// When the credentials end if they are not renewed (Unix ms); nothing: never, or not known.
    virtual std::optional<UnixMs> until() const { return std::nullopt; }

    /// Asks for a code, or brings what the person gave: then it may be done at once.
    virtual net::awaitable<LogInStep> begin(LogInRequest request) = 0;
    /// Asks whether the person has let us in. After begin() said waiting.
    virtual net::awaitable<LogInStep> poll() = 0;
    /// Forgets the credentials when it is called: somebody may be let in meanwhile. What is awaited
    /// is the service's word on taking them back, asked for once; none when there is nothing to
    /// take back.
    virtual net::awaitable<Outcome> log_out() = 0;

    /// When the credentials want to be renewed (Unix ms); nothing: never.
    virtual std::optional<UnixMs> refresh_at() const { return std::nullopt; }
    /// Renews them. auth: they are no good any more.
    virtual net::awaitable<Outcome> refresh() { co_return Outcome{}; }
};

/// [engine-thread]
class Target {
public:
    virtual ~Target() = default;

    virtual TargetTraits const& traits() const noexcept = 0;
    /// Never throws for what the service or the network did: that is the Outcome. `batch` stays
    /// alive and in order until the coroutine ends.
    virtual net::awaitable<Outcome> send(std::span<Claimed const> batch) = 0;
    /// Ends everything under way, every send() with Outcome::cancelled.
    virtual void cancel() noexcept = 0;
    /// Tries the way to the service, step by step, up to the first that fails. Changes nothing
    /// there.
    virtual net::awaitable<std::vector<TestStep>> test() = 0;

    /// Null: it needs none, or its credentials are in its file.
    virtual LogIn* log_in() noexcept { return nullptr; }
    /// Only when traits().live. What comes of it interests nobody.
    virtual net::awaitable<void> tell(Live) { co_return; }
};

/// What a target may work with; all of it outlives the target, but `name`.
struct TargetContext {
    net::io_context& io;
    std::filesystem::path const& data_dir;
    std::string_view name; // of its file
    Clock& clock;
    Accounts& accounts;
    std::uint16_t const* own_port = nullptr; // of the admin page; 0: there is none
};

/// Reads a target's file and makes it. Null, with complaints in `table`, when something is wrong.
std::unique_ptr<Target> make_target(ConfigTable& table, TargetContext const& context);

/// The keys every target has.
TargetTraits read_traits(ConfigTable& table, Keeps otherwise);
/// The same of a service that keeps one thing and no other.
TargetTraits read_service_traits(ConfigTable& table, Keeps keeps);

} // namespace playsync
