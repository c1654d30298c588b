// SPDX-License-Identifier: MIT
// Trakt's HTTP API as texts: what is told and asked, and what an answer says. No I/O.
// Facts: github.com/trakt/trakt-api, projects/api/src/contracts (586224b, 2026-07-30), here "T";
// docs.trakt.tv, here "D"; "#n" is an issue there. What only others' programs show is said so.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plugin/http/client.hpp"
#include "plugin/sync/conflict.hpp"
#include "plugin/sync/log_in.hpp"
#include "plugin/sync/outcome.hpp"

namespace playsync::trakt {

/// Why it cannot be told, in our words; empty: it can, as far as we know.
std::string fault_of(Change const& change, UnixMs now);
std::string fault_of(Item const& item);

/// POST /sync/history: {"movies":[…],"shows":[…],"episodes":[…]}, each with when it was watched and
/// all ids that are known. An episode goes by its own ids, else by its number and its show's ids,
/// or title and year: of a title alone there are several. Never a show without episodes: Trakt
/// would take all of it (T sync/index.ts).
std::string encode_plays(std::span<Change const> plays);
/// POST /sync/history/remove: every play of these items.
std::string encode_removals(std::span<Change const> taken_back);
/// POST /scrobble/start, /pause, /stop: an item and how far it is, in hundredths of a percent. It
/// has no time: what it says is said of now.
std::string encode_scrobble(Item const& item, int progress);

/// How far it is; nothing: not known.
std::optional<int> progress_of(std::int64_t position_ms, std::int64_t duration_ms) noexcept;

/// From here on /scrobble/stop is a play, and /scrobble/pause is refused with 422, as others'
/// programs show; below the first hundredth both are. Positions are documented up to 79 %: what
/// lies between is told as that (T scrobble/index.ts).
constexpr int counts_as_play = 8000;
constexpr int most_progress = 7900;
constexpr int least_progress = 100;

/// What a change says beside what GET /sync/playback holds.
OurState state_of(Change const& change) noexcept;

/// A play of GET /sync/history, or a saved position of GET /sync/playback.
struct Entry {
    Item item;
    UnixMs at = 0;
    int progress = 0; // of a saved position, hundredths of a percent
};

/// Nothing when it is no list. What cannot be told apart in it is passed over.
std::optional<std::vector<Entry>> decode_entries(std::string_view body);
/// X-Pagination-Page-Count; 1 without it.
unsigned pages_of(http::Response const& response) noexcept;
/// Whether both name the same film or episode: by any id both have, else by show and number, else
/// by name and year.
bool is_same(Item const& ours, Item const& theirs);
bool is_same_show(Item const& ours, Item const& theirs);

/// Which of `plays` are among `history`. Two plays need two entries.
std::vector<bool> find_plays(std::span<Change const> plays, std::vector<Entry> history);
struct Window {
    UnixMs first = 0;
    UnixMs last = 0;
};
/// The days it touches, from midnight to midnight (UTC).
Window whole_days(Window window) noexcept;
/// Which days of the history have to be read to find `plays`: none twice.
std::vector<Window> windows_of(std::span<Change const> plays);
/// Its list in paths: "movies" or "episodes".
char const* list_of(ItemKind kind) noexcept;
/// What is there of the item of `change`: played since it happened, or a saved position.
TheirState state_there(Change const& change, std::span<Entry const> plays,
                       std::span<Entry const> saved);

/// What any answer means where the request says nothing special.
Outcome outcome_of(http::Response const& response, UnixMs now);
/// A 2xx without what the contract says of success: what it is instead, in its own words.
LastError unlike_success(http::Response const& response);
/// The same of POST /sync/history and /remove. What settles a change is an object with `not_found`
/// and the two counts of `added`, or of `deleted`, in a 200 (T) or 201 (D); of plays the counts,
/// with `updated` and D's `existing`, must reach what was sent. It names what it did not know by
/// repeating it: those get a verdict of their own; one that cannot be told from its neighbours
/// leaves the whole batch in doubt, to be read back. So does a 409, which only others' programs
/// tell of.
Outcome decode_told(http::Response const& response, std::span<Change const> sent, UnixMs now);
/// The same of POST /scrobble/…: `id`, `action` and about the `progress` that was told, in a 201
/// (or 200), or a 409 with `watched_at`: a play that is newer.
Outcome decode_scrobble(http::Response const& response, int progress, UnixMs now);

/// Of POST /oauth/device/code: waiting, with what the person needs; `device_code` is what to poll
/// with.
LogInStep decode_device_code(http::Response const& response, std::string& device_code);
/// Of POST /oauth/device/token, but for 200, which has the tokens: done then says that much.
LogInStep decode_poll(http::Response const& response);
/// Of POST /oauth/token with an answer other than tokens. auth: nobody is let in any more.
Outcome decode_refusal(http::Response const& response, UnixMs now);
/// Of GET /users/settings: whose account it is; empty: it is no such answer.
std::string decode_user(std::string_view body);

} // namespace playsync::trakt
