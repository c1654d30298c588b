// SPDX-License-Identifier: MIT
// Films and episodes to Trakt: plays with their time, positions, and what plays right now.
#pragma once

#include "plugin/targets/target.hpp"

namespace playsync {

std::unique_ptr<Target> make_trakt(ConfigTable& table, TargetContext const& context);

} // namespace playsync
