// SPDX-License-Identifier: MIT
// A place where watch state lives, as the engine sees it.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "plugin/net.hpp"
#include "plugin/sync/outcome.hpp"
#include "plugin/sync/planner.hpp"
#include "storage/queue.hpp"

namespace playsync {

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
};

/// [engine-thread]
class Target {
public:
    virtual ~Target() = default;

    virtual TargetTraits const& traits() const noexcept = 0;
    /// Never throws for what the service or the network did: that is the Outcome. `batch` stays
    /// alive and in order until the coroutine ends.
    virtual net::awaitable<Outcome> send(std::span<Claimed const> batch) = 0;
    /// Ends every send() under way with Outcome::cancelled.
    virtual void cancel() noexcept = 0;
};

struct TargetContext {
    net::io_context& io;
    std::filesystem::path const& data_dir;
};

/// Reads a target's file and makes it. Null, with complaints in `table`, when something is wrong.
std::unique_ptr<Target> make_target(ConfigTable& table, TargetContext const& context);

/// The keys every target has.
TargetTraits read_traits(ConfigTable& table, Keeps otherwise);

} // namespace playsync
