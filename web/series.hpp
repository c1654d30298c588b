// SPDX-License-Identifier: MIT
// What happened over time: minutes of the store made into the points of a chart. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/queue.hpp"
#include "web/address.hpp"

namespace playsync::web {

enum class Metric : std::uint8_t { taken, synced, failed, pending };

struct SeriesQuery {
    static constexpr std::uint32_t most_points = 1000;

    Metric metric = Metric::synced;
    std::string name; // of it
    std::optional<std::string> target;
    std::uint32_t from = 0; // a minute since 1970; begins a step
    std::uint32_t step = 1; // in minutes
    std::uint32_t count = 0;

    std::uint32_t end() const noexcept { return from + step * count; }
};

/// Points up to the step that `now` is in. Returns what is wrong; empty when nothing is.
std::string read_series_query(Parameters const& given, UnixMs now, SeriesQuery& query);

/// The points of all targets together.
class Series {
public:
    explicit Series(SeriesQuery query) : query_(std::move(query)), points_(query_.count) {}

    /// Adds one target's `minutes` of [from, to), in order, and the one before them; both are
    /// begins of steps. What is known of a later minute than `now` is not asked for.
    void add(std::span<Minute const> minutes, std::uint32_t from, std::uint32_t to);

    std::string json() const;

private:
    SeriesQuery query_;
    std::vector<std::optional<std::uint64_t>> points_; // nothing: not known
};

} // namespace playsync::web
