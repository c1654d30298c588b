// SPDX-License-Identifier: MIT
// The keys of a target that is reached over HTTP.
#pragma once

#include "plugin/http/client.hpp"
#include "plugin/targets/target.hpp"

namespace playsync {

class ConfigTable;

struct HttpSettings {
    http::Url url;
    http::ClientOptions options; // with the address's origin

    /// The path of `below` ("/1/submit-listens") under the address's own path.
    std::string path(std::string_view below) const;
};

/// Reads `key`, the address (`otherwise` where it is missing; empty: it must not be), `ca_file`,
/// `fingerprint` and `timeout_ms`. Complaints are in `table`.
HttpSettings read_http(ConfigTable& table, std::string_view key, std::string_view otherwise);

/// The same of a service's second host, with another address.
HttpSettings with_address(ConfigTable& table, HttpSettings settings, std::string_view key,
                          std::string_view otherwise);

/// A client for `settings`, or null with a complaint about `ca_file`.
std::unique_ptr<http::Client> make_client(ConfigTable& table, TargetContext const& context,
                                          http::ClientOptions options);

/// The way to the service as steps of a test.
net::awaitable<std::vector<TestStep>> probe(http::Client& client);
bool all_well(std::vector<TestStep> const& steps) noexcept;

} // namespace playsync
