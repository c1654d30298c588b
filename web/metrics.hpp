// SPDX-License-Identifier: MIT
// The state of all, as Prometheus reads it (text format 0.0.4). Pure.
#pragma once

#include <cstddef>
#include <string>

#include "web/control.hpp"

namespace playsync::web {

/// `pages`: how many have an open feed.
std::string metrics_text(Status const& status, Meters const& meters, std::size_t pages);

} // namespace playsync::web
