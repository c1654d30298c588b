// SPDX-License-Identifier: MIT
// What a log-in brought, on disk before it is used, and shared by whoever serves a target: the
// old settings' last batch and the new settings' first.
#pragma once

#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/clock.hpp"
#include "storage/secret.hpp"

namespace playsync {

struct Credentials {
    std::string issuer; // who gave them, to whom: address and client. For nobody else's eyes
    std::string user;   // whose account; empty: not known
    std::string user_id;
    Secret access;
    Secret refresh; // empty: there is none
    UnixMs obtained_at = 0;
    UnixMs lifetime_ms = 0; // 0: does not end

    /// Two thirds of the life: late enough to spare the service, early enough for a day of outage.
    std::optional<UnixMs> refresh_at() const noexcept;
    bool is_over(UnixMs now) const noexcept;
};

/// One target's credentials. [engine-thread]
class Account {
public:
    /// Reads `file`; one that is missing or not ours is an account nobody is in.
    Account(std::filesystem::path file, Clock& clock);

    /// Null when there are none, or none of `issuer`: another service must never see them.
    Credentials const* of(std::string_view issuer) const noexcept;

    /// What must be repeated to nobody; empty when nobody is in.
    std::vector<Secret> secrets() const;

    /// Puts them on disk (0600, fsync, rename), then in force. Throws std::runtime_error; they are
    /// then kept and tried again by settle(), since what they replaced may be void already.
    void keep(Credentials credentials);
    /// Writes what keep() could not. Throws as keep() does.
    void settle();
    /// They were refused, or the person logs out.
    void forget() noexcept;
    /// Rises with each keep() and forget(): who waited for a turn sees whether others were quicker.
    std::uint64_t version() const noexcept { return version_; }

    /// Held by who renews the credentials; one at a time.
    class Turn {
    public:
        explicit Turn(Account& account) : account_(&account) {}
        Turn(Turn&& other) noexcept : account_(std::exchange(other.account_, nullptr)) {}
        Turn& operator=(Turn&&) = delete;
        ~Turn();

    private:
        Account* account_;
    };
    net::awaitable<Turn> turn();

private:
    std::filesystem::path file_;
    Clock& clock_;
    std::optional<Credentials> credentials_;
    std::optional<Credentials> unwritten_;
    std::uint64_t version_ = 0;
    bool busy_ = false;
    std::list<Alarm*> waiting_;
};

/// All accounts of a data directory, each made when it is first asked for. [engine-thread]
class Accounts {
public:
    Accounts(std::filesystem::path directory, Clock& clock)
        : directory_(std::move(directory)),
          clock_(clock)
    {
    }
    /// `target` is a target's name, and so fit for a file's.
    Account& of(std::string_view target);

private:
    std::filesystem::path directory_;
    Clock& clock_;
    std::map<std::string, std::unique_ptr<Account>, std::less<>> accounts_;
};

} // namespace playsync
