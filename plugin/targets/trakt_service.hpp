// SPDX-License-Identifier: MIT
// Trakt, and who we are there.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "plugin/targets/http_settings.hpp"
#include "plugin/targets/oauth.hpp"

namespace playsync::trakt {

struct Settings {
    HttpSettings api;
    HttpSettings auth; // another host: log-ins are not the API's (T oauth/index.ts)
    OAuthApp app;
};

/// An answer, or what there was instead.
struct Reply {
    Outcome outcome; // where `response` has no meaning of its own for the request
    http::Response response;

    bool is_answer() const noexcept { return response.status != 0; }
};

/// [engine-thread]
class Service {
public:
    Service(std::unique_ptr<http::Client> api, std::unique_ptr<http::Client> auth,
            Settings settings, Account& account, Clock& clock);

    bool is_in() const noexcept { return credentials() != nullptr; }
    std::string user() const;
    std::optional<UnixMs> refresh_at() const;
    std::optional<UnixMs> until() const;

    /// As who is in; `path` of `request` is the API's. A log-in that was refused, or is over, is
    /// renewed first, once: what cannot be renewed is forgotten, and nobody is in any more.
    net::awaitable<Reply> ask(http::Request request);
    /// One at a time for an account, since a token renews once (T oauth/index.ts): who waited for
    /// another's turn has the new ones. They are on disk before they are used.
    net::awaitable<Outcome> renew();

    net::awaitable<LogInStep> begin();
    net::awaitable<LogInStep> poll();
    /// As LogIn::log_out().
    net::awaitable<Outcome> leave();

    http::Client& api() noexcept { return *api_; }
    void cancel() noexcept;

private:
    Credentials const* credentials() const noexcept { return account_.of(issuer_); }
    bool is_over() const noexcept;
    net::awaitable<Outcome> renew_since(std::uint64_t version);
    net::awaitable<Outcome> ask_for_tokens(Credentials before);
    net::awaitable<Reply> ask_as_one_in(http::Request request);
    net::awaitable<http::Answer> ask_auth(std::string_view path, std::string body);
    net::awaitable<void> learn_user();
    net::awaitable<Outcome> revoke(std::string body);
    Outcome keep(Credentials credentials);

    std::unique_ptr<http::Client> api_;
    std::unique_ptr<http::Client> auth_;
    Settings settings_;
    Account& account_;
    Clock& clock_;
    std::string issuer_;
    std::string device_code_; // of a log-in under way
    bool cancelled_ = false;
};

} // namespace playsync::trakt
