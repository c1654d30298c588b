// SPDX-License-Identifier: MIT
// Whether all is well, for those who watch programs: /healthz in words, /readyz as JSON. Pure.
#pragma once

#include <span>

#include "web/control.hpp"
#include "web/request.hpp"

namespace playsync::web {

/// No ailment: all is well; with one both answer 503. `known` is whether the caller is signed in:
/// an outsider is told codes, each once, and no name.
Response health_response(std::span<Ailment const> ailments, bool known);
Response ready_response(std::span<Ailment const> ailments, bool known);

} // namespace playsync::web
