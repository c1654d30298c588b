// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/event_stream.hpp"

namespace playsync::standalone {

std::optional<StreamEvent> EventStream::next()
{
    for (auto end = text_.find("\n\n"); end != std::string::npos; end = text_.find("\n\n")) {
        auto const block = text_.substr(0, end + 1);
        text_.erase(0, end + 2);
        StreamEvent event{"message", {}};
        for (std::size_t begin = 0; begin < block.size();) {
            auto const stop = block.find('\n', begin);
            auto const line = std::string_view{block}.substr(begin, stop - begin);
            begin = stop + 1;
            auto const colon = line.find(':');
            if (colon == 0 || colon == std::string_view::npos)
                continue; // a comment, or a field without a value
            auto const name = line.substr(0, colon);
            auto const value =
                line.substr(colon + (line.substr(colon + 1).starts_with(' ') ? 2 : 1));
            if (name == "event")
                event.type = value;
            else if (name == "id")
                last_id_ = value;
            else if (name == "data")
                event.data.append(event.data.empty() ? "" : "\n").append(value);
        }
        if (!event.data.empty())
            return event;
    }
    return std::nullopt;
}

} // namespace playsync::standalone
