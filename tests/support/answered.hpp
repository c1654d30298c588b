// SPDX-License-Identifier: MIT
// The page's routes asked without a socket.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "web/routes.hpp"

namespace playsync::test {

/// What `routes` answer. A handler that throws becomes an answer there: what comes out of here is
/// a fault.
inline web::Response answered(web::Routes& routes, web::Request const& request)
{
    auto admission = routes.admit(request);
    if (admission.refused)
        return std::move(*admission.refused);
    net::io_context io;
    auto response = net::co_spawn(io, routes.answer(admission, request), net::use_future);
    io.run();
    return response.get();
}

} // namespace playsync::test
