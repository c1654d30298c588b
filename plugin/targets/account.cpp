// SPDX-License-Identifier: MIT
#include "plugin/targets/account.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "plugin/targets/json_read.hpp"
#include "storage/data_dir.hpp"
#include "storage/json_text.hpp"

namespace playsync {
namespace {

namespace fs = std::filesystem;

std::string text_of(Credentials const& credentials)
{
    std::string out = "{";
    append_member(out, "issuer", credentials.issuer);
    append_member(out, "user", credentials.user);
    append_member(out, "user_id", credentials.user_id);
    append_member(out, "access", credentials.access.reveal());
    append_member(out, "refresh", credentials.refresh.reveal());
    append_member(out, "obtained_at", credentials.obtained_at);
    append_member(out, "lifetime_ms", credentials.lifetime_ms);
    return out += "}\n";
}

std::optional<Credentials> parse(std::string_view text)
{
    auto const object = object_in(text);
    Credentials out;
    out.issuer = text_at(object, "issuer");
    out.user = text_at(object, "user");
    out.user_id = text_at(object, "user_id");
    out.access = Secret{text_at(object, "access")};
    out.refresh = Secret{text_at(object, "refresh")};
    out.obtained_at = number_at(object, "obtained_at");
    out.lifetime_ms = number_at(object, "lifetime_ms");
    return out.access.empty() ? std::nullopt : std::optional{std::move(out)};
}

/// Empty when there is no such file of this user. A link is not followed.
std::string read_private(fs::path const& path)
{
    constexpr std::size_t largest = 64 * 1024;
    int const file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0)
        return {};
    struct stat info {};
    std::string text(largest, '\0');
    bool const ours = fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == geteuid();
    if (ours && (info.st_mode & 077) != 0)
        fchmod(file, 0600);
    auto const size = ours ? read(file, text.data(), text.size()) : 0;
    close(file);
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    return text;
}

} // namespace

std::optional<UnixMs> Credentials::refresh_at() const noexcept
{
    if (lifetime_ms <= 0 || refresh.empty())
        return std::nullopt;
    return obtained_at + lifetime_ms / 3 * 2;
}

/// A clock set back must not make them last for ever; the service says 401 to what we misjudge.
bool Credentials::is_over(UnixMs now) const noexcept
{
    return lifetime_ms > 0 && now >= obtained_at + lifetime_ms;
}

Account::Account(fs::path file, Clock& clock)
    : file_(std::move(file)),
      clock_(clock),
      credentials_(parse(read_private(file_)))
{
}

Credentials const* Account::of(std::string_view issuer) const noexcept
{
    return credentials_ && credentials_->issuer == issuer ? &*credentials_ : nullptr;
}

std::vector<Secret> Account::secrets() const
{
    if (!credentials_)
        return {};
    return {credentials_->access, credentials_->refresh};
}

void Account::keep(Credentials credentials)
{
    unwritten_ = std::move(credentials);
    settle();
}

void Account::settle()
{
    if (!unwritten_)
        return;
    write_private_file(file_, text_of(*unwritten_));
    credentials_ = std::move(unwritten_);
    unwritten_.reset();
    ++version_;
}

void Account::forget() noexcept
{
    ++version_;
    credentials_.reset();
    unwritten_.reset();
    std::error_code error;
    fs::remove(file_, error);
}

net::awaitable<Account::Turn> Account::turn()
{
    auto const alarm = clock_.alarm();
    Listed const listed{waiting_, *alarm};
    while (busy_)
        co_await alarm->wait_until(Steady::max());
    busy_ = true;
    co_return Turn{*this};
}

Account::Turn::~Turn()
{
    if (!account_)
        return;
    account_->busy_ = false;
    if (!account_->waiting_.empty())
        account_->waiting_.front()->ring();
}

Account& Accounts::of(std::string_view target)
{
    auto const found = accounts_.find(target);
    if (found != accounts_.end())
        return *found->second;
    std::string name{target};
    auto account = std::make_unique<Account>(directory_ / ("account-" + name + ".json"), clock_);
    return *accounts_.emplace(std::move(name), std::move(account)).first->second;
}

} // namespace playsync
