// SPDX-License-Identifier: MIT
// The feed as server-sent events (the HTML standard's "Server-sent events"). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "web/feed.hpp"
#include "web/request.hpp"

namespace playsync::web {

bool wants_event_stream(Request const& request) noexcept;

/// Where a program says it stands, by Last-Event-ID; nothing when that is none of ours.
std::optional<Standpoint> standpoint_of(Request const& request);

/// The answer's head.
Response event_stream_head();
/// What comes first: after how many ms to come back.
std::string event_stream_opening();
/// `frame` as an event. Its id is where a program stands that has read it; a beat is a comment.
std::string event_text(Frame const& frame, std::string_view epoch);

} // namespace playsync::web
