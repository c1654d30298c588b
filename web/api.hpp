// SPDX-License-Identifier: MIT
// The paths under /api/v1 and what each does. No sockets.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "web/changes.hpp"
#include "web/control.hpp"
#include "web/feed.hpp"
#include "web/log_book.hpp"
#include "web/net.hpp"
#include "web/request.hpp"
#include "web/sessions.hpp"
#include "web/setups.hpp"
#include "web/watches.hpp"

namespace playsync::web {

/// Level (1 debug to 4 error) and line.
using LogLine = std::function<void(int level, std::string_view line)>;

/// What the routes work with; all of it outlives them.
struct Site {
    Control& control;
    Changes& changes;
    Watches& watches;
    Setups& setups;
    LogBook& log_book;
    Sessions& sessions;
    Feed& feed;
    LogLine log;
};

struct Call {
    Site& site;
    Request const& request;
    std::string id;         // the path's variable part, decoded
    std::string_view query; // as sent
    Caller caller;
};

using Answer = std::variant<Response, Problem>;
/// An answer that takes time; others have their turn meanwhile. The call outlives it.
using Later = std::function<net::awaitable<Answer>()>;
using Reply = std::variant<Response, Problem, Later>;

struct Route {
    std::string_view method;
    std::string_view path; // after /api/v1
    Reply (*run)(Call const& call);
    bool is_open = false; // needs no token
    bool upgrades = false;
    bool is_file = false; // answers with a file, whatever is accepted
};

std::span<Route const> api_routes() noexcept;

Problem no_target(std::string_view id);
/// What is wrong with the body of a call that takes none.
std::optional<Problem> not_empty(Call const& call);
Response no_content();

// What a person asks of a target's service (api_service.cpp).
Reply test_target(Call const& call);
Reply log_in_target(Call const& call);
Reply stop_log_in(Call const& call);
Reply log_out_target(Call const& call);

/// Notes a secret that was not accepted, and says so: 401, or 429 after too many.
Problem denied(Site& site, std::string detail);

} // namespace playsync::web
