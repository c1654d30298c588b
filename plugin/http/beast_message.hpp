// SPDX-License-Identifier: MIT
// Our requests and answers as Beast's messages.
#pragma once

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "plugin/http/client.hpp"

namespace playsync::http {

using BeastRequest = boost::beast::http::request<boost::beast::http::string_body>;
using Parser = boost::beast::http::response_parser<boost::beast::http::string_body>;

BeastRequest beast_request(Request const& request, Origin const& origin);
/// Takes the body out of the parser.
Response response_of(Parser& parser);

/// ASCII only.
std::string lower(std::string_view text);

} // namespace playsync::http
