// SPDX-License-Identifier: MIT
// Whoever follows the events, from the moment it is let in: pages by a WebSocket, programs by that
// or by an event stream. Decides nothing: the visit does.
#pragma once

#include <functional>
#include <optional>

#include "web/guest.hpp"
#include "web/routes.hpp"

namespace playsync::web {

/// What it works with; all of it outlives it.
struct ReceptionContext {
    Site& site;
    Patience const& patience;
    std::function<void(net::awaitable<void>)> spawn;
    bool const& stopping;
};

/// [engine-thread]
class Reception {
public:
    static constexpr std::size_t most_visits = 64;
    static constexpr int restart_ms = 2000; // after it, whoever was sent away may come back

    explicit Reception(ReceptionContext context) : context_(std::move(context)) {}

    bool is_full() const noexcept { return visits_ >= most_visits; }
    /// A visit, from the upgrade or the stream's head to its end.
    net::awaitable<void> receive(Guest& guest, Admission const& admission);
    /// Ends it with a word about why.
    static void send_away(Guest& guest);

private:
    static void ring(Guest& guest);
    net::awaitable<void> listen(Guest& guest, Visit& visit);
    net::awaitable<void> tell(Guest& guest);

    ReceptionContext context_;
    std::size_t visits_ = 0;
};

} // namespace playsync::web
