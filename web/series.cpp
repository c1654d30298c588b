// SPDX-License-Identifier: MIT
#include "web/series.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "storage/json_text.hpp"
#include "web/json.hpp"

namespace playsync::web {
namespace {

constexpr std::array<std::string_view, 4> names{"taken", "synced", "failed",
                                                "pending"}; // as Metric
constexpr std::uint32_t usual_minutes = 60;
constexpr std::int64_t most_seconds = 30 * 86'400;
constexpr UnixMs minute_ms = 60'000;

std::uint32_t value_of(Metric metric, Minute const& minute) noexcept
{
    switch (metric) {
    case Metric::taken:
        return minute.taken;
    case Metric::synced:
        return minute.synced;
    case Metric::failed:
        return minute.failed;
    case Metric::pending:
        break;
    }
    return minute.pending;
}

std::string read_step(std::string const& text, std::uint32_t& step)
{
    std::int64_t seconds = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || seconds < 60 ||
        seconds > most_seconds || seconds % 60 != 0)
        return "parameter 'step' must be seconds, a multiple of 60, at most 2592000";
    step = static_cast<std::uint32_t>(seconds / 60);
    return {};
}

std::string read_metric(Parameters const& given, SeriesQuery& query)
{
    auto const metric = given.find("metric");
    auto const known =
        metric == given.end() ? names.end() : std::ranges::find(names, metric->second);
    if (known == names.end())
        return "parameter 'metric' must be taken, synced, failed or pending";
    query.metric = static_cast<Metric>(known - names.begin());
    query.name = *known;
    return {};
}

} // namespace

std::string read_series_query(Parameters const& given, UnixMs now, SeriesQuery& query)
{
    if (auto wrong = read_metric(given, query); !wrong.empty())
        return wrong;
    if (auto const target = given.find("target"); target != given.end())
        query.target = target->second;
    if (auto const step = given.find("step"); step != given.end())
        if (auto wrong = read_step(step->second, query.step); !wrong.empty())
            return wrong;
    auto const present = std::max<UnixMs>(now, 0) / minute_ms;
    auto from = std::max<UnixMs>(present - usual_minutes, 0);
    if (auto const given_from = given.find("from"); given_from != given.end()) {
        auto const time = parse_time(given_from->second);
        if (!time)
            return "'from' must be a time such as 2026-08-01T20:15:00Z";
        from = std::clamp<UnixMs>(*time / minute_ms, 0, present);
    }
    query.from = static_cast<std::uint32_t>(from - from % query.step);
    query.count = static_cast<std::uint32_t>((present - query.from) / query.step + 1);
    if (query.count > SeriesQuery::most_points)
        return "these are more than 1000 points: take a later 'from' or a larger 'step'";
    return {};
}

void Series::add(std::span<Minute const> minutes, std::uint32_t from, std::uint32_t to)
{
    std::optional<std::uint64_t> last;
    auto next = minutes.begin();
    for (; next != minutes.end() && next->minute < from; ++next)
        last = next->pending;
    for (auto at = from; at < to; at += query_.step) {
        std::uint64_t sum = 0;
        for (; next != minutes.end() && next->minute < at + query_.step; ++next) {
            last = next->pending;
            sum += value_of(query_.metric, *next);
        }
        auto& point = points_[(at - query_.from) / query_.step];
        if (query_.metric != Metric::pending)
            point = point.value_or(0) + sum;
        else if (last)
            point = point.value_or(0) + *last;
    }
}

std::string Series::json() const
{
    std::string out = "{";
    append_member(out, "metric", query_.name);
    if (query_.target)
        append_member(out, "target", *query_.target);
    append_time_member(out, "from", UnixMs{query_.from} * minute_ms);
    append_count(out, "step", std::uint64_t{query_.step} * 60);
    append_key(out, "points");
    out += '[';
    for (auto const& point : points_) {
        out += out.back() == '[' ? "" : ",";
        if (point)
            append_number(out, static_cast<std::int64_t>(*point));
        else
            out += query_.metric == Metric::pending ? "null" : "0";
    }
    return out += "]}";
}

} // namespace playsync::web
