// SPDX-License-Identifier: MIT
// A signed JSON batch to any address, as Standard Webhooks 1.0.0 says
// (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md).
#pragma once

#include "plugin/http/client.hpp"
#include "plugin/targets/target.hpp"

namespace playsync {

std::unique_ptr<Target> make_webhook(ConfigTable& table, TargetContext const& context);

namespace webhook {

/// The part of a `whsec_` secret that is the key. Throws std::invalid_argument.
std::string key_of(std::string_view secret);
/// "v1,BASE64" over "id.timestamp.body".
std::string sign(std::string_view key, std::string_view id, std::string_view timestamp,
                 std::string_view body);

/// {"type":"playsync.changes","timestamp":…,"data":{"changes":[…]}}
std::string encode(std::span<Claimed const> batch, UnixMs now);
/// A 2xx is the proof that the receiver has all of it (Standard Webhooks, "Delivery"), but for what
/// its "results" say of single changes, unless it is a web page (a portal's) or JSON that takes it
/// back ("error", "ok":false, "success":false).
Outcome decode(http::Response const& response, std::span<Claimed const> batch, UnixMs now);

} // namespace webhook
} // namespace playsync
