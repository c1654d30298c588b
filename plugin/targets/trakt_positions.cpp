// SPDX-License-Identifier: MIT
// Where something was left: a saved position, or a play, for Trakt has no position from 80 % on.
#include <algorithm>

#include "plugin/targets/trakt_delivery.hpp"
#include "storage/json_text.hpp"

namespace playsync::trakt {
namespace {

constexpr UnixMs a_minute = 60'000;

} // namespace

net::awaitable<void> Delivery::tell_position()
{
    if (changes_.empty())
        co_return;
    auto change = std::exchange(changes_, {}).front();
    auto const progress = *progress_of(change.position_ms, change.duration_ms);
    if (progress >= counts_as_play)
        co_await tell_left(std::move(change));
    else if (auto const at = watches_.told_before(change))
        settle(change, "Trakt has it as watched since " + time_text(*at));
    else if (progress >= least_progress)
        co_await save_position(std::move(change));
    else
        settle(change, "Trakt keeps no position below 1 %");
}

/// By a stop: that it saves the position is documented, and of a pause it is not (T
/// scrobble/index.ts).
net::awaitable<void> Delivery::save_position(Change change)
{
    changes_ = {change};
    Entries plays, saved;
    co_await read_since(change.item.kind, plays);
    auto path = std::string{"/sync/playback/"} + list_of(change.item.kind) + "?";
    if (!failed())
        co_await read(std::move(path), saved);
    if (failed() || !stands(change, state_there(change, plays, saved)))
        co_return;
    auto const* const left = watches_.left(key_of(change.item));
    bool const again =
        left && change.restart && change.occurred_at - left->at >= change.position_ms;
    if (again && !remember([&] { watches_.forget(key_of(change.item)); }))
        co_return;
    http::Request request;
    request.path = "/scrobble/stop";
    auto const exact = *progress_of(change.position_ms, change.duration_ms);
    auto const progress = std::min(exact, most_progress);
    request.body = encode_scrobble(change.item, progress);
    Reply const reply = co_await service_.ask(std::move(request));
    outcome_ = reply.is_answer() ? decode_scrobble(reply.response, progress, clock_.wall())
                                 : reply.outcome;
}

/// A play at its time, once for a viewing.
net::awaitable<void> Delivery::tell_left(Change change)
{
    Window const days{change.occurred_at - one_viewing, change.occurred_at + one_viewing};
    Entries there;
    co_await read_history(change.item.kind, whole_days(days), there);
    if (failed())
        co_return;
    auto const* const left = watches_.left(key_of(change.item));
    for (auto const& play : there) {
        bool const is_near = std::abs(play.at - change.occurred_at) <= one_viewing;
        bool const ours = left && std::abs(left->at - play.at) < a_minute;
        if (!is_near || !is_same(change.item, play.item) ||
            !is_told(play.at, ours ? left : nullptr, change))
            continue;
        settle(change, "Trakt has it as watched since " + time_text(play.at));
        co_return;
    }
    if (!remember([&] { watches_.leave(change); }))
        co_return;
    change.verb = Verb::watched;
    watches_.told(change);
    changes_ = {std::move(change)};
    auto body = encode_plays(changes_);
    co_await tell("/sync/history", std::move(body));
    if (!failed() && outcome_.items.empty())
        settle(changes_.front(), "it was left from 80 % on, which Trakt takes for watched");
}

} // namespace playsync::trakt
