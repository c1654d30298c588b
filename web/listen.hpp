// SPDX-License-Identifier: MIT
// Where the server listens, and under which names. Failures are in words for a person.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "web/net.hpp"

namespace playsync::web {

/// `names` and, unless it stands for all of the machine's, the address itself. Throws
/// std::runtime_error when `listening` is not an address.
std::vector<std::string> names_of(std::string const& listening, std::vector<std::string> names);

/// Throws std::runtime_error.
void listen(net::ip::tcp::acceptor& acceptor, std::string const& address, std::uint16_t port);

} // namespace playsync::web
