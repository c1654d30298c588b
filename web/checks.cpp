// SPDX-License-Identifier: MIT
#include "web/checks.hpp"

#include <algorithm>
#include <array>

namespace playsync::web {
namespace {

constexpr HeadState refused(unsigned status) noexcept
{
    return {HeadState::Kind::refused, 0, status};
}

bool is_digits(std::string_view text) noexcept
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_port(std::string_view text) noexcept
{
    if (!is_digits(text) || text.size() > 5)
        return false;
    unsigned number = 0;
    for (char const c : text)
        number = number * 10 + static_cast<unsigned>(c - '0');
    return number <= 65535;
}

Problem malformed(std::string detail)
{
    return {400, "bad_request", std::move(detail), true};
}

bool is_known_method(std::string_view method) noexcept
{
    constexpr std::array<std::string_view, 9> known{"GET",     "HEAD",  "POST",    "PUT",  "DELETE",
                                                    "OPTIONS", "PATCH", "CONNECT", "TRACE"};
    return std::ranges::find(known, method) != known.end();
}

/// The length of a body must be told in one way that everybody reads alike.
std::optional<Problem> judge_framing(Request const& head)
{
    auto const lengths = count(head, "Content-Length");
    auto const codings = count(head, "Transfer-Encoding");
    if (lengths > 1 || (lengths == 1 && !is_digits(*field(head, "Content-Length"))))
        return malformed("Content-Length must be one number");
    if (codings > 0 && lengths > 0)
        return malformed("Content-Length and Transfer-Encoding exclude each other");
    if (codings > 1 || (codings == 1 && !same_word(*field(head, "Transfer-Encoding"), "chunked")))
        return malformed("Transfer-Encoding must be chunked");
    if (codings == 1 && head.version < 11)
        return malformed("HTTP/1.0 has no Transfer-Encoding");
    if ((head.method == "GET" || head.method == "HEAD") && has_body(head))
        return malformed("a " + std::string{head.method} + " has no body");
    return std::nullopt;
}

std::optional<Problem> judge_source(Request const& head)
{
    Problem const foreign{403, "cross_origin", "the request comes from another site"};
    auto const host = field(head, "Host").value_or("");
    auto const origins = count(head, "Origin");
    if (origins > 1 || (origins == 1 && !origin_is_ours(*field(head, "Origin"), host)))
        return foreign;
    // Absent, it means nothing: upgrades and old browsers do not send it.
    for (auto const& each : head.fields)
        if (same_word(each.name, "Sec-Fetch-Site") && each.value != "same-origin" &&
            each.value != "none")
            return foreign;
    return std::nullopt;
}

} // namespace

HeadState inspect_head(std::string_view bytes) noexcept
{
    auto const scanned = bytes.substr(0, largest_head);
    std::size_t line = 0;  // where the current line begins
    std::size_t lines = 0; // complete ones
    for (std::size_t i = 0; i < scanned.size(); ++i) {
        char const c = scanned[i];
        if (c == '\r' && i + 1 < scanned.size() && scanned[i + 1] != '\n')
            return refused(400);
        if (c == '\n' && (i == 0 || scanned[i - 1] != '\r'))
            return refused(400);
        bool const opens_line = i == line;
        bool const is_control = static_cast<unsigned char>(c) < 0x20 && c != '\r' && c != '\n';
        if (is_control && (c != '\t' || lines == 0 || opens_line))
            return refused(400); // a NUL, a TLS hello, a folded line
        if (opens_line && (c == ' ' || (lines == 0 && c == '\r')))
            return refused(400);
        if (lines == 0 && static_cast<unsigned char>(c) >= 0x7f)
            return refused(400); // a target in raw UTF-8
        if (c != '\n')
            continue;
        if (i == line + 1)
            return {HeadState::Kind::whole, i + 1, 0};
        line = i + 1;
        if (++lines > most_header_lines + 1)
            return refused(431);
    }
    if (bytes.size() < largest_head)
        return {};
    return refused(lines == 0 ? 414 : 431);
}

Problem problem_of(HeadState const& head)
{
    if (head.status == 414)
        return {414, "target_too_long", "the target is too long", true};
    if (head.status == 431)
        return {431, "head_too_large", "the header is at most 8 KiB and 100 lines", true};
    return {400, "bad_request", "the request is not HTTP", true};
}

std::optional<Problem> judge_head(Request const& head)
{
    if (!is_known_method(head.method))
        return Problem{501, "not_implemented", "no such method", true};
    if (head.version != 10 && head.version != 11)
        return malformed("only HTTP/1.1 is spoken here");
    bool const plain =
        std::ranges::all_of(head.target, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
    if (!head.target.starts_with('/') || !plain)
        return malformed("the target must be a path");
    if (auto const hosts = count(head, "Host"); hosts > 1 || (hosts == 0 && head.version >= 11))
        return malformed("there must be one Host");
    if (head.fields.size() > most_header_lines)
        return Problem{431, "head_too_large", "there are too many header lines", true};
    return judge_framing(head);
}

bool host_is_ours(std::string_view host, std::span<std::string const> names) noexcept
{
    auto const bracket = host.starts_with('[') ? host.find(']') : 0;
    if (bracket == std::string_view::npos)
        return false;
    auto const colon = host.find(':', bracket);
    if (colon != std::string_view::npos && !is_port(host.substr(colon + 1)))
        return false;
    auto name = host.substr(0, colon);
    if (same_word(name, "[::1]") || name == "127.0.0.1")
        return true;
    if (name.ends_with('.'))
        name.remove_suffix(1);
    auto const matches = [name](std::string_view known) { return same_word(name, known); };
    return !name.empty() && (matches("localhost") || std::ranges::any_of(names, matches));
}

bool origin_is_ours(std::string_view origin, std::string_view host) noexcept
{
    // https: the page may be reached through a proxy that speaks TLS.
    for (std::string_view const scheme : {"http://", "https://"})
        if (origin.starts_with(scheme))
            return same_word(origin.substr(scheme.size()), host);
    return false;
}

std::optional<Problem> refuse(Request const& head, std::span<std::string const> names)
{
    if (auto problem = judge_head(head))
        return problem;
    if (!host_is_ours(field(head, "Host").value_or(""), names))
        return Problem{421, "misdirected", "this server does not answer under that name", true};
    return judge_source(head);
}

} // namespace playsync::web
