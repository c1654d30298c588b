// SPDX-License-Identifier: MIT
// What is counted while the engine works, for /metrics. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "storage/change.hpp"

namespace playsync::web {

/// How often a value was at most each of some bounds.
class Histogram {
public:
    /// `bounds` rise, and outlive this.
    explicit Histogram(std::span<double const> bounds) : bounds_(bounds), counts_(bounds.size()) {}

    void note(double value);

    std::span<double const> bounds() const noexcept { return bounds_; }
    /// How many were at most bounds()[i].
    std::uint64_t up_to(std::size_t i) const noexcept;
    std::uint64_t count() const noexcept { return count_; }
    double sum() const noexcept { return sum_; }

private:
    std::span<double const> bounds_;
    std::vector<std::uint64_t> counts_; // above the bound before, and at most this one
    std::uint64_t count_ = 0;
    double sum_ = 0;
};

inline constexpr std::array<double, 10> batch_bounds{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
inline constexpr std::array<double, 13> answer_bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
                                                      1,     2.5,  5,     10,   30,  60};
inline constexpr std::array<double, 12> delay_bounds{
    0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 6 * 3600, 24 * 3600, 7 * 24 * 3600};
inline constexpr std::array<double, 11> commit_bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                      0.1,   0.25,   0.5,   1,    5};

/// Of one target, since the start.
struct TargetMeters {
    std::map<ErrorClass, std::uint64_t> failed; // batches that did not succeed
    Histogram batch{batch_bounds};              // changes in a batch
    Histogram answer{answer_bounds};            // seconds from sending a batch to its outcome
    Histogram delay{delay_bounds};              // seconds from taking a change in to its sync
};

struct Meters {
    Histogram commit{commit_bounds}; // seconds
    std::map<std::string, TargetMeters, std::less<>> targets;
};

} // namespace playsync::web
