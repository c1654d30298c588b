// SPDX-License-Identifier: MIT
#include "web/answer.hpp"

#include <algorithm>
#include <array>

#include "storage/json_text.hpp"

namespace playsync::web {
namespace {

struct Title {
    unsigned status;
    std::string_view text;
};

// clang-format off
constexpr Title titles[] = {
    {400, "Bad request"},
    {401, "Sign in first"},
    {403, "Cross-origin request"},
    {404, "Not found"},
    {405, "Method not allowed"},
    {406, "Not acceptable"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Changed meanwhile"},
    {413, "Too large"},
    {414, "Target too long"},
    {415, "Wrong media type"},
    {421, "Misdirected request"},
    {426, "Upgrade required"},
    {428, "Condition needed"},
    {429, "Too many tries"},
    {431, "Header too large"},
    {500, "Internal error"},
    {501, "Not implemented"},
    {502, "Refused by the service"},
    {503, "Unavailable"},
};
// clang-format on

constexpr std::string_view content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

/// The first parts of each element of a comma-separated field whose weight is not 0.
template <class Matches>
bool any_range(std::string_view list, Matches const& matches)
{
    while (!list.empty()) {
        auto const comma = std::min(list.find(','), list.size());
        auto const element = list.substr(0, comma);
        list.remove_prefix(std::min(comma + 1, list.size()));
        auto const semicolon = std::min(element.find(';'), element.size());
        auto weight = element.substr(semicolon);
        auto const equals = weight.find("q=");
        weight = equals == std::string_view::npos ? "1" : trimmed(weight.substr(equals + 2));
        bool const is_refused = weight.find_first_not_of("0.") == std::string_view::npos;
        if (!is_refused && matches(trimmed(element.substr(0, semicolon))))
            return true;
    }
    return false;
}

void append_errors(std::string& out, std::vector<MemberError> const& errors)
{
    if (errors.empty())
        return;
    append_key(out, "errors");
    out += '[';
    for (auto const& each : errors) {
        out += out.back() == '[' ? "{" : ",{";
        append_member(out, "pointer", each.pointer);
        append_member(out, "code", each.code);
        append_member(out, "detail", each.detail);
        out += '}';
    }
    out += ']';
}

} // namespace

std::string_view title_of(unsigned status) noexcept
{
    auto const found = std::ranges::find(titles, status, &Title::status);
    return found == std::end(titles) ? std::string_view{"Error"} : found->text;
}

Response problem_response(Problem problem, std::string_view instance)
{
    Response response;
    response.status = problem.status;
    response.close = problem.close;
    response.fields = std::move(problem.fields);
    response.fields.emplace_back("Content-Type", "application/problem+json");
    response.fields.emplace_back("Cache-Control", "no-store");
    auto& out = response.body;
    out = "{";
    append_member(out, "type", "API.md#" + std::string{problem.code});
    append_member(out, "title", title_of(problem.status));
    append_member(out, "status", std::int64_t{problem.status});
    append_member(out, "code", problem.code);
    append_member(out, "detail", problem.detail);
    append_member(out, "instance", instance);
    append_errors(out, problem.errors);
    out += '}';
    return response;
}

Response json_response(unsigned status, std::string body)
{
    Response response;
    response.status = status;
    response.body = std::move(body);
    response.fields.emplace_back("Content-Type", "application/json");
    response.fields.emplace_back("Cache-Control", "no-store");
    return response;
}

void add_security_fields(Response& response)
{
    auto& fields = response.fields;
    fields.emplace_back("Content-Security-Policy", content_policy);
    fields.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
    fields.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
    fields.emplace_back("X-Content-Type-Options", "nosniff");
    fields.emplace_back("Referrer-Policy", "no-referrer");
}

bool accepts_json(Request const& request) noexcept
{
    auto const accept = field(request, "Accept");
    return !accept || any_range(*accept, [](std::string_view range) {
        return same_word(range, "application/json") || same_word(range, "application/*") ||
               range == "*/*";
    });
}

bool accepts(Request const& request, std::string_view media_type) noexcept
{
    auto const accept = field(request, "Accept");
    return accept &&
           any_range(*accept, [&](std::string_view range) { return same_word(range, media_type); });
}

bool sends_json(Request const& request) noexcept
{
    if (count(request, "Content-Type") != 1)
        return false;
    auto const type = *field(request, "Content-Type");
    auto const semicolon = std::min(type.find(';'), type.size());
    if (!same_word(trimmed(type.substr(0, semicolon)), "application/json"))
        return false;
    auto const parameter = trimmed(type.substr(std::min(semicolon + 1, type.size())));
    return parameter.empty() || same_word(parameter, "charset=utf-8") ||
           same_word(parameter, "charset=\"utf-8\"");
}

bool accepts_gzip(Request const& request) noexcept
{
    auto const accept = field(request, "Accept-Encoding");
    return accept && any_range(*accept, [](std::string_view coding) {
               return same_word(coding, "gzip") || coding == "*";
           });
}

} // namespace playsync::web
