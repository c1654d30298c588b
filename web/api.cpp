// SPDX-License-Identifier: MIT
#include "web/api.hpp"

#include <array>

#include "storage/json_text.hpp"
#include "web/address.hpp"
#include "web/answer.hpp"
#include "web/handlers.hpp"
#include "web/json.hpp"
#include "web/members.hpp"
#include "web/openapi.hpp"

namespace playsync::web {
namespace {

Response status_response(Site& site, unsigned code)
{
    std::string out;
    append_status(out, site.control.status(), site.feed.epoch(), site.feed.seq());
    return json_response(code, std::move(out));
}

Reply card_response(Call const& call)
{
    auto const card = call.site.control.card(call.id);
    if (!card)
        return no_target(call.id);
    std::string out;
    append_card(out, *card);
    return json_response(202, std::move(out));
}

Response opened(unsigned code, std::string_view key, Opened const& made, bool has_scope)
{
    std::string out = "{";
    append_member(out, key, made.token);
    append_time_member(out, "expires", made.expires);
    if (has_scope)
        append_member(out, "scope", "admin");
    out += '}';
    return json_response(code, std::move(out));
}

Reply open_session(Call const& call)
{
    constexpr std::array<std::string_view, 2> allowed{"code", "token"};
    std::string wrong;
    auto const members = Members::read(call.request.body, allowed, wrong);
    if (!members)
        return bad_request(wrong);
    auto const code = members->text("code");
    auto const token = members->text("token");
    if (members->has("code") == members->has("token") || (!code && !token))
        return bad_request("there must be a text 'code' or a text 'token'");
    auto& sessions = call.site.sessions;
    auto const now = call.site.control.now();
    auto const made =
        code ? sessions.open_with_code(*code, now) : sessions.open_with_token(*token, now);
    if (!made)
        return denied(call.site, code ? "the code is not valid: wrong, used or too old"
                                      : "the token is not valid");
    if (call.site.log)
        call.site.log(2, "admin page: a session was opened");
    return opened(201, "token", *made, true);
}

Reply show_session(Call const& call)
{
    auto& sessions = call.site.sessions;
    std::string out = "{";
    append_member(out, "scope", "admin");
    append_key(out, "expires");
    if (auto const end = sessions.expires(call.caller))
        append_json_string(out, time_text(*end));
    else
        out += "null";
    append_count(out, "others", sessions.others(call.caller));
    out += '}';
    return json_response(200, std::move(out));
}

Reply close_session(Call const& call)
{
    using enum Sessions::Which;
    constexpr std::array<std::string_view, 2> allowed{"others", "all"};
    std::string wrong;
    auto const parameters = read_query(call.query, allowed, wrong);
    if (!parameters)
        return bad_request(wrong);
    for (auto const& [name, value] : *parameters)
        if (!value.empty())
            return bad_request("parameter '" + name + "' has no value");
    if (parameters->size() > 1)
        return bad_request("'others' and 'all' exclude each other");
    auto const which = parameters->empty() ? own : parameters->contains("all") ? all : others;
    call.site.sessions.close(call.caller, which);
    if (call.site.log && which != own)
        call.site.log(2, "admin page: sessions were signed out");
    return no_content();
}

Reply make_code(Call const& call)
{
    if (auto problem = not_empty(call))
        return std::move(*problem);
    return opened(201, "code", call.site.sessions.new_code(call.site.control.now()), false);
}

Reply show_status(Call const& call)
{
    return status_response(call.site, 200);
}

Reply show_targets(Call const& call)
{
    std::string out = "{\"items\":[";
    for (auto const& card : call.site.control.status().cards) {
        if (out.back() != '[')
            out += ',';
        append_card(out, card);
    }
    return json_response(200, out += "]}");
}

template <bool (Control::*command)(std::string_view)>
Reply command_target(Call const& call)
{
    if (auto problem = not_empty(call))
        return std::move(*problem);
    if (!(call.site.control.*command)(call.id))
        return no_target(call.id);
    return card_response(call);
}

template <bool (Control::*command)(std::string_view)>
Reply command_all(Call const& call)
{
    if (auto problem = not_empty(call))
        return std::move(*problem);
    (call.site.control.*command)({});
    return status_response(call.site, 202);
}

Reply process_queue(Call const& call)
{
    if (auto problem = not_empty(call))
        return std::move(*problem);
    call.site.control.process_queue();
    return status_response(call.site, 202);
}

Reply reload_config(Call const& call)
{
    if (auto problem = not_empty(call))
        return std::move(*problem);
    std::string out = R"({"errors":[)";
    for (auto const& error : call.site.control.reload_config()) {
        out += out.ends_with('[') ? "" : ",";
        append_json_string(out, error);
    }
    return json_response(200, out += "]}");
}

Reply show_document(Call const&)
{
    return json_response(200, std::string{openapi_json()});
}

Reply want_upgrade(Call const&)
{
    Problem problem{426, "upgrade_required", "this is a WebSocket or an event stream", true};
    problem.fields = {{"Upgrade", "websocket"}, {"Connection", "Upgrade"}};
    return problem;
}

// clang-format off
constexpr Route table[] = {
    {"POST",   "/session",            open_session, true},
    {"GET",    "/session",            show_session},
    {"DELETE", "/session",            close_session},
    {"POST",   "/session/code",       make_code},
    {"GET",    "/status",             show_status},
    {"GET",    "/targets",            show_targets},
    {"GET",    "/targets/*",          show_target},
    {"PUT",    "/targets/*",          put_target},
    {"DELETE", "/targets/*",          delete_target},
    {"POST",   "/targets/*/pause",    command_target<&Control::pause>},
    {"POST",   "/targets/*/resume",   command_target<&Control::resume>},
    {"POST",   "/targets/*/sync",     command_target<&Control::sync_now>},
    {"POST",   "/targets/*/test",     test_target},
    {"POST",   "/targets/*/login",    log_in_target},
    {"DELETE", "/targets/*/login",    stop_log_in},
    {"POST",   "/targets/*/logout",   log_out_target},
    {"POST",   "/pause",              command_all<&Control::pause>},
    {"POST",   "/resume",             command_all<&Control::resume>},
    {"POST",   "/sync",               command_all<&Control::sync_now>},
    {"POST",   "/process_queue",      process_queue},
    {"POST",   "/reload_config",      reload_config},
    {"GET",    "/changes",            show_changes},
    {"GET",    "/changes/*",          show_change},
    {"POST",   "/changes/*/retry",    retry_change},
    {"POST",   "/changes/*/park",     park_change},
    {"PUT",    "/changes/*/match",    match_change},
    {"POST",   "/retry",              retry_changes},
    {"POST",   "/discard",            discard_changes},
    {"POST",   "/undo",               undo_discard},
    {"GET",    "/history",            show_history},
    {"GET",    "/log",                show_log},
    {"GET",    "/config",             show_config},
    {"GET",    "/diagnostics",        show_diagnostics, false, false, true},
    {"GET",    "/watches",            show_watches},
    {"GET",    "/watches/export",     export_watches, false, false, true},
    {"POST",   "/watches/forget",     forget_watches},
    {"DELETE", "/watches/*",          forget_watch},
    {"GET",    "/series",             show_series},
    {"GET",    "/export",             export_changes, false, false, true},
    {"GET",    "/events",             want_upgrade, false, true},
    {"GET",    "/openapi.json",       show_document},
};
// clang-format on

} // namespace

Problem bad_request(std::string detail)
{
    return {400, "bad_request", std::move(detail)};
}

std::optional<Problem> not_matching(Call const& call, std::string_view tag)
{
    if (count(call.request, "If-Match") == 0)
        return Problem{428, "condition_missing", "If-Match with the ETag that was seen is needed"};
    if (!lists(call.request, "If-Match", tag) && !lists(call.request, "If-Match", "*"))
        return Problem{412, "changed", "it was changed meanwhile: look again"};
    return std::nullopt;
}

std::span<Route const> api_routes() noexcept
{
    return table;
}

Problem no_target(std::string_view id)
{
    return {404, "not_found", "there is no target '" + std::string{id} + "'"};
}

std::optional<Problem> not_empty(Call const& call)
{
    std::string wrong;
    if (Members::read(call.request.body, {}, wrong))
        return std::nullopt;
    return bad_request(wrong);
}

Response no_content()
{
    Response response;
    response.status = 204;
    response.fields.emplace_back("Cache-Control", "no-store");
    return response;
}

Problem denied(Site& site, std::string detail)
{
    auto const miss = site.sessions.note_miss(site.control.now());
    if (site.log)
        site.log(3, "admin page: a code or token was refused");
    if (!miss.retry_after_s)
        return {401, "unauthorised", std::move(detail)};
    Problem problem{429, "too_many", "too many wrong codes or tokens; the right one still works"};
    problem.fields.emplace_back("Retry-After", std::to_string(*miss.retry_after_s));
    return problem;
}

} // namespace playsync::web
