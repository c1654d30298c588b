// SPDX-License-Identifier: MIT
// ListenBrainz as text: what comes in. Pure.
#include "plugin/targets/listenbrainz.hpp"

#include <charconv>

#include "plugin/http/answer.hpp"
#include "plugin/targets/json_read.hpp"

namespace playsync {
namespace listenbrainz {
namespace {

namespace json = boost::json;

/// The answer repeats the members of the listen it refuses, and has no index.
Change const* repeated_in(json::object const& answer, std::span<Change const> sent)
{
    auto const* at = answer.if_contains("listened_at");
    auto const* track = answer.if_contains("track_metadata");
    auto const* title =
        track && track->is_object() ? track->get_object().if_contains("track_name") : nullptr;
    Change const* found = nullptr;
    for (auto const& each : sent) {
        bool const same_time = at && at->is_int64() && at->get_int64() == each.occurred_at / 1000;
        bool const same_title =
            !title || (title->is_string() && title->get_string() == each.item.title);
        if (!same_time || !same_title)
            continue;
        if (found)
            return nullptr; // two fit: halving finds out
        found = &each;
    }
    return found;
}

std::optional<std::int64_t> number_in(http::Response const& response, std::string_view name)
{
    auto const text = response.header(name);
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || number < 0)
        return std::nullopt;
    return number;
}

LastError error_of_2xx(http::Response const& response)
{
    auto const answer = parse_json(response.body);
    auto const* object = answer ? answer->if_object() : nullptr;
    if (object && text_at(*object, "status") == "ok")
        return {ErrorClass::none, static_cast<std::uint16_t>(response.status), {}};
    if (!answer || http::is_web_page(response))
        return http::not_of_success(response);
    return {ErrorClass::misconfigured, static_cast<std::uint16_t>(response.status),
            "the server answered " + std::to_string(response.status) +
                ", but not that it took them: " + http::words_of(response)};
}

void name_culprit(Outcome& outcome, json::object const& answer, std::span<Change const> sent)
{
    auto const* const culprit = sent.size() > 1 ? repeated_in(answer, sent) : nullptr;
    if (!culprit)
        return;
    for (auto const& each : sent) {
        bool const it = &each == culprit;
        outcome.items.push_back({each.id, it ? ItemVerdict::Kind::refused : ItemVerdict::Kind::held,
                                 it ? outcome.error.message : std::string{}});
    }
    outcome.error.kind = ErrorClass::none;
}

/// A batch is halved until the one whose second is another's is alone.
ErrorClass error_of_409(http::Response const& response, std::span<Change const> sent)
{
    if (clash_of(response) == Clash::none)
        return ErrorClass::misconfigured;
    return sent.size() > 1 ? ErrorClass::rejected : ErrorClass::transient;
}

} // namespace

Clash clash_of(http::Response const& response)
{
    if (response.status != 409)
        return Clash::none;
    auto const says = [&](std::string_view words) {
        return response.body.find(words) != std::string::npos;
    };
    // "No Listenbrainz endpoint config matched", "no Listenbrainz endpoint sources are configured"
    if (says("Listenbrainz endpoint"))
        return Clash::none;
    return says("timestamp") ? Clash::second : Clash::unnamed;
}

std::optional<Allowance> allowance_of(http::Response const& response)
{
    auto const left = number_in(response, "x-ratelimit-remaining");
    auto const resets = number_in(response, "x-ratelimit-reset-in");
    if (!left || !resets)
        return std::nullopt;
    constexpr std::int64_t most = 86'400;
    return Allowance{static_cast<std::uint64_t>(*left), Millis{std::min(*resets, most) * 1000}};
}

Outcome decode(http::Response const& response, std::span<Change const> sent, UnixMs now)
{
    auto outcome = http::outcome_of(response, now);
    outcome.allowance = allowance_of(response);
    if (response.status / 100 == 2)
        outcome.error = error_of_2xx(response);
    switch (response.status) {
    case 400:
        name_culprit(outcome, object_in(response.body), sent);
        break;
    case 403:
        outcome.error.kind = ErrorClass::misconfigured;
        break;
    case 409:
        outcome.error.kind = error_of_409(response, sent);
        break;
    case 429: // the body is text, and the wait is in a header of its own
        if (outcome.allowance)
            outcome.retry_after = outcome.allowance->resets_in;
        break;
    default:
        break;
    }
    return outcome;
}

TestStep decode_token(http::Response const& response)
{
    TestStep step{"account", false, Millis{0}, {}};
    auto const answer = object_in(response.body);
    auto const* valid = answer.if_contains("valid");
    auto const* user = answer.if_contains("user_name");
    step.ok = response.status == 200 && valid && *valid == true;
    if (step.ok)
        step.detail = user && user->is_string() ? std::string{user->get_string()} : "";
    else if (response.status == 200 && valid)
        step.detail = "the token is not valid";
    else if (response.status != 200)
        step.detail = http::in_brief(http::outcome_of(response, 0));
    if (!step.ok && step.detail.empty())
        step.detail = "the answer is not a ListenBrainz server's";
    return step;
}

} // namespace listenbrainz
} // namespace playsync
