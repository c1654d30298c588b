// SPDX-License-Identifier: MIT
// An http or https address as an operator writes it, taken apart and checked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace playsync::http {

struct Origin {
    bool tls = false;
    std::string host; // lower case; IPv6 without brackets
    std::uint16_t port = 0;

    bool operator==(Origin const&) const = default;
    /// "host", or "host:port" when the port is not the scheme's own.
    std::string host_header() const;
    /// A name or address that never leaves this machine.
    bool is_loopback() const noexcept;
};

struct Url {
    Origin origin;
    std::string path; // with the query; begins with '/'

    /// Without credentials, which an address must not hold anyway, and without the query.
    std::string text() const;
};

/// Throws std::invalid_argument with what is wrong: no scheme, credentials in it, a fragment …
Url parse_url(std::string_view text);

} // namespace playsync::http
