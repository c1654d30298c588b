// SPDX-License-Identifier: MIT
#include "plugin/sync/run.hpp"

#include <algorithm>
#include <cmath>

namespace playsync {

void Rate::add(UnixMs now, std::uint64_t count) noexcept
{
    auto const second = now / 1000;
    if (first_ < 0)
        first_ = second;
    auto& slot = counts_[static_cast<std::size_t>(second) % seconds];
    if (slot.which != second)
        slot = {second, 0};
    slot.count += count;
}

double Rate::per_second(UnixMs now) const noexcept
{
    auto const second = now / 1000;
    std::uint64_t sum = 0;
    for (auto const& slot : counts_)
        if (slot.which > second - static_cast<std::int64_t>(seconds) && slot.which <= second)
            sum += slot.count;
    auto const span = std::clamp<std::int64_t>(second - first_ + 1, 1, seconds);
    return first_ < 0 ? 0 : static_cast<double>(sum) / static_cast<double>(span);
}

void Run::advance(std::uint64_t pending, std::uint64_t synced, std::uint64_t dead,
                  UnixMs now) noexcept
{
    done += synced;
    failed += dead;
    if (synced + dead > 0)
        rate_.add(now, synced + dead);
    auto const truth = done + failed + pending;
    if (truth > total)
        added += truth - total;
    total = truth;
}

std::optional<std::uint64_t> Run::eta_s(UnixMs now) const noexcept
{
    constexpr std::uint64_t enough = 10;
    auto const speed = rate(now);
    if (done + failed < enough || speed <= 0)
        return std::nullopt;
    return static_cast<std::uint64_t>(std::ceil(static_cast<double>(left()) / speed));
}

} // namespace playsync
