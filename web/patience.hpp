// SPDX-License-Identifier: MIT
// The waits of the server, in one place, so that a test can shorten them.
#pragma once

#include <chrono>

namespace playsync::web {

/// How long the server waits for the other side.
struct Patience {
    std::chrono::milliseconds head{10'000};  // from a request's first byte to its empty line
    std::chrono::milliseconds body{20'000};  // the whole of it
    std::chrono::milliseconds idle{60'000};  // between two requests
    std::chrono::milliseconds write{20'000}; // one answer, one frame
    std::chrono::milliseconds hello{5'000};  // from the upgrade to a page's first message
    std::chrono::milliseconds beat{15'000};  // silence before a beat is sent
    std::chrono::milliseconds pong{18'000};  // a page's silence; it is pinged half-way
    std::chrono::milliseconds stop{2'000};   // for farewells, before connections are cut
};

} // namespace playsync::web
