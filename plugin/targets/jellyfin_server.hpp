// SPDX-License-Identifier: MIT
// A Jellyfin server, and who we are there.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "plugin/targets/account.hpp"
#include "plugin/targets/http_settings.hpp"
#include "plugin/targets/jellyfin_api.hpp"

namespace playsync::jellyfin {

struct Settings {
    HttpSettings http;
    std::string user;  // there; empty: whoever a person lets in
    Secret password;   // of `user`; used when there is no token
    Secret api_key;    // of the server; then `user` is there
    std::string scope; // names this target, so that its device is its own
    std::filesystem::path data_dir;
};

/// A 2xx with its body, or what there was instead.
struct Reply {
    Outcome outcome;
    std::string body;

    bool is_good() const noexcept
    {
        return outcome.error.kind == ErrorClass::none && !outcome.cancelled;
    }
};

/// [engine-thread]
class Server {
public:
    Server(std::unique_ptr<http::Client> client, Settings settings, Account& account, Clock& clock);

    /// Whether requests can be made without a person.
    bool is_in() const noexcept { return credentials() || has_key(); }
    /// Whether a token that was refused can be had anew without a person.
    bool lets_itself_in() const noexcept { return has_key(); }
    std::string user() const;
    std::string user_id() const;

    /// Looks once whether it is a server we can speak to, and gets in where nobody is.
    net::awaitable<Outcome> enter();
    net::awaitable<Outcome> enter_as(std::string user, Secret password);
    /// The end of a quick connect.
    net::awaitable<Outcome> enter_with(std::string secret);
    /// As LogIn::log_out().
    net::awaitable<Outcome> leave();

    /// As who is in. A 401 ends that.
    net::awaitable<Reply> ask(http::Request request);
    /// As nobody.
    net::awaitable<Reply> ask_openly(http::Request request)
    {
        return ask_as({}, std::move(request));
    }
    net::awaitable<Outcome> look();

    /// Reads the server's settings of resuming, at most once an hour; where they are not to be read
    /// (a proxy may keep /System to itself), the server's own first ones hold. What failed
    /// otherwise.
    net::awaitable<Outcome> learn_rule();
    ResumeRule const& resume_rule() const noexcept { return rule_; }
    bool knows_rule() const noexcept { return rule_is_its_; }

    http::Client& client() noexcept { return *client_; }
    Settings const& settings() const noexcept { return settings_; }
    void cancel() noexcept;

private:
    Credentials const* credentials() const noexcept { return account_.of(issuer_); }
    bool has_key() const noexcept
    {
        return !refused_ && !(settings_.password.empty() && settings_.api_key.empty());
    }
    net::awaitable<Outcome> enter_by_key();
    Outcome keep(Reply const& reply);
    net::awaitable<Reply> ask_as(std::string token, http::Request request);
    std::string token() const;
    Outcome know_device();
    net::awaitable<Outcome> end_session(std::string token);

    std::unique_ptr<http::Client> client_;
    Settings settings_;
    Account& account_;
    Clock& clock_;
    std::string issuer_;
    std::string device_;
    std::optional<Entrance> by_key_;
    ResumeRule rule_;
    bool rule_is_its_ = false; // it was read
    std::optional<Steady> rule_sought_;
    bool known_ = false;   // it is a server we can speak to
    bool refused_ = false; // the password or key of the settings
    bool cancelled_ = false;
};

} // namespace playsync::jellyfin
