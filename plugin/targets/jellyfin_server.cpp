// SPDX-License-Identifier: MIT
#include "plugin/targets/jellyfin_server.hpp"

#include <stdexcept>

#include "plugin/http/answer.hpp"
#include "plugin/targets/device.hpp"

namespace playsync::jellyfin {
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

} // namespace

Server::Server(std::unique_ptr<http::Client> client, Settings settings, Account& account,
               Clock& clock)
    : client_(std::move(client)),
      settings_(std::move(settings)),
      account_(account),
      clock_(clock),
      issuer_(settings_.http.url.text() + " " + settings_.user)
{
}

std::string Server::user() const
{
    auto const* const ours = credentials();
    return by_key_ ? by_key_->user : ours ? ours->user : settings_.user;
}

std::string Server::user_id() const
{
    auto const* const ours = credentials();
    return by_key_ ? by_key_->user_id : ours ? ours->user_id : std::string{};
}

Outcome Server::know_device()
{
    try {
        if (device_.empty())
            device_ = device_id(settings_.data_dir, settings_.scope);
    } catch (std::runtime_error const& error) {
        return trouble(ErrorClass::unreachable, error.what());
    }
    return {};
}

std::string Server::token() const
{
    auto const* const ours = credentials();
    if (!settings_.api_key.empty())
        return settings_.api_key.reveal();
    return ours ? ours->access.reveal() : std::string{};
}

net::awaitable<Reply> Server::ask(http::Request request)
{
    auto const version = account_.version();
    auto as = token();
    bool const somebody = !as.empty();
    Reply reply = co_await ask_as(std::move(as), std::move(request));
    bool const refused = reply.outcome.error.kind == ErrorClass::auth;
    if (refused && somebody && version == account_.version()) { // nobody was let in meanwhile
        by_key_.reset();
        refused_ = refused_ || !settings_.api_key.empty();
        account_.forget();
    }
    co_return reply;
}

net::awaitable<Reply> Server::ask_as(std::string token, http::Request request)
{
    Reply reply;
    reply.outcome.cancelled = cancelled_;
    if (!cancelled_)
        reply.outcome = know_device();
    if (!reply.is_good())
        co_return reply;
    bool const reads = request.method == "GET";
    request.path = settings_.http.path(request.path);
    request.headers.emplace_back("Accept", "application/json");
    request.headers.emplace_back("Authorization", authorization(device_, token));
    http::Answer answer = co_await client_->send(std::move(request));
    if (auto const* failure = std::get_if<http::Failure>(&answer)) {
        reply.outcome = http::outcome_of(*failure);
        // A question that may have arrived has changed nothing.
        if (reads && failure->kind == ErrorClass::ambiguous)
            reply.outcome.error.kind = ErrorClass::unreachable;
        co_return reply;
    }
    auto& response = std::get<http::Response>(answer);
    reply.outcome = jellyfin::outcome_of(response, clock_.wall());
    reply.body = std::move(response.body);
    co_return reply;
}

net::awaitable<Outcome> Server::look()
{
    auto request = jellyfin::ask("/System/Info/Public");
    Reply reply = co_await ask_openly(std::move(request));
    if (!reply.is_good())
        co_return reply.outcome;
    auto const info = decode_info(reply.body);
    if (!info)
        co_return not_ours(reply.body);
    if (!info->set_up)
        co_return trouble(ErrorClass::unreachable, "the server waits for its owner to set it up");
    if (is_too_old(info->version))
        co_return trouble(ErrorClass::misconfigured,
                          "Jellyfin " + info->version + " is too old: 10.9 or later is needed");
    known_ = true;
    co_return Outcome{};
}

net::awaitable<Outcome> Server::enter()
{
    if (!known_) {
        Outcome outcome = co_await look();
        if (!is_well(outcome))
            co_return outcome;
    }
    if (by_key_ || (settings_.api_key.empty() && credentials()))
        co_return Outcome{};
    if (!has_key())
        co_return trouble(ErrorClass::auth, "nobody is logged in");
    if (!settings_.api_key.empty())
        co_return co_await enter_by_key();
    auto user = settings_.user;
    auto password = settings_.password;
    Outcome outcome = co_await enter_as(std::move(user), std::move(password));
    refused_ = refused_ || outcome.error.kind == ErrorClass::auth;
    co_return outcome;
}

