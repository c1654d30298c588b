// SPDX-License-Identifier: MIT
// What somebody who is to help needs to know, as a file that may be given away: no title, user,
// address or secret is in it. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "web/control.hpp"
#include "web/log_book.hpp"
#include "web/setups.hpp"

namespace playsync::web {

/// A ZIP archive of JSON documents and the log; `epoch` and `seq` are the feed's. The status is as
/// API.md has it, without what a service or a person said.
std::string diagnostics(Status const& status, std::string_view epoch, std::uint64_t seq,
                        std::span<InForce const> settings, std::span<LogEntry const> log);

/// A log line without addresses, folders and mail addresses.
std::string without_places(std::string_view line);

} // namespace playsync::web
