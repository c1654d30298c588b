// SPDX-License-Identifier: MIT
// `playsync-host login TARGET`: a log-in at the terminal, of the plugin that runs.
#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <filesystem>
#include <string>

namespace playsync::standalone {

struct LogInOptions {
    std::string target;
    std::filesystem::path data;
    std::string user;   // with a password, where the service takes one
    bool token = false; // ask for a token
};

/// What the person has to do, from a log-in that waits (API.md).
std::string task_line(boost::json::object const& login);
/// "waiting, 9:41 left", from now until `expires`; nothing is said of a time that is not known.
std::string waiting_line(boost::json::object const& login, std::int64_t now_ms);
/// How it ended, from a target's card, once it waits no more.
std::string end_line(boost::json::object const& login);

/// Until it is done, over, or `stop_fd` can be read: then the log-in is called off. Throws
/// std::runtime_error when it cannot begin. Returns an exit code.
int log_in(LogInOptions const& options, int stop_fd);

} // namespace playsync::standalone
