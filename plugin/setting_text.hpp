// SPDX-License-Identifier: MIT
// Settings as the text of a target's file. Pure.
#pragma once

#include <string>

#include "plugin/config_table.hpp"

namespace playsync {

/// A line a key, the type first. ConfigTable reads the same values from it.
std::string setting_text(ConfigValues const& values);

} // namespace playsync
