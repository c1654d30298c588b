// SPDX-License-Identifier: MIT
// A target that repeats nothing secret: what a service says of an error may hold what it was sent.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plugin/targets/account.hpp"
#include "plugin/targets/target.hpp"

namespace playsync {

/// Replaces `secret` by ***, also where it is written in percent, JSON's escapes or base64.
void hide(Secret const& secret, std::string& text);

/// `target`, with `secrets`, the account's and those of a log-in taken out of all it says.
/// `account` outlives it.
std::unique_ptr<Target> make_discreet(std::unique_ptr<Target> target, std::vector<Secret> secrets,
                                      Account& account);

} // namespace playsync
