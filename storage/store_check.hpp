// SPDX-License-Identifier: MIT
// Reads a store's file without LMDB, which kills the process that maps a damaged one: LMDB trusts
// every page number it meets. The layout is LMDB 0.9's on this machine (mdb.c, "page layout").
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace playsync {

/// Nothing when `file` is whole enough to be mapped, else what is wrong with it.
/// `thorough` walks every page that is reachable; without it only the two meta pages and the
/// file's length are looked at. A file that does not exist is whole.
std::optional<std::string> find_damage(std::filesystem::path const& file, bool thorough);

/// Whether one of the two meta pages tells of a commit: without one there is nothing to rescue.
bool holds_a_commit(std::filesystem::path const& file);

/// Called with the database's name, the key and the value of each entry.
using EntryVisitor =
    std::function<void(std::string_view database, std::string_view key, std::string_view value)>;

/// Visits what can still be read of a damaged file; passes over what cannot. The views are valid
/// during the call.
void visit_intact_entries(std::filesystem::path const& file, EntryVisitor const& visit);

} // namespace playsync
