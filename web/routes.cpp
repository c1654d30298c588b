// SPDX-License-Identifier: MIT
#include "web/routes.hpp"

#include <algorithm>
#include <exception>

#include "web/address.hpp"
#include "web/answer.hpp"
#include "web/checks.hpp"
#include "web/event_stream.hpp"
#include "web/health.hpp"
#include "web/metrics.hpp"

namespace playsync::web {
namespace {

constexpr std::string_view api_root = "/api/v1";
constexpr std::string_view health_path = "/healthz";
constexpr std::string_view ready_path = "/readyz";
constexpr std::string_view metrics_path = "/metrics";

bool is_api(std::string_view path) noexcept
{
    return path == "/api" || path.starts_with("/api/");
}

/// A HEAD is a GET whose body stays here.
std::string_view verb_of_route(Request const& request) noexcept
{
    return request.method == "HEAD" ? "GET" : request.method;
}

Problem not_allowed(std::string allow)
{
    Problem problem{405, "method_not_allowed", "this path takes " + allow};
    problem.fields.emplace_back("Allow", std::move(allow));
    return problem;
}

std::string_view bearer(std::string_view authorization) noexcept
{
    constexpr std::string_view scheme = "Bearer ";
    if (!same_word(authorization.substr(0, scheme.size()), scheme))
        return {};
    return trimmed(authorization.substr(scheme.size()));
}

struct Found {
    Route const* route = nullptr;
    std::string_view segment;
    std::string allow; // the methods of the path; empty: there is no such path
};

Found find_route(std::string_view method, std::string_view path)
{
    Found found;
    if (!path.starts_with(api_root))
        return found;
    path.remove_prefix(api_root.size());
    for (auto const& route : api_routes()) {
        std::string_view segment;
        if (!fits(route.path, path, segment))
            continue;
        found.allow += (found.allow.empty() ? "" : ", ") + std::string{route.method};
        if (route.method == "GET")
            found.allow += ", HEAD";
        if (route.method == method) {
            found.route = &route;
            found.segment = segment;
        }
    }
    return found;
}

} // namespace

Routes::Routes(Site site, Page page, Doors doors)
    : site_(std::move(site)),
      page_(std::move(page)),
      doors_(std::move(doors))
{
}

Admission Routes::begin()
{
    Admission admission;
    auto const number = std::to_string(++requests_);
    constexpr std::size_t width = 6;
    admission.instance = "r-" + std::string(width - std::min(width, number.size()), '0') + number;
    return admission;
}

void Routes::refuse_with(Admission& admission, Problem problem)
{
    admission.refused = problem_response(std::move(problem), admission.instance);
    add_security_fields(*admission.refused);
}

Response Routes::refusal(Problem problem)
{
    auto admission = begin();
    refuse_with(admission, std::move(problem));
    return std::move(*admission.refused);
}

Response Routes::full()
{
    return refusal({503, "full", "as many pages are open as there may be", true});
}

/// Not more than one a minute: whoever floods the server must not flood the log.
void Routes::note_refusal(Problem const& problem)
{
    constexpr UnixMs minute = 60 * 1000;
    auto const now = site_.control.now();
    bool const is_foreign = problem.status == 403 || problem.status == 421;
    if (!site_.log || !is_foreign || (now >= noted_ && now - noted_ < minute))
        return;
    noted_ = now;
    site_.log(3, "admin page: a request was refused: " + problem.detail);
}

Admission Routes::admit(Request const& head)
{
    auto admission = begin();
    if (auto problem = refuse(head, doors_.host_names)) {
        note_refusal(*problem);
        refuse_with(admission, std::move(*problem));
        return admission;
    }
    auto const path = split_target(head.target).path;
    if (is_api(path))
        admit_api(admission, head, path);
    else
        admit_outside(admission, head, path);
    return admission;
}

/// Who asks, by the bearer token; what is wrong when nobody does.
std::optional<Problem> Routes::sign_in(Admission& admission, Request const& head)
{
    auto const authorization = field(head, "Authorization");
    if (!authorization || count(head, "Authorization") > 1) {
        Problem missing{401, "unauthorised", "a bearer token is needed"};
        missing.fields.emplace_back("WWW-Authenticate", "Bearer");
        return missing;
    }
    admission.caller = site_.sessions.caller(bearer(*authorization), site_.control.now());
    if (admission.caller)
        return std::nullopt;
    auto problem = denied(site_, "the token is not valid");
    problem.fields.emplace_back("WWW-Authenticate", "Bearer");
    return problem;
}

void Routes::admit_api(Admission& admission, Request const& head, std::string_view path)
{
    auto const found = find_route(verb_of_route(head), path);
    bool const is_feed = found.route && found.route->upgrades;
    if (is_feed && wants_websocket(head)) {
        admission.route = found.route;
        return admit_upgrade(admission, head);
    }
    if (!found.route || !found.route->is_open)
        if (auto problem = sign_in(admission, head))
            return refuse_with(admission, std::move(*problem));
    auto const id = percent_decoded(found.segment);
    if (found.allow.empty() || !id)
        return refuse_with(admission, {404, "not_found", "there is no such path"});
    if (!found.route)
        return refuse_with(admission, not_allowed(found.allow));
    bool const is_event_stream = is_feed && wants_event_stream(head);
    if (!is_event_stream && !found.route->is_file && !accepts_json(head))
        return refuse_with(admission, {406, "not_acceptable", "the answer is application/json"});
    bool const takes_body = found.route->method == "POST" || found.route->method == "PUT";
    if (takes_body && !sends_json(head))
        return refuse_with(admission, {415, "wrong_type", "the body must be application/json"});
    if (!takes_body && has_body(head))
        return refuse_with(admission, {400, "bad_request", "this takes no body", true});
    admission.route = found.route;
    admission.id = *id;
    admission.is_event_stream = is_event_stream;
}

/// A browser's upgrade has Origin, which was judged, and brings its token in hello. Whoever has
/// no Origin is no browser, and can send the token at once.
void Routes::admit_upgrade(Admission& admission, Request const& head)
{
    bool const is_browser = field(head, "Origin").has_value();
    if (!is_browser || field(head, "Authorization"))
        if (auto problem = sign_in(admission, head))
            return refuse_with(admission, std::move(*problem));
    if (field(head, "Sec-WebSocket-Version") != "13" || count(head, "Sec-WebSocket-Key") != 1)
        return refuse_with(admission, {400, "bad_request", "the handshake must be version 13's"});
    admission.is_websocket = true;
}

/// What is no part of the API: the page and what watches programs. Whoever brings a token is judged
/// by it, also where none is needed.
void Routes::admit_outside(Admission& admission, Request const& head, std::string_view path)
{
    bool const is_metrics = path == metrics_path;
    bool const is_watch = is_metrics || path == health_path || path == ready_path;
    bool const is_known = is_watch || page_.has(path);
    bool const is_open = !is_metrics || admits(doors_.metrics_allow, head.peer);
    if (!is_open || (is_watch && count(head, "Authorization") > 0))
        if (auto problem = sign_in(admission, head))
            return refuse_with(admission, std::move(*problem));
    if (!is_known)
        refuse_with(admission, {404, "not_found", "there is no such path"});
    else if (verb_of_route(head) != "GET")
        refuse_with(admission, not_allowed("GET, HEAD"));
}

Response Routes::outside(Admission const& admission, std::string_view path,
                         Request const& request) const
{
    bool const known = admission.caller.has_value();
    if (path == health_path)
        return health_response(site_.control.ailments(), known);
    if (path == ready_path)
        return ready_response(site_.control.ailments(), known);
    if (path == metrics_path)
        return metrics();
    return page_.answer(path, request);
}

Response Routes::metrics() const
{
    auto const& control = site_.control;
    Response response;
    response.body = metrics_text(control.status(), control.meters(), site_.feed.pages());
    response.fields.emplace_back("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    response.fields.emplace_back("Cache-Control", "no-store");
    return response;
}

net::awaitable<Answer> Routes::run(Admission const& admission, Request const& request)
{
    auto const [path, query] = split_target(request.target);
    if (!admission.route)
        co_return outside(admission, path, request);
    Call const call{site_, request, admission.id, query, admission.caller.value_or(Caller{})};
    auto reply = admission.route->run(call);
    if (auto const* later = std::get_if<Later>(&reply))
        co_return co_await (*later)();
    if (auto* problem = std::get_if<Problem>(&reply))
        co_return std::move(*problem);
    co_return std::get<Response>(std::move(reply));
}

net::awaitable<Response> Routes::answer(Admission const& admission, Request const& request)
{
    Answer answer;
    try {
        answer = co_await run(admission, request);
    } catch (std::exception const& e) {
        if (site_.log)
            site_.log(4, "admin page: request " + admission.instance + ": " + e.what());
        answer = Problem{500, "internal", "the log has the reason under " + admission.instance};
    }
    auto response = dressed(std::move(answer), admission);
    add_security_fields(response);
    co_return response;
}

Response Routes::dressed(Answer answer, Admission const& admission) const
{
    if (auto* problem = std::get_if<Problem>(&answer))
        return problem_response(std::move(*problem), admission.instance);
    auto response = std::get<Response>(std::move(answer));
    if (admission.route && admission.route->method != "GET")
        response.fields.emplace_back("Playsync-Seq",
                                     site_.feed.epoch() + '.' + std::to_string(site_.feed.seq()));
    return response;
}

} // namespace playsync::web
