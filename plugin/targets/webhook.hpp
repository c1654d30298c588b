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
Outcome decode(http::Response const& response, std::span<Claimed const> batch, UnixMs now);

} // namespace webhook
} // namespace playsync