net::awaitable<Outcome> Server::enter_as(std::string user, Secret password)
{
    auto request = enter_by_password(user, password.reveal());
    Reply reply = co_await ask_openly(std::move(request));
    if (reply.outcome.error.http_status == 401)
        reply.outcome.error.message = "the server does not know this name and password";
    co_return keep(reply);
}

net::awaitable<Outcome> Server::enter_with(std::string secret)
{
    auto request = enter_by_quick_connect(secret);
    Reply reply = co_await ask_openly(std::move(request));
    co_return keep(reply);
}

/// A key is the whole server's: whose states are told is by the name in the settings.
net::awaitable<Outcome> Server::enter_by_key()
{
    auto request = jellyfin::ask("/Users");
    Reply reply = co_await ask(std::move(request));
    if (reply.outcome.error.http_status == 401)
        reply.outcome.error.message = "the server does not know this API key";
    if (!reply.is_good())
        co_return reply.outcome;
    auto found = decode_users(reply.body, settings_.user);
    if (!found)
        co_return not_ours(reply.body);
    if (found->user_id.empty())
        co_return trouble(ErrorClass::misconfigured,
                          "the server has no user '" + settings_.user + "'");
    by_key_ = std::move(found);
    co_return Outcome{};
}

/// Somebody else's watches must not get into an account that was let in by mistake.
Outcome Server::keep(Reply const& reply)
{
    if (!reply.is_good())
        return reply.outcome;
    auto const entrance = decode_entrance(reply.body);
    if (!entrance)
        return not_ours(reply.body);
    if (!settings_.user.empty() && !is_same_user(*entrance, settings_.user))
        return trouble(ErrorClass::auth, "this is " + entrance->user +
                                             "'s account, and the target is for " + settings_.user +
                                             "'s");
    Credentials credentials;
    credentials.issuer = issuer_;
    credentials.user = entrance->user;
    credentials.user_id = entrance->user_id;
    credentials.access = Secret{entrance->token};
    credentials.obtained_at = clock_.wall();
    try {
        account_.keep(std::move(credentials));
    } catch (std::runtime_error const& error) {
        return trouble(ErrorClass::unreachable, error.what());
    }
    refused_ = false;
    return {};
}

net::awaitable<Outcome> Server::learn_rule()
{
    constexpr std::chrono::hours good_for{1};
    if (rule_sought_ && clock_.steady() - *rule_sought_ < good_for)
        co_return Outcome{};
    auto request = jellyfin::ask("/System/Configuration");
    Reply reply = co_await ask(std::move(request));
    switch (reply.outcome.error.kind) {
    case ErrorClass::unreachable:
    case ErrorClass::rate_limited:
    case ErrorClass::auth:
        co_return reply.outcome;
    default:
        break;
    }
    if (reply.outcome.cancelled)
        co_return reply.outcome;
    auto const rule = reply.is_good() ? decode_resume_rule(reply.body) : std::nullopt;
    rule_ = rule.value_or(ResumeRule{});
    rule_is_its_ = rule.has_value();
    rule_sought_ = clock_.steady();
    co_return Outcome{};
}

net::awaitable<Outcome> Server::leave()
{
    auto ours = settings_.api_key.empty() ? token() : std::string{};
    account_.forget();
    return end_session(std::move(ours));
}

net::awaitable<Outcome> Server::end_session(std::string token)
{
    if (token.empty())
        co_return Outcome{};
    http::Request request;
    request.path = "/Sessions/Logout";
    Reply const reply = co_await ask_as(std::move(token), std::move(request));
    co_return reply.outcome;
}

void Server::cancel() noexcept
{
    cancelled_ = true;
    client_->cancel();
}

} // namespace playsync::jellyfin
