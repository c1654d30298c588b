// SPDX-License-Identifier: MIT
// What Trakt's answers say of us: status codes, limits, and whether we are let in.
#include <algorithm>
#include <cmath>

#include "plugin/http/answer.hpp"
#include "plugin/targets/json_read.hpp"
#include "plugin/targets/trakt_codec.hpp"
#include "storage/json_text.hpp"

namespace playsync::trakt {
namespace {

/// Short windows are the pace's business: it keeps below them.
constexpr std::int64_t least_period_s = 10;
/// D status codes, 503: "try again in 30s".
constexpr Millis overloaded{30'000};
constexpr int one_percent = 100;
constexpr UnixMs longest_limit = 86'400'000;

constexpr char const* unknown_app =
    "Trakt does not know this app: look at client_id and client_secret, and whether the app is "
    "still there at app.trakt.tv/settings/apps";

struct Bucket {
    std::int64_t period_s = 0;
    std::int64_t left = 0;
    std::optional<Millis> resets_in;
};

/// X-Ratelimit, JSON (D rate-limiting); it may be missing.
std::optional<Bucket> bucket_of(http::Response const& response, UnixMs now)
{
    auto const object = object_in(response.header("x-ratelimit"));
    if (object.empty())
        return std::nullopt;
    Bucket bucket{number_at(object, "period"), number_at(object, "remaining", -1), {}};
    if (auto const until = parse_time(text_at(object, "until")))
        bucket.resets_in = Millis{std::clamp<UnixMs>(*until - now, 0, longest_limit)};
    return bucket;
}

void read_limits(Outcome& outcome, http::Response const& response, UnixMs now)
{
    auto const bucket = bucket_of(response, now);
    if (response.status == 429 && !outcome.retry_after && bucket)
        outcome.retry_after = bucket->resets_in;
    if (bucket && bucket->resets_in && bucket->left >= 0 && bucket->period_s >= least_period_s)
        outcome.allowance = Allowance{static_cast<std::uint64_t>(bucket->left), *bucket->resets_in};
}

std::string limit_words(http::Response const& response)
{
    std::string text = "the account's limit at Trakt is reached";
    if (auto const limit = response.header("x-account-limit"); !limit.empty())
        text += " (" + std::string{limit} + ")";
    if (auto const address = response.header("x-upgrade-url"); !address.empty())
        text += "; a larger one: " + std::string{address};
    return text;
}

std::string lock_words(http::Response const& response)
{
    bool const gone = response.header("x-account-deactivated") == "true";
    return std::string{"Trakt has "} + (gone ? "deactivated" : "locked") +
           " this account: only its support can open it";
}

/// The services that stand before Trakt answer for it (D status codes).
bool is_edge(unsigned status) noexcept
{
    return status >= 520 && status <= 522;
}

Millis seconds_at(boost::json::object const& object, std::string_view key, std::int64_t otherwise)
{
    constexpr std::int64_t a_day = 86'400;
    return Millis{std::clamp<std::int64_t>(number_at(object, key, otherwise), 0, a_day) * 1000};
}

std::string said_by(http::Response const& response)
{
    auto const object = object_in(response.body);
    return text_at(object, "error");
}

} // namespace

Outcome outcome_of(http::Response const& response, UnixMs now)
{
    auto outcome = http::outcome_of(response, now);
    auto& [kind, status, message] = outcome.error;
    read_limits(outcome, response, now);
    switch (response.status) {
    case 401:
        message = "Trakt does not take this log-in any more";
        break;
    case 403:
        kind = http::is_web_page(response) ? ErrorClass::unreachable : ErrorClass::misconfigured;
        message =
            http::is_web_page(response) ? "what stands before Trakt turned us away" : unknown_app;
        break;
    case 420: // D account limits
        kind = ErrorClass::misconfigured;
        message = limit_words(response);
        break;
    case 423: // D locked user account
        kind = ErrorClass::misconfigured;
        message = lock_words(response);
        break;
    case 426:
        kind = ErrorClass::misconfigured;
        message = "Trakt does this for VIP accounts only";
        break;
    case 502:
    case 503:
    case 504:
        outcome.retry_after = outcome.retry_after.value_or(overloaded);
        break;
    default:
        if (is_edge(response.status))
            kind = ErrorClass::unreachable;
        break;
    }
    return outcome;
}

LastError unlike_success(http::Response const& response)
{
    auto error = http::not_of_success(response);
    if (auto const words = http::words_of(response); !words.empty())
        error.message += ": " + words;
    return error;
}

Outcome decode_scrobble(http::Response const& response, int progress, UnixMs now)
{
    auto const object = object_in(response.body);
    auto const number = [&](char const* key) {
        auto const* value = object.if_contains(key);
        return value && value->is_number() ? std::optional{value->to_number<double>()}
                                           : std::optional<double>{};
    };
    auto outcome = trakt::outcome_of(response, now);
    switch (response.status) {
    case 200:
    case 201:
        if (text_at(object, "action").empty() || !number("id") || !number("progress"))
            outcome.error = unlike_success(response);
        else if (std::abs(*number("progress") * 100 - progress) > one_percent)
            outcome.error = {ErrorClass::transient, outcome.error.http_status,
                             "Trakt took it for another position"};
        break;
    case 404:
        outcome.error.kind = ErrorClass::no_match;
        outcome.error.message = "Trakt does not know this film or episode";
        break;
    case 409: // "the same item was just scrobbled": there is a play that is newer
        if (!text_at(object, "watched_at").empty())
            outcome.error = {ErrorClass::none, 409, {}};
        break;
    case 422: // others' programs show that it knows no such position
        outcome.error.kind = ErrorClass::rejected;
        break;
    case 426:
        outcome.error.kind = ErrorClass::rejected;
        break;
    default:
        break;
    }
    return outcome;
}

LogInStep decode_device_code(http::Response const& response, std::string& device_code)
{
    auto const object = object_in(response.body);
    device_code = text_at(object, "device_code");
    auto step = LogInStep::of(LogInStep::Kind::waiting);
    step.user_code = text_at(object, "user_code");
    step.verify_url = text_at(object, "verification_url");
    step.expires_in = seconds_at(object, "expires_in", 600);
    step.interval = seconds_at(object, "interval", 5);
    if (response.status == 200 && !device_code.empty() && !step.user_code.empty())
        return step;
    auto failed = LogInStep::of(LogInStep::Kind::failed);
    if (response.status == 403 || said_by(response) == "invalid_client")
        failed.message = unknown_app;
    else if (response.status / 100 == 2)
        failed.message = http::not_of_success(response).message;
    else
        failed.message = http::outcome_of(response, 0).error.message;
    return failed;
}

/// T oauth/index.ts, "Status Codes". A body may be missing.
LogInStep decode_poll(http::Response const& response)
{
    using enum LogInStep::Kind;
    switch (response.status) {
    case 200:
        return LogInStep::of(done);
    case 400:
        return said_by(response) == "invalid_client" ? LogInStep::of(failed, unknown_app)
                                                     : LogInStep::of(waiting);
    case 401:
    case 403:
        return LogInStep::of(failed, unknown_app);
    case 404:
        return LogInStep::of(failed, "Trakt does not know this code");
    case 409:
        return LogInStep::of(failed, "this code was used already");
    case 410:
        return LogInStep::of(expired);
    case 418:
        return LogInStep::of(denied);
    case 429:
        return LogInStep::of(slower);
    default:
        return LogInStep::of(unsure);
    }
}

Outcome decode_refusal(http::Response const& response, UnixMs now)
{
    auto outcome = trakt::outcome_of(response, now);
    auto& [kind, status, message] = outcome.error;
    auto const said = said_by(response);
    if (said == "invalid_client") {
        kind = ErrorClass::misconfigured;
        message = unknown_app;
    } else if (response.status == 400 || response.status == 401) {
        kind = said == "invalid_grant" ? ErrorClass::auth : ErrorClass::transient;
        message = kind == ErrorClass::auth ? "Trakt did not renew the log-in: log in again"
                                           : http::outcome_of(response, now).error.message;
    } else if (response.status / 100 == 2) { // seen with a web page (#626): the old pair stays
        outcome.error = http::not_of_success(response);
    }
    return outcome;
}

std::string decode_user(std::string_view body)
{
    auto const object = object_in(body);
    auto const* user = object_at(object, "user");
    return user ? text_at(*user, "username") : std::string{};
}

} // namespace playsync::trakt
