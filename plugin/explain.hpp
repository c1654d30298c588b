// SPDX-License-Identifier: MIT
// Why a change stands where it stands, as far as it knows itself. A code of API.md and its words.
#pragma once

#include "web/control.hpp"

namespace playsync {

web::Why explain(Standing const& standing, UnixMs now);

} // namespace playsync
