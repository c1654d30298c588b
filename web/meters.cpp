// SPDX-License-Identifier: MIT
#include "web/meters.hpp"

#include <algorithm>
#include <numeric>

namespace playsync::web {

void Histogram::note(double value)
{
    auto const bound = std::ranges::lower_bound(bounds_, value);
    if (bound != bounds_.end())
        ++counts_[static_cast<std::size_t>(bound - bounds_.begin())];
    ++count_;
    sum_ += value;
}

std::uint64_t Histogram::up_to(std::size_t i) const noexcept
{
    auto const end = counts_.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    return std::accumulate(counts_.begin(), end, std::uint64_t{0});
}

} // namespace playsync::web
