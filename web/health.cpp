// SPDX-License-Identifier: MIT
#include "web/health.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "storage/json_text.hpp"
#include "web/answer.hpp"

namespace playsync::web {
namespace {

std::vector<std::string_view> reasons_for(std::span<Ailment const> ailments, bool known)
{
    std::vector<std::string_view> reasons;
    for (auto const& each : ailments) {
        auto const reason = known ? std::string_view{each.sentence} : each.code;
        if (std::ranges::find(reasons, reason) == reasons.end())
            reasons.push_back(reason);
    }
    return reasons;
}

unsigned status_of(std::span<Ailment const> ailments) noexcept
{
    return ailments.empty() ? 200 : 503;
}

} // namespace

Response health_response(std::span<Ailment const> ailments, bool known)
{
    Response response;
    response.status = status_of(ailments);
    for (auto const reason : reasons_for(ailments, known))
        response.body.append(reason) += '\n';
    if (ailments.empty())
        response.body = "ok";
    response.fields.emplace_back("Content-Type", "text/plain; charset=utf-8");
    response.fields.emplace_back("Cache-Control", "no-store");
    return response;
}

Response ready_response(std::span<Ailment const> ailments, bool known)
{
    std::string out = ailments.empty() ? R"({"ready":true)" : R"({"ready":false)";
    out += R"(,"reasons":[)";
    for (auto const reason : reasons_for(ailments, known)) {
        out += out.ends_with('[') ? "" : ",";
        append_json_string(out, reason);
    }
    return json_response(status_of(ailments), out += "]}");
}

} // namespace playsync::web
