// SPDX-License-Identifier: MIT
// A request and its answer as plain values: what the routes and checks work on, without sockets.
#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/net.hpp"

namespace playsync::web {

struct Field {
    std::string_view name;
    std::string_view value;
};

/// Views into what the server received: valid until it reads the next request.
struct Request {
    std::string_view method;
    std::string_view target;
    unsigned version = 11; // 10: HTTP/1.0
    std::vector<Field> fields;
    std::string_view body;
    std::optional<net::ip::address> peer = {}; // the socket's, whatever the fields say
};

/// A body that is made while it is sent.
class Source {
public:
    virtual ~Source() = default;
    /// The next piece, in a few milliseconds; an empty one: ask again; nothing: that was all.
    virtual std::optional<std::string> next() = 0;
};

struct Response {
    unsigned status = 200;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;
    std::shared_ptr<Source> source; // in place of `body`
    bool close = false;             // the connection ends with this answer
};

/// What is wrong with one member of a body.
struct MemberError {
    std::string pointer; // RFC 6901
    std::string_view code;
    std::string detail;
};

/// A refusal: an error of API.md.
struct Problem {
    unsigned status = 400;
    std::string_view code = "bad_request";
    std::string detail;
    bool close = false;
    std::vector<std::pair<std::string, std::string>> fields = {}; // Allow, Retry-After
    std::vector<MemberError> errors = {};
};

/// ASCII only, letter case ignored.
bool same_word(std::string_view a, std::string_view b) noexcept;
std::string_view trimmed(std::string_view text) noexcept;

/// The first field of that name.
std::optional<std::string_view> field(Request const& request, std::string_view name) noexcept;
std::size_t count(Request const& request, std::string_view name) noexcept;
/// Whether a comma-separated field holds `word`.
bool lists(Request const& request, std::string_view name, std::string_view word) noexcept;
bool has_body(Request const& request) noexcept;
bool wants_websocket(Request const& request) noexcept;

} // namespace playsync::web
