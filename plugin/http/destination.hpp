// SPDX-License-Identifier: MIT
// Where no request ever goes, whatever a name resolves to. Pure.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include <string>

#include "plugin/net.hpp"

namespace playsync::http {

/// Why `place` is no service, in words; empty when it may be one. Private networks may: that is
/// where most servers are. `own_port` is the admin page's on this machine, 0 when there is none.
std::string unfit(net::ip::tcp::endpoint const& place, std::uint16_t own_port);

} // namespace playsync::http
