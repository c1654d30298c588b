// SPDX-License-Identifier: MIT
// Changes and drafts for tests, in a word.
#pragma once

#include <string>

#include "storage/queue.hpp"

namespace playsync::test {

inline Change change(Verb verb, std::string const& title, UnixMs at,
                     std::string const& user = "alice")
{
    Change change;
    change.user = user;
    change.verb = verb;
    change.item.kind = ItemKind::movie;
    change.item.title = title;
    change.item.host_key = "key of " + title;
    change.position_ms = 1000;
    change.duration_ms = 100'000;
    change.occurred_at = at;
    return change;
}

inline Draft draft(TargetNo target, Verb verb, std::string const& title, UnixMs at,
                   std::string const& user = "alice")
{
    auto const told = change(verb, title, at, user);
    Draft draft{target, verb, item_key(user, told.item), at, at, false, {}};
    append_body(draft.body, told);
    return draft;
}

} // namespace playsync::test
