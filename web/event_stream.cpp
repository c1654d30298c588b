// SPDX-License-Identifier: MIT
#include "web/event_stream.hpp"

#include <charconv>

#include "web/answer.hpp"

namespace playsync::web {
namespace {

constexpr int retry_ms = 2000;

/// A welcome is told before what was missed, and a farewell says nothing new: coming back with
/// their seq, a program could miss something.
bool says_where_one_stands(Frame const& frame) noexcept
{
    return frame.type != "welcome" && frame.type != "bye";
}

} // namespace

bool wants_event_stream(Request const& request) noexcept
{
    return request.method == "GET" && accepts(request, "text/event-stream");
}

std::optional<Standpoint> standpoint_of(Request const& request)
{
    auto const id = field(request, "Last-Event-ID").value_or("");
    auto const dot = std::min(id.find('.'), id.size());
    auto const digits = id.substr(std::min(dot + 1, id.size()));
    Standpoint at{std::string{id.substr(0, dot)}, 0};
    auto const end = digits.data() + digits.size();
    auto const [read, error] = std::from_chars(digits.data(), end, at.since);
    if (at.epoch.empty() || error != std::errc{} || read != end)
        return std::nullopt;
    return at;
}

Response event_stream_head()
{
    Response response;
    response.fields = {{"Content-Type", "text/event-stream"},
                       {"Cache-Control", "no-store"},
                       {"X-Accel-Buffering", "no"}}; // a proxy must not hold events back
    response.close = true;
    add_security_fields(response);
    return response;
}

std::string event_stream_opening()
{
    return "retry: " + std::to_string(retry_ms) + "\n\n";
}

std::string event_text(Frame const& frame, std::string_view epoch)
{
    if (frame.type == "beat")
        return ": beat\n\n";
    std::string out = "event: ";
    out.append(frame.type) += '\n';
    if (says_where_one_stands(frame))
        out.append("id: ").append(epoch).append(1, '.').append(std::to_string(frame.seq)) += '\n';
    return out.append("data: ").append(frame.json) += "\n\n";
}

} // namespace playsync::web
