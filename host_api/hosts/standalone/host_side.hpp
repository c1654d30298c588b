// SPDX-License-Identifier: MIT
// What this host offers a plugin: directories, a log, and the extensions it has.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>

#include "host_api/hosts/standalone/terminal.hpp"
#include "playsync/ext/network.h"
#include "playsync/ext/status.h"
#include "playsync/host.h"

namespace playsync::standalone {

/// Must outlive the plugin's instance; neither copied nor moved, as the table points to it.
class HostSide {
public:
    HostSide(std::filesystem::path const& data, std::filesystem::path const& config,
             playsync_log_level log_level, Terminal& terminal);
    HostSide(HostSide const&) = delete;
    HostSide& operator=(HostSide const&) = delete;

    playsync_host const& table() const noexcept { return table_; }
    std::string const& data() const noexcept { return data_; }
    /// What a plugin that is activated is told of the network.
    void set_online(bool online) noexcept { online_ = online; }

private:
    static void log(void* self, playsync_log_level level, char const* message) PLAYSYNC_NOEXCEPT;
    static void const* extension(void* self, char const* id) PLAYSYNC_NOEXCEPT;
    static void report(void* self, playsync_report const* report) PLAYSYNC_NOEXCEPT;
    static void network(void* self, std::uint32_t* online,
                        std::uint32_t* metered) PLAYSYNC_NOEXCEPT;

    std::string data_, config_;
    playsync_log_level log_level_;
    Terminal& terminal_;
    std::atomic<bool> online_{true};
    playsync_host_status status_;
    playsync_host_network network_;
    playsync_host table_;
};

} // namespace playsync::standalone
