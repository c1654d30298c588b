// SPDX-License-Identifier: MIT
// From a request to an answer: what is refused, which route it is, what every answer carries.
// No sockets.
#pragma once

#include <string>
#include <vector>

#include "web/allow_list.hpp"
#include "web/api.hpp"
#include "web/page.hpp"

namespace playsync::web {

/// What was decided on a request's head.
struct Admission {
    std::optional<Response> refused;
    Route const* route = nullptr; // null: what is outside the API
    std::string id;               // of the route's variable part
    std::optional<Caller> caller;
    std::string instance;      // what the log knows the request by
    bool is_websocket = false; // to be upgraded; without a caller, hello must bring a token
    bool is_event_stream = false;
};

/// What the configuration opens, and to whom.
struct Doors {
    std::vector<std::string> host_names; // answered to beside the loopback's
    std::vector<Network> metrics_allow;  // may read /metrics without one
};

/// [engine-thread]
class Routes {
public:
    Routes(Site site, Page page, Doors doors);

    /// All that can be decided before the body is read, so that nobody's body is read in vain.
    Admission admit(Request const& head);
    /// The answer to what was admitted. Whatever a handler throws becomes a 500. Both arguments
    /// outlive it.
    net::awaitable<Response> answer(Admission const& admission, Request const& request);
    /// For what the server finds out by itself: a head that does not parse, a body too large.
    Response refusal(Problem problem);
    /// There are as many open pages as there may be.
    Response full();

private:
    Admission begin();
    void refuse_with(Admission& admission, Problem problem);
    void note_refusal(Problem const& problem);
    void admit_api(Admission& admission, Request const& head, std::string_view path);
    void admit_upgrade(Admission& admission, Request const& head);
    void admit_outside(Admission& admission, Request const& head, std::string_view path);
    std::optional<Problem> sign_in(Admission& admission, Request const& head);
    net::awaitable<Answer> run(Admission const& admission, Request const& request);
    Response dressed(Answer answer, Admission const& admission) const;
    Response metrics() const;
    Response outside(Admission const& admission, std::string_view path,
                     Request const& request) const;

    Site site_;
    Page page_;
    Doors doors_;
    std::uint64_t requests_ = 0;
    UnixMs noted_ = 0; // when a foreign request was last logged
};

} // namespace playsync::web
