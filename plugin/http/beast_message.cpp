// SPDX-License-Identifier: MIT
#include "plugin/http/beast_message.hpp"

#include <algorithm>

namespace playsync::http {

namespace beast = boost::beast;

std::string lower(std::string_view text)
{
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

BeastRequest beast_request(Request const& request, Origin const& origin)
{
    BeastRequest out;
    out.method_string(request.method);
    out.target(request.path);
    out.version(11);
    out.set(beast::http::field::host, origin.host_header());
    out.set(beast::http::field::user_agent,
            "playsync/" PLAYSYNC_VERSION_TEXT " (durable playback sync plugin)");
    out.set(beast::http::field::accept_encoding, "identity");
    for (auto const& [name, value] : request.headers)
        out.set(name, value);
    out.body() = request.body;
    out.prepare_payload();
    return out;
}

Response response_of(Parser& parser)
{
    Response response;
    response.status = parser.get().result_int();
    for (auto const& field : parser.get())
        response.headers.emplace_back(lower(std::string_view{field.name_string()}), field.value());
    response.body = std::move(parser.get().body());
    return response;
}

std::string_view Response::header(std::string_view name) const noexcept
{
    for (auto const& [key, value] : headers)
        if (key == name)
            return value;
    return {};
}

} // namespace playsync::http
