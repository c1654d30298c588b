// SPDX-License-Identifier: MIT
// What the log says when a target cannot be told any more, and when it can again. Pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "plugin/sync/session.hpp"

namespace playsync {

/// `gate` is unreachable, needs_login or halted; `detail` says what happened.
std::string line_of_trouble(std::string_view target, std::string_view address, Gate gate,
                            std::string_view detail);
std::string line_of_recovery(std::string_view target, std::string_view address,
                             std::chrono::steady_clock::duration lasted);

} // namespace playsync
