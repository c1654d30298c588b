// SPDX-License-Identifier: MIT
// Listens to ListenBrainz, and to what speaks its submission API: Maloja, Koito, multi-scrobbler.
// Facts: listenbrainz.readthedocs.io "Core" and "JSON documentation"; the server's api_tools.py.
#pragma once

#include "plugin/http/client.hpp"
#include "plugin/targets/target.hpp"

namespace playsync {

std::unique_ptr<Target> make_listenbrainz(ConfigTable& table, TargetContext const& context);

namespace listenbrainz {

/// Why the service would refuse it, in our words; empty: it would not, as far as we know.
std::string fault_of(Change const& listen, UnixMs now);

/// {"listen_type":"single"|"import","payload":[…]}: the same change is the same bytes, always.
/// `listens` are without fault and at least one.
std::string encode(std::span<Change const> listens);
std::string encode_playing_now(Item const& track, std::int64_t duration_ms);

/// What the answer to `sent` means. Of a listen that is refused and told apart by what the answer
/// repeats of it, only that one is; its neighbours are held.
Outcome decode(http::Response const& response, std::span<Change const> sent, UnixMs now);

/// X-RateLimit-Remaining and -Reset-In.
std::optional<Allowance> allowance_of(http::Response const& response);

/// Whether GET /1/validate-token lets us in; `detail`: as whom, or why not.
TestStep decode_token(http::Response const& response);

} // namespace listenbrainz
} // namespace playsync
