// SPDX-License-Identifier: MIT
// What a person asks of a playsync that runs already: status, watch, queue, watches.
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
    std::string words;        // a part of what the item is called
    std::uint32_t limit = 50; // of watches too
    // Of watches:
    std::string user;
    bool unsent = false;     // only what no target was told of
    std::string export_form; // jsonl or csv; empty: a list
    std::string forget;      // the name of one; empty: none
};

// Each returns the process's exit code, and throws std::runtime_error when nobody answers.
int show_status(AdminOptions const& options);
int show_queue(AdminOptions const& options);
/// Lists the watch history, prints all of it as a file, or forgets one of it for good.
int show_watches(AdminOptions const& options);
/// Until `stop_fd` is readable. On a terminal the status, kept up to date; elsewhere the status
/// once and a line for each thing that happens.
int watch(AdminOptions const& options, int stop_fd);

} // namespace playsync::standalone
