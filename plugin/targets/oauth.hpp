// SPDX-License-Identifier: MIT
// OAuth 2.0 as texts (RFC 6749, RFC 7009): for services that give tokens which end and are renewed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "plugin/targets/account.hpp"

namespace playsync {

/// What a service knows a program by. The user's own; none is shipped.
struct OAuthApp {
    std::string client_id;
    Secret client_secret;
    std::string redirect_uri;
};

/// Access and renewal with their life, counted from `now`: the service's clock may differ from
/// ours. Nothing when `body` is no whole answer with both tokens (RFC 6749 section 5.1).
std::optional<Credentials> decode_tokens(std::string_view body, UnixMs now);

/// As JSON, as services with a JSON API want them in place of a form.
std::string encode_renewal(OAuthApp const& app, Secret const& refresh);
std::string encode_revocation(OAuthApp const& app, Secret const& access);

} // namespace playsync
