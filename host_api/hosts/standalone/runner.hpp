// SPDX-License-Identifier: MIT
// A plugin, fed with events until the end: what `playsync-host run` does.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "host_api/hosts/standalone/connectivity.hpp"
#include "host_api/hosts/standalone/event_line.hpp"
#include "host_api/hosts/standalone/event_source.hpp"
#include "host_api/hosts/standalone/terminal.hpp"
#include "host_api/loader/loader.hpp"
#include "playsync/ext/network.h"

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

class Runner {
public:
    /// Loads the plugin; throws std::runtime_error.
    explicit Runner(RunOptions options);

    /// Until a signal, or the end as the options say. The process's exit code.
    int run(int stop_fd);

private:
    enum class Fed : std::uint8_t { everything, stopped };
    Fed feed(int stop_fd);
    /// Returns false when told to stop.
    bool carry_out(Line const& line, int stop_fd);
    bool tell(PlaybackLine const& line, int stop_fd);
    void sync_now(SyncNowLine const& line);
    void follow_network();
    bool wait_synced(int stop_fd);
    bool pause_for(std::chrono::milliseconds span, int stop_fd);
    void say_where_the_page_is();
    playsync_totals totals();

    static void log(void* self, playsync_log_level level, char const* message) PLAYSYNC_NOEXCEPT;
    static void const* extension(void* self, char const* id) PLAYSYNC_NOEXCEPT;
    static void report(void* self, playsync_report const* report) PLAYSYNC_NOEXCEPT;
    static void network(void* self, std::uint32_t* online,
                        std::uint32_t* metered) PLAYSYNC_NOEXCEPT;

    RunOptions options_;
    std::string data_, config_;
    Terminal terminal_;
    playsync_host_status status_;
    playsync_host_network network_;
    playsync_host host_{};
    Plugin plugin_;
    Instance instance_;
    std::unique_ptr<Connectivity> connectivity_;
    std::atomic<bool> network_told_{false}; // by an event: the machine's own state is not followed
    std::uint64_t skipped_ = 0;
};

} // namespace playsync::standalone
