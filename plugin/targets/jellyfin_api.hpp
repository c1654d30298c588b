// SPDX-License-Identifier: MIT
// Jellyfin's HTTP API, 10.9 to 12, as texts: what is asked, and what an answer says. No I/O.
// Facts are of github.com/jellyfin/jellyfin, Jellyfin.Api/Controllers; each is named where it
// binds.
#pragma once

#include <optional>
#include <span>
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
    std::string album;
    std::string path;
    int year = 0;
    int season = -1;
    int episode = -1;
    int last_episode = -1; // of a file with several; -1: `episode` is the only one
    std::int64_t duration_ms = 0;
    std::int64_t versions = 1; // of a film: files that the server shows as one item
    std::vector<std::pair<std::string, std::string>> ids; // scheme as in Item::ids, value
    bool has_state = false; // there is a play state: `state` and `plays` are what it says
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

/// What the server makes of a position (UserDataManager.UpdatePlayState): its own settings, here as
/// they are at first. Where a position is told by a way that applies none of it, it is ours to.
struct ResumeRule {
    int from_pct = 5;           // below: nothing to resume
    int to_pct = 90;            // above, and in the last second: played
    std::int64_t least_s = 300; // an item shorter than this is played from `from_pct` on

    bool operator==(ResumeRule const&) const = default;
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

/// Of RFC 3986, what stands for itself; the server decodes the rest, in addresses and in its
/// Authorization header (AuthorizationContext.GetParts).
std::string escaped(std::string_view text);

/// Paths are relative to the server's base.
http::Request post(std::string path, std::string body);
http::Request ask(std::string path);
http::Request ask_library(std::string_view user_id, std::string_view types, std::size_t from);
/// How many films and episodes there are, as decode_items() finds it.
http::Request ask_count(std::string_view user_id);
/// Series that a listing leaves out: of those with one presentation key it shows one.
http::Request ask_series(std::string_view user_id, std::span<std::string const> ids);
http::Request ask_states(std::string_view user_id, std::span<std::string const> ids);
http::Request enter_by_password(std::string_view user, std::string_view password);
http::Request enter_by_quick_connect(std::string_view secret);

/// 32 lower-case hex digits of an id with or without dashes; empty: it is none.
std::string plain_id(std::string text);

// Nothing: the body is not what the server sends there, whatever its status.
std::optional<ItemPage> decode_items(std::string_view body);
std::optional<Entrance> decode_entrance(std::string_view body);
std::optional<QuickConnect> decode_quick_connect(std::string_view body);
std::optional<ServerInfo> decode_info(std::string_view body);
/// Of GET /Users: who is called `user`, or has that id. `user_id` empty: nobody.
std::optional<Entrance> decode_users(std::string_view body, std::string_view user);
/// Names are the same in any case; `user` may be an id.
bool is_same_user(Entrance const& entrance, std::string_view user);
/// Of GET /System/Configuration, which whoever is logged in may read (ConfigurationController).
std::optional<ResumeRule> decode_resume_rule(std::string_view body);
/// Older servers know no POST /UserItems/{id}/UserData.
bool is_too_old(std::string_view version);

/// Class, status and words of an answer; a 2xx is none, whatever it holds.
Outcome outcome_of(http::Response const& response, UnixMs now);
/// Of a 2xx that does not say what the server says there: nothing is settled by it. Says what it is
/// instead, and of its text no more than what it calls an error.
Outcome not_ours(std::string_view body);

} // namespace playsync::jellyfin
