// SPDX-License-Identifier: MIT
// What ListenBrainz, a server that speaks as it does, or what stands before them may answer.
#include "plugin/targets/listenbrainz.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace playsync;

namespace {

constexpr UnixMs now = 1'785'615'300'000;

Change listen(unsigned char n)
{
    Change change;
    change.id.bytes[15] = n;
    change.verb = Verb::play;
    change.item.kind = ItemKind::track;
    change.item.title = "Song " + std::to_string(n);
    change.item.artist = "Portishead";
    change.occurred_at = now - n * 1000;
    return change;
}

} // namespace

/// The first line is what the headers say, the rest the body.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const bytes = fuzz::text(data, size);
    auto const line = std::min(bytes.find('\n'), bytes.size());
    std::string const said{bytes.substr(0, line)};
    http::Response response;
    response.headers = {{"retry-after", said},
                        {"x-ratelimit-remaining", said},
                        {"x-ratelimit-reset-in", said.substr(said.find(' ') + 1)}};
    response.body = bytes.substr(std::min(line + 1, bytes.size()));
    std::vector<Change> const sent{listen(1), listen(2), listen(3)};
    for (unsigned const status : {200u, 204u, 400u, 401u, 409u, 429u, 503u}) {
        response.status = status;
        auto const outcome = listenbrainz::decode(response, sent, now);
        fuzz::require(outcome.items.size() <= sent.size(), "a verdict for what was sent alone");
        bool const taken = outcome.error.kind == ErrorClass::none && outcome.items.empty();
        fuzz::require(!taken || (status / 100 == 2 && response.body.find("ok") != bytes.npos),
                      "nothing but ok is a proof");
        listenbrainz::clash_of(response);
        fuzz::require(!outcome.retry_after || outcome.retry_after->count() >= 0, "no wait back");
        listenbrainz::allowance_of(response);
        fuzz::require(!listenbrainz::decode_token(response).name.empty(), "a step has a name");
    }
    return 0;
}
