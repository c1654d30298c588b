// SPDX-License-Identifier: MIT
// The parameters of GET /changes. Pure.
#pragma once

#include <string>

#include "web/address.hpp"
#include "web/control.hpp"

namespace playsync::web {

/// Fills `query`. Returns what is wrong with the parameters, empty when nothing is.
std::string read_change_query(Parameters const& given, ChangeQuery& query);

} // namespace playsync::web
