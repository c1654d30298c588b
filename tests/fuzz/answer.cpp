// SPDX-License-Identifier: MIT
// What a service answers: status, Retry-After, and bodies with results of single changes.
#include "plugin/http/answer.hpp"
#include "plugin/targets/webhook.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace playsync;

/// The first line is a Retry-After, the rest the body.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const bytes = fuzz::text(data, size);
    auto const line = bytes.find('\n');
    std::vector<Claimed> batch(3);
    for (std::size_t n = 0; n < batch.size(); ++n)
        batch[n].id.bytes[15] = static_cast<std::uint8_t>(n);
    for (unsigned const status : {200u, 207u, 400u, 401u, 404u, 429u, 503u}) {
        http::Response response;
        response.status = status;
        response.headers = {{"retry-after", std::string{bytes.substr(0, line)}}};
        if (line != std::string_view::npos)
            response.body = bytes.substr(line + 1);
        auto const outcome = webhook::decode(response, batch, 1'785'000'000'000);
        fuzz::require(!outcome.retry_after || outcome.retry_after->count() >= 0, "no wait back");
    }
    return 0;
}
