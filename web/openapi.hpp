// SPDX-License-Identifier: MIT
// openapi.json, as it is served.
#pragma once

#include <string_view>

namespace playsync::web {

std::string_view openapi_json() noexcept;

} // namespace playsync::web
