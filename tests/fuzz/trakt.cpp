// SPDX-License-Identifier: MIT
// What Trakt, or what stands before it, may answer.
#include "plugin/targets/oauth.hpp"
#include "plugin/targets/trakt_codec.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace playsync;

namespace {

constexpr UnixMs now = 1'785'615'300'000;

Change play(unsigned char n)
{
    Change change;
    change.id.bytes[15] = n;
    change.verb = Verb::watched;
    change.item.kind = n == 1 ? ItemKind::movie : ItemKind::episode;
    change.item.title = "Heat";
    change.item.show = "Breaking Bad";
    change.item.season = 5;
    change.item.episode = n;
    change.item.ids = {{"tvdb", std::to_string(n)}, {"show.tvdb", "81189"}};
    change.duration_ms = 10'200'000;
    change.occurred_at = now;
    return change;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    http::Response response;
    response.body = fuzz::text(data, size);
    response.headers = {{"x-ratelimit", response.body}, {"x-pagination-page-count", response.body}};
    std::vector<Change> const sent{play(1), play(2), play(3)};
    for (unsigned const status : {200u, 400u, 409u, 429u}) {
        response.status = status;
        auto const outcome = trakt::decode_told(response, sent, now);
        fuzz::require(outcome.items.size() <= sent.size(), "a verdict for what was sent alone");
        trakt::decode_scrobble(response, 1250, now);
        trakt::decode_refusal(response, now);
        trakt::decode_poll(response);
        std::string code;
        auto const step = trakt::decode_device_code(response, code);
        fuzz::require(step.kind != LogInStep::Kind::waiting || !code.empty(),
                      "there is something to ask with");
    }
    auto const tokens = decode_tokens(response.body, now);
    fuzz::require(!tokens || tokens->refresh_at().value_or(now) >= now, "they live a while");
    trakt::pages_of(response);
    trakt::decode_user(response.body);
    if (auto const entries = trakt::decode_entries(response.body)) {
        for (auto const& entry : *entries)
            fuzz::require(entry.progress >= 0 && entry.progress <= 10'000, "a share of the whole");
        trakt::find_plays(sent, *entries);
        auto const there = trakt::state_there(sent.front(), *entries, *entries);
        fuzz::require(there.position_ms >= 0 && there.position_ms <= sent.front().duration_ms,
                      "a position in it");
    }
    return 0;
}
