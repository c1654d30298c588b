// SPDX-License-Identifier: MIT
#include "web/change_query.hpp"

#include <charconv>

namespace playsync::web {

std::string read_change_query(Parameters const& given, ChangeQuery& query)
{
    constexpr std::size_t most = 200;
    for (auto const& [name, value] : given) {
        if (name == "state") {
            query.state = state_of(value);
            if (!query.state || *query.state == State::syncing)
                return "parameter 'state' must be pending, synced or failed";
        } else if (name == "target") {
            query.target = value;
        } else if (name == "cursor") {
            query.from = Ulid::parse(value);
            if (!query.from)
                return "parameter 'cursor' must be a 'next' that was given out";
        } else {
            auto const end = value.data() + value.size();
            auto const read = std::from_chars(value.data(), end, query.limit);
            if (read.ec != std::errc{} || read.ptr != end || query.limit < 1 || query.limit > most)
                return "parameter 'limit' must be a number from 1 to 200";
        }
    }
    return {};
}

} // namespace playsync::web
