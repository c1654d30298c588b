// SPDX-License-Identifier: MIT
// Who may read the metrics without a token, by where the connection comes from. Pure.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <optional>
#include <span>
#include <string_view>

#include "web/net.hpp"

namespace playsync::web {

/// An address, or all that begin alike. One of IPv4 is kept as IPv6 writes it (::ffff:a.b.c.d), so
/// that a peer fits whichever way its socket names it.
using Network = net::ip::network_v6;

/// "127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8"; nothing for what is neither an address nor a
/// prefix, or is a prefix with bits set behind its length.
std::optional<Network> network_of(std::string_view text);

/// Whether `peer`, the other end of the socket, is in one of them. A peer that is not known is
/// in none.
bool admits(std::span<Network const> allowed, std::optional<net::ip::address> const& peer);

} // namespace playsync::web
