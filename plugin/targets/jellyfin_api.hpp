// SPDX-License-Identifier: MIT
// Jellyfin's HTTP API, 10.9 to 10.11, as texts: what is asked, and what an answer says. No I/O.
// Facts are of github.com/jellyfin/jellyfin, Jellyfin.Api/Controllers; each is named where it
// binds.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/http/client.hpp"
#include "plugin/sync/conflict.hpp"

namespace playsync::jellyfin {

/// 100 ns each.
using Ticks = std::int64_t;

/// Of GET /Items: an item of the library, with its play state where that was asked for.
struct ItemInfo {
    std::string id;   // 32 lower-case hex digits
    std::string type; // "Movie", "Episode", "Series", "Audio", "Video" …
    std::string name;
    std::string series; // of an episode
    std::string series_id;
    std::string artist;
    std::string path;
    int year = 0;
    int season = -1;
    int episode = -1;
    std::int64_t duration_ms = 0;
    std::vector<std::pair<std::string, std::string>> ids; // scheme as in Item::ids, value
    TheirState state;
    std::int64_t plays = 0;
};

struct ItemPage {
    std::vector<ItemInfo> items;
    std::size_t total = 0; // of all pages
};

struct Entrance {
    std::string token;
    std::string user_id;
    std::string user;
};

struct QuickConnect {
    std::string secret;
    std::string code; // six digits
    bool let_in = false;
};

struct ServerInfo {
    std::string version;
    bool set_up = false; // its owner has been through the setup page
};

constexpr std::size_t page_size = 500;
/// Ids in one question for states: Kestrel takes a request line of 8 KiB.
constexpr std::size_t most_ids = 100;

/// The Authorization header; `token` empty: nobody is in yet. A second log-in with the same
/// `device` ends the first (SessionManager.GetAuthorizationToken).
std::string authorization(std::string_view device, std::string_view token);

/// Paths are relative to the server's base.
http::Request ask(std::string path);
http::Request ask_library(std::string_view user_id, std::string_view types, std::size_t from);
/// How many films and episodes there are, as decode_items() finds it.
http::Request ask_count(std::string_view user_id);
http::Request ask_states(std::string_view user_id, std::vector<std::string> const& ids);
http::Request enter_by_password(std::string_view user, std::string_view password);
http::Request enter_by_quick_connect(std::string_view secret);

// Nothing: the body is not what the server sends there, whatever its status.
std::optional<ItemPage> decode_items(std::string_view body);
std::optional<Entrance> decode_entrance(std::string_view body);
std::optional<QuickConnect> decode_quick_connect(std::string_view body);
std::optional<ServerInfo> decode_info(std::string_view body);
/// Of GET /Users: who is called `user`, or has that id. `user_id` empty: nobody.
std::optional<Entrance> decode_users(std::string_view body, std::string_view user);
/// Names are the same in any case; `user` may be an id.
bool is_same_user(Entrance const& entrance, std::string_view user);
/// What a write answers (UserItemDataDto).
bool is_user_data(std::string_view body);
/// Older servers know no POST /UserItems/{id}/UserData.
bool is_too_old(std::string_view version);

/// What the server itself makes of a position (MinResumePct 5, MaxResumePct 90,
/// MinResumeDurationSeconds 300), where it is told by a way that applies none of it.
struct Resume {
    std::int64_t position_ms = 0; // 0: nothing to resume
    bool finished = false;
};
Resume resume_of(std::int64_t position_ms, std::int64_t duration_ms) noexcept;

/// What `change` says of `item`, by the server's rules.
OurState state_of(Change const& change, ItemInfo const& item) noexcept;

/// How `change` is told over what `item` holds. Each form may be repeated: none counts a play that
/// is there already, once the state is read before.
http::Request tell(Change const& change, Decision const& decision, ItemInfo const& item,
                   std::string_view user_id);

/// Class, status and words of an answer; a 2xx is none, whatever it holds.
Outcome outcome_of(http::Response const& response, UnixMs now);
/// Of a 2xx that is not the server's: a proxy's page, or cut short.
Outcome not_ours();

} // namespace playsync::jellyfin
