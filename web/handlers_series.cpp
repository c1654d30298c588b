// SPDX-License-Identifier: MIT
// /series: how much happened, over time.
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>

#include "web/answer.hpp"
#include "web/handlers.hpp"
#include "web/series.hpp"

namespace playsync::web {
namespace {

/// So many are read in a few milliseconds; then others have their turn.
constexpr std::uint32_t minutes_at_once = 10'000;

net::awaitable<Answer> answer_of(Changes& changes, std::vector<TargetNo> targets, SeriesQuery query)
{
    auto const executor = co_await net::this_coro::executor;
    Series series{query};
    auto const piece = std::max(minutes_at_once / query.step, 1u) * query.step;
    for (auto const target : targets)
        for (auto from = query.from; from < query.end(); from += piece) {
            auto const to = std::min(from + piece, query.end());
            series.add(changes.minutes(target, from, to), from, to);
            co_await net::post(executor, net::use_awaitable);
        }
    co_return json_response(200, series.json());
}

} // namespace

Reply show_series(Call const& call)
{
    constexpr std::array<std::string_view, 4> allowed{"metric", "target", "from", "step"};
    std::string wrong;
    auto const given = read_query(call.query, allowed, wrong);
    SeriesQuery query;
    if (given)
        wrong = read_series_query(*given, call.site.control.now(), query);
    if (!wrong.empty())
        return bad_request(wrong);
    auto targets = call.site.changes.targets(query.target);
    if (!targets)
        return no_target(*query.target);
    return Later{[&changes = call.site.changes, targets = std::move(*targets), query] {
        return answer_of(changes, targets, query);
    }};
}

} // namespace playsync::web
