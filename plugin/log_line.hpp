// SPDX-License-Identifier: MIT
// What may stand in a log: one printable line that gives no secret away. Pure.
#pragma once

#include <string>
#include <string_view>

namespace playsync {

/// As printable(); and what stands where secrets stand (behind Bearer and Token, in an address
/// before an @ and behind a ?, in a page's #code=) becomes ***.
std::string log_line(std::string_view text);

} // namespace playsync
