// SPDX-License-Identifier: MIT
#include "web/sessions.hpp"

#include <algorithm>
#include <stdexcept>

namespace playsync::web {
namespace {

constexpr UnixMs minute = 60 * 1000;

} // namespace

UnixMs Sessions::Session::ends() const noexcept
{
    return std::min(used + idle_life, opened + total_life);
}

Sessions::Sessions(std::filesystem::path token_file) : file_(std::move(token_file))
{
    master_.emplace(file_.changed().value());
}

/// Forgets what has expired, and everything when the administrator's token was changed.
void Sessions::refresh(UnixMs now)
{
    try {
        if (auto const token = file_.changed()) {
            master_.emplace(*token);
            ++era_;
            sessions_.clear();
            codes_.clear();
        }
    } catch (std::runtime_error const&) {
        // What the file was replaced by is not to be trusted: the token in force stays.
    }
    std::erase_if(sessions_, [now](Session const& each) { return each.ends() <= now; });
    std::erase_if(codes_, [now](Code const& each) { return each.expires <= now; });
    std::erase_if(misses_, [now](UnixMs at) { return at > now || at + minute <= now; });
}

Opened Sessions::new_code(UnixMs now)
{
    refresh(now);
    if (codes_.size() == most_codes)
        codes_.erase(codes_.begin());
    Opened const made{random_token(), now + code_life};
    codes_.push_back({Secret{made.token}, made.expires});
    return made;
}

Opened Sessions::open(UnixMs now)
{
    if (sessions_.size() == most_sessions)
        sessions_.erase(sessions_.begin());
    auto token = random_token();
    sessions_.push_back({++last_id_, Secret{token}, now, now});
    return {std::move(token), sessions_.back().ends()};
}

std::optional<Opened> Sessions::open_with_code(std::string_view code, UnixMs now)
{
    refresh(now);
    auto const matches = [code](Code const& each) { return each.secret.matches(code); };
    if (std::erase_if(codes_, matches) > 0)
        return open(now);
    for (auto& each : codes_)
        ++each.misses;
    std::erase_if(codes_, [](Code const& each) { return each.misses >= code_misses; });
    return std::nullopt;
}

std::optional<Opened> Sessions::open_with_token(std::string_view token, UnixMs now)
{
    refresh(now);
    if (!master_->matches(token))
        return std::nullopt;
    return open(now);
}

std::optional<Caller> Sessions::caller(std::string_view token, UnixMs now)
{
    refresh(now);
    if (master_->matches(token))
        return Caller{0, era_};
    for (auto& each : sessions_) {
        if (!each.secret.matches(token))
            continue;
        each.used = std::max(each.used, now);
        return Caller{each.id, era_};
    }
    return std::nullopt;
}

bool Sessions::admits(Caller caller, UnixMs now)
{
    refresh(now);
    return caller.era == era_ && (caller.id == 0 || expires(caller));
}

std::optional<UnixMs> Sessions::expires(Caller caller) const
{
    auto const found = std::ranges::find(sessions_, caller.id, &Session::id);
    if (found == sessions_.end())
        return std::nullopt;
    return found->ends();
}

std::size_t Sessions::others(Caller caller) const
{
    return static_cast<std::size_t>(std::ranges::count_if(
        sessions_, [caller](Session const& each) { return each.id != caller.id; }));
}

void Sessions::close(Caller caller, Which which)
{
    std::erase_if(sessions_, [=](Session const& each) {
        bool const is_own = each.id == caller.id;
        return which == Which::all || is_own == (which == Which::own);
    });
}

Denied Sessions::note_miss(UnixMs now)
{
    refresh(now);
    if (misses_.size() < misses_a_minute) {
        misses_.push_back(now);
        return {};
    }
    auto const wait = misses_.front() + minute - now;
    return {static_cast<unsigned>((wait + 999) / 1000)};
}

} // namespace playsync::web
