// SPDX-License-Identifier: MIT
// A local watch log: one change a line, as JSON. Needs no account and no network.
#pragma once

#include "plugin/targets/target.hpp"

namespace playsync {

std::unique_ptr<Target> make_journal(ConfigTable& table, TargetContext const& context);

} // namespace playsync
