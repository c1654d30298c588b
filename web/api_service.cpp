// SPDX-License-Identifier: MIT
// What a person asks of a target's service: whether it is there, to be let in, to be let out.
#include <array>

#include "storage/json_text.hpp"
#include "web/answer.hpp"
#include "web/api.hpp"
#include "web/json.hpp"
#include "web/members.hpp"

namespace playsync::web {
namespace {

using Refusal = Control::Refusal;

/// `detail`: what a service said that refused.
Problem problem_of(Refusal refusal, std::string const& target, std::string detail)
{
    switch (refusal) {
    case Refusal::too_soon: {
        Problem problem{429, "too_many", "a target is tested once a second"};
        problem.fields.emplace_back("Retry-After", "1");
        return problem;
    }
    case Refusal::needs_none:
        return {409, "no_login", "the service of '" + target + "' wants no log-in here"};
    case Refusal::running:
        return {409, "login_running", "a log-in waits already; see the target's card, or end it"};
    case Refusal::failed:
        return {502, "service_refused", detail.empty() ? "the service said no" : std::move(detail)};
    case Refusal::not_found:
    case Refusal::none:
        break;
    }
    return no_target(target);
}

std::string tested_json(Control::Tested const& tested)
{
    bool well = true;
    std::string steps = "[";
    for (auto const& step : tested.steps) {
        well = well && step.ok;
        steps += steps.size() > 1 ? ",{" : "{";
        append_member(steps, "name", step.name);
        append_flag(steps, "ok", step.ok);
        append_member(steps, "ms", step.ms);
        append_member(steps, "detail", step.detail);
        steps += '}';
    }
    std::string out = "{";
    append_flag(out, "ok", well);
    append_key(out, "steps");
    return out + steps + "]}";
}

net::awaitable<Answer> tested(Control& control, std::string target)
{
    auto const result = co_await control.test(target);
    if (result.refusal != Refusal::none)
        co_return problem_of(result.refusal, target, {});
    co_return json_response(200, tested_json(result));
}

net::awaitable<Answer> logged_in(Control& control, std::string target, LoginGiven given)
{
    auto const result = co_await control.log_in(target, std::move(given));
    if (result.refusal != Refusal::none)
        co_return problem_of(result.refusal, target, result.detail);
    std::string out = "{";
    append_login_members(out, result.login);
    out += '}';
    co_return json_response(result.login.state == "waiting" ? 202 : 200, std::move(out));
}

net::awaitable<Answer> logged_out(Control& control, std::string target)
{
    auto const refusal = co_await control.log_out(target);
    if (refusal != Refusal::none)
        co_return problem_of(refusal, target, {});
    co_return no_content();
}

} // namespace

Reply test_target(Call const& call)
{
    if (auto problem = not_empty(call))
        return std::move(*problem);
    return Later{[&call] { return tested(call.site.control, call.id); }};
}

Reply log_in_target(Call const& call)
{
    constexpr std::array<std::string_view, 3> allowed{"user", "password", "token"};
    std::string wrong;
    auto const members = Members::read(call.request.body, allowed, wrong);
    if (!members)
        return Problem{400, "bad_request", wrong};
    for (auto const name : allowed)
        if (members->has(name) && !members->text(name))
            return Problem{400, "bad_request", "member '" + std::string{name} + "' must be a text"};
    if (members->has("token") && (members->has("user") || members->has("password")))
        return Problem{400, "bad_request", "there is either a token or a user with a password"};
    LoginGiven given;
    given.user = members->text("user").value_or("");
    given.password = playsync::Secret{members->text("password").value_or("")};
    given.token = playsync::Secret{members->text("token").value_or("")};
    return Later{[&call, given] { return logged_in(call.site.control, call.id, given); }};
}

Reply stop_log_in(Call const& call)
{
    if (call.site.control.cancel_log_in(call.id) == Refusal::not_found)
        return no_target(call.id);
    return no_content();
}

Reply log_out_target(Call const& call)
{
    if (auto problem = not_empty(call))
        return std::move(*problem);
    return Later{[&call] { return logged_out(call.site.control, call.id); }};
}

} // namespace playsync::web
