// SPDX-License-Identifier: MIT
// Asks the playsync that runs on a data directory, by its admin page's API (web/API.md).
#pragma once

#include <boost/json/value.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "host_api/hosts/standalone/event_stream.hpp"

namespace playsync::standalone {

/// The API said no.
class Refused : public std::runtime_error {
public:
    Refused(unsigned http_status, std::string api_code, std::string const& detail)
        : std::runtime_error(detail),
          status(http_status),
          code(std::move(api_code))
    {
    }
    unsigned status;
    std::string code; // of API.md; empty: it said none
};

/// [control]
class AdminClient {
public:
    /// Throws std::runtime_error when nothing runs on `data`, or without a page.
    explicit AdminClient(std::filesystem::path data);

    /// `path` is what follows /api/v1; `body` is JSON, or empty. The answer, null for an empty one.
    /// Throws Refused, or std::runtime_error when no answer comes.
    boost::json::value ask(std::string_view method, std::string_view path,
                           std::string_view body = {}) const;

    /// The same of a GET whose answer is a file, however long: piece by piece, until `taken`
    /// returns false.
    void fetch(std::string_view path, std::function<bool(std::string_view)> const& taken) const;

    /// Every event from now on, until `heard` returns false or `stop_fd` is readable. A link that
    /// is lost is made again and goes on where it was; throws std::runtime_error when playsync has
    /// ended.
    void follow(int stop_fd, std::function<bool(StreamEvent const&)> const& heard) const;

private:
    struct Place {
        std::string host;
        std::uint16_t port = 0;
        std::string token;
    };
    /// Where it is now: another start may be on another port, with another token.
    Place place() const;

    std::filesystem::path data_;
};

/// Whether a process owns the data directory, by its lock.
bool is_running(std::filesystem::path const& data);

} // namespace playsync::standalone
