// SPDX-License-Identifier: MIT
#include "plugin/targets/trakt_service.hpp"

#include <stdexcept>

#include "plugin/http/answer.hpp"
#include "plugin/targets/trakt_codec.hpp"
#include "storage/json_text.hpp"

namespace playsync::trakt {
namespace {

Outcome trouble(ErrorClass kind, std::string message)
{
    Outcome outcome;
    outcome.error = {kind, 0, std::move(message)};
    return outcome;
}

bool is_well(Outcome const& outcome) noexcept
{
    return outcome.error.kind == ErrorClass::none && !outcome.cancelled;
}

/// What failed on the way to a log-in says nothing of any change, and spends nothing.
Outcome of_the_way(Outcome outcome)
{
    auto& kind = outcome.error.kind;
    if (kind == ErrorClass::ambiguous || kind == ErrorClass::transient ||
        kind == ErrorClass::rejected)
        kind = ErrorClass::unreachable;
    return outcome;
}

/// Of every request, log-ins included (D required-headers; T, security of /oauth).
std::vector<std::pair<std::string, std::string>> headers_of(OAuthApp const& app)
{
    return {{"Content-Type", "application/json"},
            {"Accept", "application/json"},
            {"trakt-api-version", "2"},
            {"trakt-api-key", app.client_id}};
}

} // namespace

Service::Service(std::unique_ptr<http::Client> api, std::unique_ptr<http::Client> auth,
                 Settings settings, Account& account, Clock& clock)
    : api_(std::move(api)),
      auth_(std::move(auth)),
      settings_(std::move(settings)),
      account_(account),
      clock_(clock),
      issuer_(settings_.api.url.text() + " " + settings_.auth.url.text() + " " +
              settings_.app.client_id)
{
}

std::string Service::user() const
{
    auto const* const ours = credentials();
    return ours ? ours->user : std::string{};
}

std::optional<UnixMs> Service::refresh_at() const
{
    auto const* const ours = credentials();
    return ours ? ours->refresh_at() : std::nullopt;
}

std::optional<UnixMs> Service::until() const
{
    auto const* const ours = credentials();
    return ours ? std::optional{ours->obtained_at + ours->lifetime_ms} : std::nullopt;
}

bool Service::is_over() const noexcept
{
    auto const* const ours = credentials();
    return ours && ours->is_over(clock_.wall());
}

Outcome Service::keep(Credentials credentials)
{
    credentials.issuer = issuer_;
    try {
        account_.keep(std::move(credentials));
    } catch (std::runtime_error const& error) {
        return trouble(ErrorClass::unreachable, error.what());
    }
    return {};
}

net::awaitable<Reply> Service::ask(http::Request request)
{
    Reply reply;
    try {
        account_.settle();
    } catch (std::runtime_error const& error) {
        reply.outcome = trouble(ErrorClass::unreachable, error.what());
        co_return reply;
    }
    auto version = account_.version();
    if (is_over()) {
        reply.outcome = co_await renew_since(version);
        if (!is_well(reply.outcome))
            co_return reply;
        version = account_.version();
    }
    reply = co_await ask_as_one_in(request);
    if (reply.response.status != 401)
        co_return reply;
    reply.response = {};
    reply.outcome = co_await renew_since(version);
    if (is_well(reply.outcome))
        reply = co_await ask_as_one_in(std::move(request));
    if (reply.response.status == 401)
        account_.forget();
    co_return reply;
}

/// D required-headers.
net::awaitable<Reply> Service::ask_as_one_in(http::Request request)
{
    Reply reply;
    reply.outcome.cancelled = cancelled_;
    auto const* const ours = credentials();
    if (!ours && !cancelled_)
        reply.outcome = trouble(ErrorClass::auth, "nobody is logged in");
    if (!ours || cancelled_)
        co_return reply;
    bool const reads = request.method == "GET";
    request.repeatable = reads;
    request.path = settings_.api.path(request.path);
    request.headers = headers_of(settings_.app);
    request.headers.emplace_back("Authorization", "Bearer " + ours->access.reveal());
    http::Answer answer = co_await api_->send(std::move(request));
    if (auto const* failure = std::get_if<http::Failure>(&answer)) {
        reply.outcome = http::outcome_of(*failure);
        if (reads) // a question that may have arrived has changed nothing
            reply.outcome = of_the_way(std::move(reply.outcome));
        co_return reply;
    }
    reply.response = std::move(std::get<http::Response>(answer));
    reply.outcome = trakt::outcome_of(reply.response, clock_.wall());
    co_return reply;
}

net::awaitable<Outcome> Service::renew()
{
    co_return co_await renew_since(account_.version());
}

net::awaitable<Outcome> Service::renew_since(std::uint64_t version)
{
    auto const turn = co_await account_.turn();
    auto const* const before = credentials();
    if (version != account_.version() && before)
        co_return Outcome{};
    if (!before)
        co_return trouble(ErrorClass::auth, "nobody is logged in");
    Credentials copy = *before;
    co_return co_await ask_for_tokens(std::move(copy));
}

net::awaitable<Outcome> Service::ask_for_tokens(Credentials before)
{
    auto const version = account_.version();
    auto body = encode_renewal(settings_.app, before.refresh);
    http::Answer answer = co_await ask_auth("/oauth/token", std::move(body));
    if (version != account_.version()) // logged out, or let in anew
        co_return is_in() ? Outcome{} : trouble(ErrorClass::auth, "nobody is logged in");
    if (auto const* failure = std::get_if<http::Failure>(&answer))
        co_return of_the_way(http::outcome_of(*failure));
    auto& response = std::get<http::Response>(answer);
    auto tokens = response.status == 200 ? decode_tokens(response.body, clock_.wall())
                                         : std::optional<Credentials>{};
    if (!tokens) {
        Outcome refusal = decode_refusal(response, clock_.wall());
        if (refusal.error.kind == ErrorClass::auth)
            account_.forget();
        co_return of_the_way(std::move(refusal));
    }
    tokens->user = before.user;
    tokens->user_id = before.user_id;
    co_return keep(std::move(*tokens));
}

net::awaitable<http::Answer> Service::ask_auth(std::string_view path, std::string body)
{
    http::Request request;
    request.path = settings_.auth.path(path);
    request.headers = headers_of(settings_.app);
    request.body = std::move(body);
    co_return co_await auth_->send(std::move(request));
}

net::awaitable<LogInStep> Service::begin()
{
    std::string body = "{";
    append_member(body, "client_id", settings_.app.client_id);
    body += '}';
    http::Answer answer = co_await ask_auth("/oauth/device/code", std::move(body));
    if (auto const* failure = std::get_if<http::Failure>(&answer))
        co_return LogInStep::of(LogInStep::Kind::unsure, failure->message);
    co_return decode_device_code(std::get<http::Response>(answer), device_code_);
}

net::awaitable<LogInStep> Service::poll()
{
    std::string body = "{";
    append_member(body, "code", device_code_);
    append_member(body, "client_id", settings_.app.client_id);
    append_member(body, "client_secret", settings_.app.client_secret.reveal());
    body += '}';
    http::Answer answer = co_await ask_auth("/oauth/device/token", std::move(body));
    if (auto const* failure = std::get_if<http::Failure>(&answer))
        co_return LogInStep::of(LogInStep::Kind::unsure, failure->message);
    auto const& response = std::get<http::Response>(answer);
    LogInStep step = decode_poll(response);
    if (step.kind != LogInStep::Kind::done)
        co_return step;
    auto tokens = decode_tokens(response.body, clock_.wall());
    if (!tokens)
        co_return LogInStep::of(LogInStep::Kind::unsure, http::not_of_success(response).message);
    Outcome const kept = keep(std::move(*tokens));
    if (!is_well(kept))
        co_return LogInStep::of(LogInStep::Kind::failed, kept.error.message);
    co_await learn_user();
    co_return step;
}

/// Whose account it is. Only for people: without an answer it stays unknown.
net::awaitable<void> Service::learn_user()
{
    http::Request request;
    request.method = "GET";
    request.path = "/users/settings";
    Reply const reply = co_await ask(std::move(request));
    auto const* const ours = credentials();
    auto user = is_well(reply.outcome) ? decode_user(reply.response.body) : std::string{};
    if (!ours || user.empty())
        co_return;
    Credentials named = *ours;
    named.user = std::move(user);
    keep(std::move(named));
}

net::awaitable<Outcome> Service::leave()
{
    auto const* const ours = credentials();
    auto body = ours ? encode_revocation(settings_.app, ours->access) : std::string{};
    account_.forget();
    return revoke(std::move(body));
}

/// T oauth/index.ts, "Revoke token".
net::awaitable<Outcome> Service::revoke(std::string body)
{
    if (body.empty())
        co_return Outcome{};
    http::Answer answer = co_await ask_auth("/oauth/revoke", std::move(body));
    if (auto const* failure = std::get_if<http::Failure>(&answer))
        co_return http::outcome_of(*failure);
    auto const& response = std::get<http::Response>(answer);
    bool const done = response.status / 100 == 2 && !http::is_web_page(response);
    co_return done ? Outcome{} : decode_refusal(response, clock_.wall());
}

void Service::cancel() noexcept
{
    cancelled_ = true;
    api_->cancel();
    auth_->cancel();
}

} // namespace playsync::trakt
