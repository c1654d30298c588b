// SPDX-License-Identifier: MIT
// Events as JSON Lines, and bodies that the admin API is sent.
#include "host_api/hosts/standalone/event_line.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "web/members.hpp"

using namespace playsync;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const text = fuzz::text(data, size);
    try {
        static_cast<void>(standalone::parse_event_line(text));
    } catch (std::exception const& error) {
        fuzz::require(error.what()[0] != '\0', "a refusal says why");
    }
    std::string wrong;
    constexpr std::string_view allowed[] = {"target", "limit", "code"};
    auto const members = web::Members::read(text, allowed, wrong);
    fuzz::require(members || !wrong.empty(), "a refusal says why");
    return 0;
}
