// SPDX-License-Identifier: MIT
// What an answer of the admin API says. Nothing that is not there, or of another type, is an error:
// a newer playsync may say more.
#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace playsync::standalone {

namespace json = boost::json;

/// Null when it is not there.
json::value const* find(json::object const& object, std::string_view key);
/// Empty when it is not there, as those below are.
json::object const& part(json::object const& object, std::string_view key);
json::array const& list(json::object const& object, std::string_view key);
/// Made fit for one line of a terminal.
std::string text(json::object const& object, std::string_view key);
std::int64_t number(json::object const& object, std::string_view key);
bool flag(json::object const& object, std::string_view key, bool otherwise);
/// What a change's or a watch's item is called.
std::string item_name(json::object const& change);

} // namespace playsync::standalone
