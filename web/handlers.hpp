// SPDX-License-Identifier: MIT
// What the paths of the API do, for the table in api.cpp, and what they have in common.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "web/api.hpp"

namespace playsync::web {

// How targets are set up.
Reply show_target(Call const& call);
Reply put_target(Call const& call);
Reply delete_target(Call const& call);

// Changes, one or many.
Reply show_changes(Call const& call);
Reply show_history(Call const& call);
Reply show_change(Call const& call);
Reply retry_change(Call const& call);
Reply park_change(Call const& call);
Reply match_change(Call const& call);
Reply retry_changes(Call const& call);
Reply discard_changes(Call const& call);
Reply undo_discard(Call const& call);

// The plugin itself.
Reply show_log(Call const& call);
Reply show_config(Call const& call);
Reply show_diagnostics(Call const& call);

Reply show_series(Call const& call);

/// Changes as a file.
Reply export_changes(Call const& call);

// The watch history.
Reply show_watches(Call const& call);
Reply export_watches(Call const& call);
Reply forget_watch(Call const& call);
Reply forget_watches(Call const& call);

/// Of a file that is saved, with nothing in it but letters, digits and dashes.
std::string file_name(std::string_view what, std::string_view format, UnixMs now);
/// An answer that is to be saved, without its body yet.
Response file_response(std::string type, std::string const& name);
Problem bad_request(std::string detail);
/// Goes on though nobody waits for it any more: half of a bulk order is worse than all of it.
net::awaitable<BulkResult> carry_out(Changes& changes, BulkOrder order);
/// What is wrong with If-Match, of a path whose version is now `tag`: 428 or 412.
std::optional<Problem> not_matching(Call const& call, std::string_view tag);

} // namespace playsync::web
