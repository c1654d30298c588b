// SPDX-License-Identifier: MIT
#include "plugin/live.hpp"

#include <cstdlib>

namespace playsync {
namespace {

constexpr UnixMs a_moment = 10'000;

std::optional<Live::Kind> kind_of(playsync_event_kind kind) noexcept
{
    switch (kind) {
    case PLAYSYNC_EVENT_START:
    case PLAYSYNC_EVENT_RESUME:
        return Live::Kind::started;
    case PLAYSYNC_EVENT_PAUSE:
        return Live::Kind::paused;
    case PLAYSYNC_EVENT_STOP:
        return Live::Kind::stopped;
    default:
        return std::nullopt;
    }
}

} // namespace

std::optional<Live> live_of(Event const& event, UnixMs now)
{
    auto const kind = kind_of(event.kind);
    if (!kind || std::abs(now - event.at) > a_moment)
        return std::nullopt;
    Live live;
    live.kind = *kind;
    live.item = event.item;
    live.position_ms = event.position_ms;
    live.duration_ms = event.duration_ms;
    return live;
}

} // namespace playsync
