// SPDX-License-Identifier: MIT
// sd_notify(3) without its library.
#pragma once

#include <string_view>

namespace playsync::standalone {

/// Tells systemd `state` ("READY=1"), when it asked to be told; else does nothing.
void notify_systemd(std::string_view state) noexcept;

} // namespace playsync::standalone
