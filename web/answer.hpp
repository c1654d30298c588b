// SPDX-License-Identifier: MIT
// How answers are dressed: problem documents, and the header fields every answer carries. Pure.
#pragma once

#include <string>
#include <string_view>

#include "web/request.hpp"

namespace playsync::web {

/// RFC 9457; `instance` is what the log knows the request by.
Response problem_response(Problem problem, std::string_view instance);
Response json_response(unsigned status, std::string body);

/// Adds what keeps the page to itself. Never a cookie, never a server's name.
void add_security_fields(Response& response);

/// What a status is called.
std::string_view title_of(unsigned status) noexcept;

/// Whether the request's Accept lets JSON pass.
bool accepts_json(Request const& request) noexcept;
/// Whether the body is said to be JSON in UTF-8.
bool sends_json(Request const& request) noexcept;
bool accepts_gzip(Request const& request) noexcept;
/// Whether Accept names this media type itself.
bool accepts(Request const& request, std::string_view media_type) noexcept;

} // namespace playsync::web
