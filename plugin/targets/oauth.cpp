// SPDX-License-Identifier: MIT
#include "plugin/targets/oauth.hpp"

#include <algorithm>

#include "plugin/targets/json_read.hpp"
#include "storage/json_text.hpp"

namespace playsync {
namespace {

constexpr std::int64_t longest_life_s = 10LL * 365 * 86'400;

void append_app(std::string& out, OAuthApp const& app)
{
    append_member(out, "client_id", app.client_id);
    append_member(out, "client_secret", app.client_secret.reveal());
}

} // namespace

std::optional<Credentials> decode_tokens(std::string_view body, UnixMs now)
{
    auto const answer = object_in(body);
    Credentials tokens;
    tokens.access = Secret{text_at(answer, "access_token")};
    tokens.refresh = Secret{text_at(answer, "refresh_token")};
    auto const life = std::clamp<std::int64_t>(number_at(answer, "expires_in"), 0, longest_life_s);
    tokens.lifetime_ms = life * 1000;
    tokens.obtained_at = now;
    bool const whole = !tokens.access.empty() && !tokens.refresh.empty() && life > 0;
    return whole ? std::optional{std::move(tokens)} : std::nullopt;
}

std::string encode_renewal(OAuthApp const& app, Secret const& refresh)
{
    std::string out = "{";
    append_member(out, "refresh_token", refresh.reveal());
    append_app(out, app);
    append_member(out, "redirect_uri", app.redirect_uri);
    append_member(out, "grant_type", "refresh_token");
    return out += '}';
}

std::string encode_revocation(OAuthApp const& app, Secret const& access)
{
    std::string out = "{";
    append_member(out, "token", access.reveal());
    append_app(out, app);
    return out += '}';
}

} // namespace playsync
