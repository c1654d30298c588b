// SPDX-License-Identifier: MIT
// A Jellyfin server, 10.9 or later, and one user's play states there.
#pragma once

#include "plugin/targets/target.hpp"

namespace playsync {

std::unique_ptr<Target> make_jellyfin(ConfigTable& table, TargetContext const& context);

} // namespace playsync
