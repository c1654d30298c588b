// SPDX-License-Identifier: MIT
// What a host tells, without what URLs in it keep secret: user info, query and fragment. Pure.
#pragma once

#include <string>
#include <string_view>

#include "storage/change.hpp"

namespace playsync {

/// Names the media at `address`, a URL, a path or a host's own key; what has nothing secret in it
/// stays as it is, and so does a key made here.
/// - The same media has the same key whatever its token: parameters that are credentials, or new at
///   each visit, are left out.
/// - Media told apart by another parameter ("?v=abc") have different keys: behind the path stands
///   "~" and a hash of those parameters (SHA-256, 96 bits), from which none can be read back.
std::string address_key(std::string_view address);

/// A text for people. A text that is a URL becomes the name the URL's path ends with, decoded; a
/// URL inside it loses what is secret; and what follows "?name=", the end of a URL that a player
/// shows where it knows no title, goes. `address`: of the media, as the host told it; a text that
/// is the end of it becomes its name.
std::string text_without_secrets(std::string_view text, std::string_view address = {});

/// The same for all of an item. Returns whether it is another now.
bool hide_url_secrets(Item& item, std::string_view address = {});

} // namespace playsync
