// SPDX-License-Identifier: MIT
#include "web/http_message.hpp"

#include <boost/beast/http/error.hpp>

namespace playsync::web {

namespace http = boost::beast::http;
using boost::system::error_code;

Outgoing message_of(Response response, bool is_head, bool keep)
{
    Outgoing out{static_cast<http::status>(response.status), 11};
    for (auto const& [name, value] : response.fields)
        out.insert(name, value);
    out.keep_alive(keep);
    if (response.status != 204 && response.status != 304)
        out.content_length(response.body.size());
    if (!is_head)
        out.body() = std::move(response.body);
    return out;
}

Problem problem_of(error_code const& error)
{
    if (error == http::error::body_limit)
        return {413, "too_large", "a body is at most 1 MiB", true};
    return {400, "bad_request", "the request is not HTTP: " + error.message(), true};
}

void judge_chunk(std::uint64_t, boost::beast::string_view extension, error_code& error)
{
    constexpr std::size_t longest = 256;
    if (extension.size() > longest)
        error = http::make_error_code(http::error::bad_chunk_extension);
}

} // namespace playsync::web
