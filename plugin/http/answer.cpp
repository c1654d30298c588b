// SPDX-License-Identifier: MIT
#include "plugin/http/answer.hpp"

#include <boost/json.hpp>

#include <charconv>
#include <clocale>
#include <ctime>
#include <stdexcept>

#include "host_api/text/cut.hpp"

namespace playsync::http {
namespace {

constexpr std::size_t most_words = 300;

std::string one_line(std::string_view text)
{
    std::string out;
    for (char const c : cut_text(text, most_words))
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    return out;
}

std::optional<std::string> said_in_json(std::string_view body)
{
    boost::system::error_code error;
    auto const value = boost::json::parse(body, error);
    if (error || !value.is_object())
        return std::nullopt;
    for (std::string_view const key : {"error_description", "error", "message", "detail"})
        if (auto const* said = value.get_object().if_contains(key); said && said->is_string())
            return std::string{said->get_string()};
    return std::nullopt;
}

std::string answered(unsigned status)
{
    return "the server answered " + std::to_string(status);
}

/// Where a redirect points to, without what may be secret there.
std::string place_of(std::string_view location)
{
    if (location.starts_with('/'))
        return one_line(location.substr(0, location.find_first_of("?#")));
    try {
        return one_line(parse_url(location).text());
    } catch (std::invalid_argument const&) {
        return "another address";
    }
}

} // namespace

ErrorClass class_of(unsigned status) noexcept
{
    if (status / 100 == 2)
        return ErrorClass::none;
    switch (status) {
    case 401:
    case 403:
    case 407:
        return ErrorClass::auth;
    case 408:
    case 425:
    case 409: // with an idempotency key: the first request is still being worked on
        return ErrorClass::transient;
    case 429:
        return ErrorClass::rate_limited;
    case 400:
    case 413:
    case 422:
        return ErrorClass::rejected;
    case 502: // whoever stands before the service cannot reach it
    case 503:
    case 504:
        return ErrorClass::unreachable;
    default:
        return status >= 500 ? ErrorClass::transient : ErrorClass::misconfigured;
    }
}

std::optional<Millis> retry_after(Response const& response, UnixMs now)
{
    auto const text = response.header("retry-after");
    std::int64_t seconds = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    constexpr std::int64_t most = 365LL * 86'400;
    if (!text.empty() && error == std::errc{} && end == text.data() + text.size())
        return Millis{std::min(std::max<std::int64_t>(seconds, 0), most) * 1000};
    // The names of days and months are English, whatever language the host speaks.
    static locale_t const english = newlocale(LC_ALL_MASK, "C", nullptr);
    std::tm date{};
    std::string const whole{text};
    auto const* rest = strptime_l(whole.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date, english);
    if (text.empty() || !rest || *rest != '\0')
        return std::nullopt;
    auto const at = static_cast<std::int64_t>(timegm(&date)) * 1000;
    return Millis{std::max<std::int64_t>(at - now, 0)};
}

bool is_web_page(Response const& response) noexcept
{
    auto const begin = response.body.find_first_not_of(" \t\r\n");
    return begin != std::string::npos && response.body[begin] == '<';
}

std::string words_of(Response const& response)
{
    if (auto said = said_in_json(response.body))
        return one_line(*said);
    auto const begin = response.body.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos || is_web_page(response))
        return {};
    return one_line(std::string_view{response.body}.substr(begin));
}

std::string in_brief(Outcome const& outcome)
{
    auto said = answered(outcome.error.http_status);
    return outcome.error.message.starts_with(said) ? said : outcome.error.message;
}

LastError not_of_success(Response const& response)
{
    auto const status = static_cast<std::uint16_t>(response.status);
    if (is_web_page(response))
        return {ErrorClass::unreachable, status,
                "a web page answered in place of the service: is there a log-in to the network?"};
    return {ErrorClass::ambiguous, status, "the answer is not what the service says of success"};
}

Outcome outcome_of(Response const& response, UnixMs now)
{
    Outcome outcome;
    outcome.error.kind = class_of(response.status);
    outcome.error.http_status = static_cast<std::uint16_t>(response.status);
    if (outcome.error.kind == ErrorClass::none)
        return outcome;
    auto const words = words_of(response);
    outcome.error.message = answered(response.status);
    if (auto const location = response.header("location");
        response.status / 100 == 3 && !location.empty())
        outcome.error.message += ", which points to " + place_of(location) + " and is not followed";
    if (!words.empty())
        outcome.error.message += ": " + words;
    outcome.retry_after = retry_after(response, now);
    return outcome;
}

Outcome outcome_of(Failure const& failure)
{
    Outcome outcome;
    outcome.error = {failure.kind, 0, failure.message};
    outcome.cancelled = failure.cancelled;
    return outcome;
}

} // namespace playsync::http
