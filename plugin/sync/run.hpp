// SPDX-License-Identifier: MIT
// One run of a target, from idle to idle, as a progress bar needs it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "storage/change.hpp"

namespace playsync {

/// Settled changes a second over the last minute.
class Rate {
public:
    void add(UnixMs now, std::uint64_t count) noexcept;
    double per_second(UnixMs now) const noexcept;

private:
    static constexpr std::size_t seconds = 60;
    struct Second {
        std::int64_t which = -1;
        std::uint64_t count = 0;
    };
    std::array<Second, seconds> counts_{};
    std::int64_t first_ = -1;
};

class Run {
public:
    /// `waiting` ≥ 1 changes wait and nothing did before.
    Run(std::uint64_t number, std::uint64_t waiting, UnixMs now)
        : id(number),
          total(waiting),
          started(now)
    {
    }

    /// `pending` changes wait now, after `synced` and `dead` more were settled. What does not add
    /// up came in meanwhile, or was replaced by something newer.
    void advance(std::uint64_t pending, std::uint64_t synced, std::uint64_t dead,
                 UnixMs now) noexcept;

    std::uint64_t left() const noexcept { return total - done - failed; }
    double rate(UnixMs now) const noexcept { return rate_.per_second(now); }
    /// After ten settled changes.
    std::optional<std::uint64_t> eta_s(UnixMs now) const noexcept;

    std::uint64_t id;
    std::uint64_t total;
    std::uint64_t added = 0;
    std::uint64_t done = 0;
    std::uint64_t failed = 0;
    UnixMs started;

private:
    Rate rate_;
};

} // namespace playsync
