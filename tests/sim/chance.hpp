// SPDX-License-Identifier: MIT
// One seed's stream of chances: the same on every machine and library.
#pragma once

#include <cstdint>

namespace playsync::sim {

class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() // SplitMix64
    {
        auto z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    /// In [0, n).
    std::uint64_t below(std::uint64_t n) { return next() % n; }
    std::int64_t between(std::int64_t low, std::int64_t high)
    {
        return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low + 1)));
    }
    /// In [0, 1).
    double share() { return static_cast<double>(next() >> 11) / 9007199254740992.0; }
    /// Draws even when `probability` is 0, so that switching one fault off moves no other.
    bool happens(double probability) { return share() < probability; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    /// Spread evenly over magnitudes.
    std::int64_t magnitude(std::int64_t low, std::int64_t high)
    {
        auto span = static_cast<std::uint64_t>(high - low + 1);
        while (span > 1 && below(3) != 0)
            span /= 4;
        return low + static_cast<std::int64_t>(below(span == 0 ? 1 : span));
    }

private:
    std::uint64_t state_;
};

} // namespace playsync::sim
