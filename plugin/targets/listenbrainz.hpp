// SPDX-License-Identifier: MIT
// Listens to ListenBrainz, and to what speaks its submission API: Maloja, Koito, multi-scrobbler.
// Facts: listenbrainz.readthedocs.io "Core" and "JSON documentation"; the server's api_tools.py;
// Maloja's apis/listenbrainz.py; Koito's lbz_submit_listen.go; multi-scrobbler's
// endpointListenbrainzRoutes.ts.
#pragma once

#include "plugin/http/client.hpp"
#include "plugin/targets/target.hpp"

namespace playsync {

std::unique_ptr<Target> make_listenbrainz(ConfigTable& table, TargetContext const& context);

namespace listenbrainz {

/// What the path of an address tells of the server behind it.
struct Dialect {
    bool official = false;    // MetaBrainz's own
    bool one_by_one = false;  // Maloja and multi-scrobbler drop a batch's rest and say "ok"
    bool seconds_too = false; // Maloja reads "duration" alone; the service refuses it beside
                              // "duration_ms" ("JSON documentation", additional_info)
};
Dialect dialect_of(http::Url const& url);

/// What to change in an address that is nearly right, to end a sentence with; empty: nothing that
/// we know of.
std::string advice_on(http::Url const& url);

/// Why the service would refuse it, in our words; empty: it would not, as far as we know.
std::string fault_of(Change const& listen, UnixMs now);

/// {"listen_type":"single"|"import","payload":[…]}: the same change is the same bytes, always.
/// `listens` are without fault and at least one. A length over 24 days, which the service refuses,
/// and ids that are no UUIDs are left out.
std::string encode(std::span<Change const> listens, Dialect dialect);
std::string encode_playing_now(Item const& track, std::int64_t duration_ms, Dialect dialect);

/// What the answer to `sent` means. Taken is what a 2xx says is taken, by "status":"ok" ("Core",
/// POST /1/submit-listens): any other JSON comes from another address's service, a web page from a
/// portal, and the rest may be an answer that was cut short. Of a listen that is refused and told
/// apart by what the answer repeats of it, only that one is; its neighbours are held.
Outcome decode(http::Response const& response, std::span<Change const> sent, UnixMs now);

/// What a 409 says. Maloja keeps one listen a second and answers a repeat of the same one with
/// "ok", so that its 409 is of another client's.
enum class Clash : std::uint8_t {
    none,    // no 409, or multi-scrobbler's, which is of the token or the address
    second,  // that another listen has the second
    unnamed, // no more than that there is a conflict
};
Clash clash_of(http::Response const& response);

/// X-RateLimit-Remaining and -Reset-In.
std::optional<Allowance> allowance_of(http::Response const& response);

/// Whether GET /1/validate-token lets us in, by "valid":true; `detail`: as whom, or why not.
TestStep decode_token(http::Response const& response);

} // namespace listenbrainz
} // namespace playsync
