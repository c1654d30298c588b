// SPDX-License-Identifier: MIT
// What the operator decided: playsync.toml and targets.d/NAME.toml, checked.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/config_table.hpp"
#include "plugin/sync/planner.hpp"
#include "plugin/sync/session.hpp"
#include "plugin/sync/verdict.hpp"
#include "web/allow_list.hpp"

namespace playsync {

/// When something counts as watched, without the host's own word.
struct Thresholds {
    int movie_percent = 90;
    int episode_percent = 80;
    int video_percent = 90;
    int track_percent = 50;
    UnixMs track_ms = 4 * 60'000; // or so much of it, whichever comes first
};

struct Config {
    UnixMs poll_ms = 5000;
    UnixMs gather_ms = 100;
    UnixMs progress_interval_ms = 10'000; // between two positions of one item, while it plays
    AttemptPolicy attempts;
    SessionPolicy session;
    Thresholds thresholds;

    std::size_t store_limit = std::size_t{1} << 30;
    UnixMs history_ms = 90 * 86'400'000LL;
    std::uint64_t history_count = 100'000;
    UnixMs watches_ms = 0; // how long the watch history is kept; 0: for ever

    bool admin = true;
    std::uint16_t admin_port = 8686;
    std::vector<std::string> admin_hosts;    // further Host names, for a proxy in front
    std::vector<web::Network> metrics_allow; // who reads the metrics without the token

    std::string log_level = "info";
};

/// One file of targets.d; its own keys are read by the service (targets/registry).
struct TargetFile {
    std::string name; // the file's, without .toml
    std::filesystem::path path;
    std::string text;

    bool operator==(TargetFile const&) const = default;
};

/// Whether a target can be called so: names go into addresses, file names and messages.
bool is_target_name(std::string_view name) noexcept;

struct ConfigRead {
    Config config;
    std::vector<TargetFile> targets;     // by name
    std::vector<std::string> errors;     // file:line:column: what is wrong
    std::vector<ConfigSetting> settings; // of playsync.toml
    std::vector<std::string> warnings;
};

/// A missing directory or file is an empty one: the defaults are good. So is a directory without
/// a name; the working directory is never read.
ConfigRead read_config(std::filesystem::path const& directory);

Config parse_config(std::string_view text, std::filesystem::path const& file,
                    std::vector<std::string>& errors,
                    std::vector<ConfigSetting>* settings = nullptr);

} // namespace playsync
