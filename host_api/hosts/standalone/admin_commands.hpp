// SPDX-License-Identifier: MIT
// What a person asks of a playsync that runs already: status, watch, queue.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace playsync::standalone {

struct AdminOptions {
    std::filesystem::path data;
    bool json = false; // as the API has it
    // Of the queue:
    std::string state; // pending, synced, failed; empty: all
    std::string target;
    std::string words; // a part of what the item is called
    std::uint32_t limit = 50;
};

// Each returns the process's exit code, and throws std::runtime_error when nobody answers.
int show_status(AdminOptions const& options);
int show_queue(AdminOptions const& options);
/// Until `stop_fd` is readable. On a terminal the status, kept up to date; elsewhere the status
/// once and a line for each thing that happens.
int watch(AdminOptions const& options, int stop_fd);

} // namespace playsync::standalone
