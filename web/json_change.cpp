// SPDX-License-Identifier: MIT
#include "storage/json_text.hpp"
#include "web/change_query.hpp"
#include "web/json.hpp"

namespace playsync::web {
namespace {

/// Leaves the object open.
void open_change(std::string& out, ChangeView const& change)
{
    auto const& [id, number, standing, body] = change.entry;
    out += "{\"id\":\"";
    id.append_to(out);
    out += '"';
    append_member(out, "target", change.target);
    if (body.size() > 2 && body.front() == '{' && body.back() == '}') {
        out += ',';
        out.append(body, 1, body.size() - 2);
    }
    append_time_member(out, "taken_at", id.time_ms());
    append_member(out, "state", name_of(standing.state));
    append_member(out, "attempts", standing.attempts);
    bool const waits = standing.state == State::pending;
    append_time_or_null(out, "next_attempt_at",
                        waits ? std::optional{standing.next_attempt_at} : std::nullopt);
    bool const tried = standing.last_attempt_at != 0;
    append_time_or_null(out, "last_attempt_at",
                        tried ? std::optional{standing.last_attempt_at} : std::nullopt);
    bool const settled = standing.state == State::synced || standing.state == State::failed;
    append_time_or_null(out, "settled_at",
                        settled ? std::optional{standing.next_attempt_at} : std::nullopt);
    append_key(out, "last_error");
    if (standing.error.kind == ErrorClass::none) {
        out += "null";
    } else {
        out += '{';
        append_error(out, standing.error);
        out += '}';
    }
    append_why(out, change.why);
}

void append_try(std::string& out, Attempt const& attempt)
{
    out += '{';
    append_time_member(out, "at", attempt.at);
    if (attempt.ms >= 0)
        append_member(out, "ms", attempt.ms);
    else
        append_null(out, "ms");
    append_error(out, attempt.error);
    out += '}';
}

} // namespace

void append_change(std::string& out, ChangeView const& change)
{
    open_change(out, change);
    out += '}';
}

std::string change_list_json(ChangeList const& list)
{
    std::string out = "{\"items\":[";
    for (auto const& change : list.items) {
        if (out.back() != '[')
            out += ',';
        append_change(out, change);
    }
    out += ']';
    if (!list.next.empty())
        append_member(out, "next", cursor_text(list.next));
    out += '}';
    return out;
}

std::string change_detail_json(ChangeDetail const& detail)
{
    std::string out;
    open_change(out, detail.view);
    append_key(out, "tries");
    out += '[';
    for (auto const& attempt : detail.tries) {
        if (out.back() != '[')
            out += ',';
        append_try(out, attempt);
    }
    return out += "]}";
}

} // namespace playsync::web
