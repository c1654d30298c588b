// SPDX-License-Identifier: MIT
// From a data directory to a queue, whatever state the file is in.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "storage/data_dir.hpp"
#include "storage/lmdb_queue.hpp"

namespace playsync {

struct OpenedStore {
    std::unique_ptr<LmdbQueue> queue;
    std::string notice;        // what a person should know; empty: nothing
    std::uint64_t rescued = 0; // changes taken over from a damaged file
};

/// Checks the file by plain reads first. A damaged one is set aside, never deleted, and what is
/// intact in it goes into a new one; who is killed meanwhile leaves the rest to the next call.
/// Throws std::runtime_error when there is no way to go on.
OpenedStore open_store(DataDir& directory, StoreOptions const& options);

} // namespace playsync
