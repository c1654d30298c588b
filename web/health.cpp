// SPDX-License-Identifier: MIT
#include "web/health.hpp"

#include "storage/json_text.hpp"
#include "web/answer.hpp"

namespace playsync::web {
namespace {

unsigned status_of(std::span<std::string const> reasons) noexcept
{
    return reasons.empty() ? 200 : 503;
}

} // namespace

Response health_response(std::span<std::string const> reasons)
{
    Response response;
    response.status = status_of(reasons);
    for (auto const& reason : reasons)
        response.body += reason + '\n';
    if (reasons.empty())
        response.body = "ok";
    response.fields.emplace_back("Content-Type", "text/plain; charset=utf-8");
    response.fields.emplace_back("Cache-Control", "no-store");
    return response;
}

Response ready_response(std::span<std::string const> reasons)
{
    std::string out = reasons.empty() ? R"({"ready":true)" : R"({"ready":false)";
    out += R"(,"reasons":[)";
    for (auto const& reason : reasons) {
        out += out.ends_with('[') ? "" : ",";
        append_json_string(out, reason);
    }
    return json_response(status_of(reasons), out += "]}");
}

} // namespace playsync::web
