// SPDX-License-Identifier: MIT
// Asio under the name the whole project gives it.
#pragma once

#include <boost/asio/io_context.hpp>

namespace playsync {

namespace net = boost::asio;

} // namespace playsync
