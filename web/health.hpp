// SPDX-License-Identifier: MIT
// Whether all is well, for those who watch programs: /healthz in words, /readyz as JSON. Pure.
#pragma once

#include <span>
#include <string>

#include "web/request.hpp"

namespace playsync::web {

/// `reasons`: sentences; none: all is well. Both answer 503 when there is one.
Response health_response(std::span<std::string const> reasons);
Response ready_response(std::span<std::string const> reasons);

} // namespace playsync::web
