// SPDX-License-Identifier: MIT
// What a Jellyfin server, or what stands before it, may answer.
#include "plugin/targets/jellyfin_library.hpp"
#include "plugin/targets/jellyfin_state.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace playsync;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const body = fuzz::text(data, size);
    if (auto const page = jellyfin::decode_items(body)) {
        jellyfin::Library library;
        for (auto const& item : page->items) {
            fuzz::require(item.id.size() == 32, "an id is whole");
            fuzz::require(item.plays >= 0 && item.state.position_ms >= 0, "no less than nothing");
            library.add(item);
        }
        library.seal();
        for (auto const& item : page->items) {
            Item wanted;
            wanted.kind = ItemKind::movie;
            wanted.title = item.name;
            wanted.year = item.year;
            wanted.ids = item.ids;
            wanted.host_key = item.path;
            for (auto const& id : library.find(wanted))
                fuzz::require(id.size() == 32, "what is found is an item");
        }
    }
    jellyfin::decode_entrance(body);
    jellyfin::decode_quick_connect(body);
    jellyfin::decode_info(body);
    jellyfin::decode_users(body, "alice");
    jellyfin::proves({std::string(32, 'a'), true, 0, 1}, body);
    if (auto const rule = jellyfin::decode_resume_rule(body))
        for (std::int64_t const position : {std::int64_t{0}, std::int64_t{1}, INT64_MAX})
            fuzz::require(jellyfin::resume_of(*rule, position, position).position_ms >= 0,
                          "no less than nothing");
    return 0;
}
