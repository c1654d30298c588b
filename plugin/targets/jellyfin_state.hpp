// SPDX-License-Identifier: MIT
// What a change is at a Jellyfin server: by which rule, how it is told, and what proves that it was
// taken (the table in JELLYFIN.md). No I/O.
#pragma once

#include "plugin/targets/jellyfin_api.hpp"

namespace playsync::jellyfin {

struct Resume {
    std::int64_t position_ms = 0; // 0: nothing to resume
    bool finished = false;
};
/// A duration that is not known (0) leaves the position as it is.
Resume resume_of(ResumeRule const& rule, std::int64_t position_ms,
                 std::int64_t duration_ms) noexcept;

/// What `change` says of `item`, by the server's rule.
OurState state_of(Change const& change, ItemInfo const& item, ResumeRule const& rule) noexcept;

/// What the answer to a write says of the item when it was done. What is not set is not looked at.
struct Proof {
    std::string item_id;
    std::optional<bool> watched;
    std::optional<Ticks> position;
    std::optional<std::int64_t> plays;
};

enum class Proved : std::uint8_t {
    yes,
    otherwise, // the server answered, of another item or another state
    not_ours,  // it is no UserItemDataDto
};
Proved proves(Proof const& proof, std::string_view body);

struct Message {
    http::Request request;
    Proof proof;
};

/// How `change` is told over what `item` holds: one request after the other, each of which may be
/// repeated, for none counts a play that is there already, once the state is read before. None:
/// nothing is to be told.
std::vector<Message> messages_of(Change const& change, Decision const& decision,
                                 ItemInfo const& item, ResumeRule const& rule,
                                 std::string_view user_id);

} // namespace playsync::jellyfin
