// SPDX-License-Identifier: MIT
// What an HTTP answer means where a service says nothing special.
#pragma once

#include <optional>
#include <string>

#include "plugin/http/client.hpp"
#include "plugin/sync/outcome.hpp"

namespace playsync::http {

/// RFC 9110 section 15 and the error classes of the engine; 2xx is none.
ErrorClass class_of(unsigned status) noexcept;

/// Retry-After, seconds or a date (RFC 9110 section 10.2.3); a date in the past is 0.
std::optional<Millis> retry_after(Response const& response, UnixMs now);

/// At most 300 bytes of what the body says, on one line; its "error", "message" or "detail"
/// member when it is JSON, and nothing of it when it is HTML.
std::string words_of(Response const& response);

/// Whether the body begins as HTML or XML do: no service here answers so.
bool is_web_page(Response const& response) noexcept;

/// What a 2xx means whose body is not what the service says of success: a web page is a portal or a
/// proxy, and anything else may be an answer that was cut short.
LastError not_of_success(Response const& response);

/// Class, status, words and Retry-After together.
Outcome outcome_of(Response const& response, UnixMs now);
Outcome outcome_of(Failure const& failure);

/// What went wrong, without a word of the server's own.
std::string in_brief(Outcome const& outcome);

} // namespace playsync::http
