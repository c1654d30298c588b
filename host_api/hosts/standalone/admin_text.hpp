// SPDX-License-Identifier: MIT
// What a running playsync says of itself, as lines for a terminal. The JSON is web/API.md's. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace playsync::standalone {

/// Text that is not ours, without what would steer a terminal or turn a line around.
std::string harmless(std::string_view text);

/// One sentence, the worst truth first, and a line a target.
std::string status_text(boost::json::object const& status);
/// Changes, one a line, with why each stands where it stands.
std::string changes_text(boost::json::object const& page);
/// Watches, one a line, each after the name it is forgotten by.
std::string watches_text(boost::json::object const& page);

/// `status` after a message of the feed.
void apply(boost::json::object& status, boost::json::object const& message);
/// What a message of the feed says to a person; empty when it only moves numbers.
std::string news_line(boost::json::object const& message);

} // namespace playsync::standalone
