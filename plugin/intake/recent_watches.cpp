// SPDX-License-Identifier: MIT
#include "plugin/intake/recent_watches.hpp"

#include <algorithm>
#include <cstring>

namespace playsync {
namespace {

/// More than a commit takes in, so that one that is not here is in the history.
constexpr std::size_t most_recent = 4608;
constexpr std::size_t most_indexed = std::size_t{1} << 18;
constexpr std::size_t least_slots = 256;
/// No item is longer, with its pauses, than what is looked back for a watch that overlaps.
constexpr UnixMs longest_watch = 12 * 3'600'000;
constexpr UnixMs a_day = 24 * 3'600'000;

/// Moments of an eighth of a second since 2020, in 32 bits.
constexpr UnixMs first_moment = 1'577'836'800'000;
constexpr UnixMs moment = 125;

std::uint32_t moment_of(UnixMs at) noexcept
{
    return static_cast<std::uint32_t>(
        std::clamp<UnixMs>((at - first_moment) / moment, 0, 0xffff'ffff));
}

UnixMs time_of(std::uint32_t each) noexcept
{
    return first_moment + each * moment;
}

/// Of all of the key: FNV spreads what differs at the end of a text over few of its bytes.
std::uint32_t mark_of(ItemKey const& item) noexcept
{
    std::uint64_t halves[2];
    std::memcpy(halves, item.data(), sizeof halves);
    auto mixed = (halves[0] ^ halves[1] * 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
    mixed ^= mixed >> 32;
    auto const mark = static_cast<std::uint32_t>(mixed);
    return mark == 0 ? 1 : mark;
}

} // namespace

bool is_same_watch(WatchSpan const& known, Candidate const& candidate) noexcept
{
    if (known.at == candidate.at)
        return true; // told again
    if (known.taken_back || candidate.clock_went_back)
        return false;
    auto const overlap =
        std::min(known.ended, candidate.at) - std::max(known.begun, candidate.begun);
    auto const shorter = std::min(known.ended - known.begun, candidate.at - candidate.begun);
    if (candidate.mark)
        return overlap > 0;
    return overlap >= 0 && (2 * overlap > shorter || shorter <= 0);
}

WatchIndex::Slot& WatchIndex::slot_of(std::uint32_t mark)
{
    auto const last = slots_.size() - 1; // a power of two less one
    auto at = mark & last;
    while (slots_[at].mark != 0 && slots_[at].mark != mark)
        at = (at + 1) & last;
    return slots_[at];
}

void WatchIndex::insert(ItemKey const& item, UnixMs at)
{
    if (at < complete_since_ || at < first_moment)
        return; // as old as that is looked for in the history
    if (4 * (used_ + 1) > 3 * slots_.size())
        rebuild();
    auto& slot = slot_of(mark_of(item));
    used_ += slot.mark == 0 ? 1 : 0;
    slot = {mark_of(item), std::max(slot.moment, moment_of(at))};
    newest_ = std::max(newest_, slot.moment);
}

/// Larger, or without what is older than a day; of too many the older half goes.
void WatchIndex::rebuild()
{
    auto oldest = moment_of(time_of(newest_) - a_day);
    if (slots_.size() >= most_indexed) {
        std::vector<std::uint32_t> moments;
        for (auto const& slot : slots_)
            if (slot.mark != 0)
                moments.push_back(slot.moment);
        auto const middle = moments.begin() + static_cast<std::ptrdiff_t>(moments.size() / 2);
        std::ranges::nth_element(moments, middle);
        oldest = std::max(oldest, *middle);
    }
    auto before = std::exchange(slots_, {});
    auto const kept = std::ranges::count_if(
        before, [&](Slot const& slot) { return slot.mark != 0 && slot.moment >= oldest; });
    auto size = least_slots;
    while (size < 2 * static_cast<std::size_t>(kept + 1))
        size *= 2;
    slots_.assign(size, {});
    used_ = 0;
    for (auto const& slot : before) {
        if (slot.mark == 0)
            continue;
        if (slot.moment < oldest) {
            complete_since_ = std::max(complete_since_, time_of(slot.moment + 1));
            continue;
        }
        slot_of(slot.mark) = slot;
        ++used_;
    }
}

std::optional<std::pair<UnixMs, UnixMs>> WatchIndex::find(ItemKey const& item) const
{
    if (slots_.empty())
        return std::nullopt;
    auto const& slot = const_cast<WatchIndex*>(this)->slot_of(mark_of(item));
    if (slot.mark == 0)
        return std::nullopt;
    return std::pair{time_of(slot.moment), time_of(slot.moment) + moment - 1};
}

void RecentWatches::load()
{
    for (auto const& watch : history_->newest(most_indexed / 2))
        remember(watch);
    committed();
}

void RecentWatches::remember(WatchSpan const& watch)
{
    index_.insert(watch.item, watch.at);
    fresh_.push_back(watch);
    auto const [known, added] = by_item_.try_emplace(watch.item, watch);
    if (!added) {
        if (watch.at >= known->second.at)
            known->second = watch;
        return;
    }
    order_.push_back(watch.item);
    if (order_.size() > most_recent) {
        by_item_.erase(order_.front());
        order_.pop_front();
    }
}

std::optional<WatchSpan> RecentWatches::same(ItemKey const& item, Candidate const& candidate) const
{
    auto const* const last = newest(item);
    if (last && is_same_watch(*last, candidate))
        return *last;
    if (!history_ || (last && last->at < candidate.begun))
        return std::nullopt; // it is another, and there is none after it
    auto from = candidate.begun - longest_watch;
    auto to = candidate.at + longest_watch;
    if (!last && candidate.begun >= index_.complete_since() + longest_watch) {
        auto const moment = index_.find(item);
        if (!moment)
            return std::nullopt;
        std::tie(from, to) = *moment;
    }
    return same_of_old(item, candidate, from, to);
}

/// Of those in the history between `from` and `to`, as they are since.
std::optional<WatchSpan> RecentWatches::same_of_old(ItemKey const& item, Candidate const& candidate,
                                                    UnixMs from, UnixMs to) const
{
    auto known = history_->watches_of(item, from, to);
    for (auto const& fresh : fresh_)
        if (fresh.item == item) {
            std::erase_if(known, [&](WatchSpan const& each) { return each.at == fresh.at; });
            known.push_back(fresh);
        }
    auto const same = std::ranges::find_if(
        known, [&](WatchSpan const& each) { return is_same_watch(each, candidate); });
    return same == known.end() ? std::nullopt : std::optional{*same};
}

WatchSpan const* RecentWatches::newest(ItemKey const& item) const
{
    auto const found = by_item_.find(item);
    return found == by_item_.end() ? nullptr : &found->second;
}

} // namespace playsync
