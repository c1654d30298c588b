// SPDX-License-Identifier: MIT
// What this installation calls itself to services that keep a list of devices.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace playsync {

/// The same for ever for one data directory and `scope`, and nobody else's: hex digits. Throws
/// std::runtime_error when it cannot be kept.
std::string device_id(std::filesystem::path const& data_dir, std::string_view scope);

} // namespace playsync
