// SPDX-License-Identifier: MIT
// A plugin, fed with events until the end: what `playsync-host run` does.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "host_api/hosts/standalone/event_line.hpp"
#include "host_api/hosts/standalone/event_source.hpp"
#include "host_api/hosts/standalone/host_side.hpp"
#include "host_api/hosts/standalone/network_watch.hpp"
#include "host_api/hosts/standalone/terminal.hpp"
#include "host_api/loader/loader.hpp"

namespace playsync::standalone {

struct RunOptions {
    std::filesystem::path plugin;
    std::filesystem::path data;
    std::filesystem::path config;
    std::string events; // a file, "-", or empty: none
    bool exit_when_synced = false;
    bool progress = false;
    bool assume_online = false;
    double speed = 1; // of `wait` events; 0: no waiting
    std::uint32_t deadline_ms = 5000;
    playsync_log_level log_level = PLAYSYNC_LOG_INFO;
};

// Exit codes.
constexpr int cannot_run = 1;
constexpr int directory_in_use = 2;
constexpr int changes_failed = 3;
constexpr int not_synced = 4; // stopped before --exit-when-synced was true

/// [control]
class Runner {
public:
    /// Loads the plugin; throws std::runtime_error.
    explicit Runner(RunOptions options);

    /// Until `stop_fd` is readable, or the end as the options say. The process's exit code.
    /// Throws std::runtime_error when the events cannot be read.
    int run(int stop_fd);

private:
    int complain_of_start(playsync_status status);
    void say_where_the_page_is();
    /// These return false when told to stop.
    bool feed(EventSource& source, int stop_fd);
    bool carry_out(Line const& line, int stop_fd);
    bool tell(PlaybackLine const& line, int stop_fd);
    bool obey(PlainCommand command, int stop_fd);
    bool flush(int stop_fd);
    bool wait_synced(int stop_fd);
    bool pause_for(std::chrono::milliseconds span, int stop_fd);
    void skip(EventSource const& source, std::string const& why);
    void sync_now(SyncNowLine const& line);
    void watch_network();
    void show_progress();
    playsync_totals totals();

    RunOptions options_;
    Terminal terminal_;
    HostSide host_;
    Plugin plugin_;
    Instance instance_;
    playsync_plugin_admin const* admin_ = nullptr;
    // Gone as soon as an event told of the network: that is then what counts.
    std::unique_ptr<NetworkWatch> watch_;
    std::chrono::steady_clock::time_point shown_{};
    std::uint64_t skipped_ = 0;
};

} // namespace playsync::standalone
