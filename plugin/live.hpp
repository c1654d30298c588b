// SPDX-License-Identifier: MIT
// From a host's event to what a service that shows what plays right now is told.
#pragma once

#include <optional>

#include "plugin/event.hpp"
#include "plugin/targets/target.hpp"

namespace playsync {

/// Nothing for what is no beginning, pause or end, and for what is older than a moment: an event
/// that waited for the store is history.
std::optional<Live> live_of(Event const& event, UnixMs now);

} // namespace playsync
