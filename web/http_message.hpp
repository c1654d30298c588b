// SPDX-License-Identifier: MIT
// Our values as Beast's messages, and Beast's errors as ours. Pure.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "web/request.hpp"

namespace playsync::web {

using Outgoing = boost::beast::http::response<boost::beast::http::string_body>;

/// `is_head`: the body stays here; `keep`: the connection goes on.
Outgoing message_of(Response response, bool is_head, bool keep);
/// Why a request that was not accepted is none.
Problem problem_of(boost::system::error_code const& error);
/// What Beast asks of each chunk's header: an error when its extension is long. Nobody uses them.
void judge_chunk(std::uint64_t size, boost::beast::string_view extension,
                 boost::system::error_code& error);

} // namespace playsync::web
