// SPDX-License-Identifier: MIT
#include "tests/sim/mortal_queue.hpp"

namespace playsync::sim {

TargetNo MortalQueue::target(std::string_view name)
{
    return alive([&] { return queue_.target(name); });
}

std::string MortalQueue::noted(std::string_view key) const
{
    return alive([&] { return queue_.noted(key); });
}

std::vector<Taken> MortalQueue::commit(std::span<Draft const> drafts,
                                       std::span<Settlement const> settlements, UnixMs now)
{
    return alive([&] { return queue_.commit(drafts, settlements, now); });
}

std::vector<Due> MortalQueue::due(TargetNo target, UnixMs now, std::size_t limit) const
{
    return alive([&] { return queue_.due(target, now, limit); });
}

std::optional<UnixMs> MortalQueue::next_due(TargetNo target) const
{
    return alive([&] { return queue_.next_due(target); });
}

std::vector<Claimed> MortalQueue::claim(TargetNo target, std::span<Ulid const> ids)
{
    return alive([&] { return queue_.claim(target, ids); });
}

void MortalQueue::release(std::span<Ulid const> ids) noexcept
{
    queue_.release(ids);
}

std::optional<UnixMs> MortalQueue::oldest_pending(TargetNo target) const
{
    return alive([&] { return queue_.oldest_pending(target); });
}

Page MortalQueue::list(Filter const& filter, std::optional<Ulid> from, std::size_t limit) const
{
    return alive([&] { return queue_.list(filter, from, limit); });
}

std::optional<Entry> MortalQueue::find(Ulid id) const
{
    return alive([&] { return queue_.find(id); });
}

std::size_t MortalQueue::revive(TargetNo target, UnixMs now, std::size_t limit)
{
    return alive([&] { return queue_.revive(target, now, limit); });
}

bool MortalQueue::revive_one(Ulid id, UnixMs now)
{
    return alive([&] { return queue_.revive_one(id, now); });
}

std::size_t MortalQueue::hasten(TargetNo target, std::optional<ItemKey> item, UnixMs now,
                                std::size_t limit)
{
    return alive([&] { return queue_.hasten(target, item, now, limit); });
}

std::size_t MortalQueue::prune(UnixMs before, std::uint64_t keep, std::size_t limit)
{
    return alive([&] { return queue_.prune(before, keep, limit); });
}

void MortalQueue::note(std::string_view key, std::string_view value)
{
    try {
        alive([&] { return queue_.note(key, value), true; });
        noted_all = noted_all && !disk_.is_cut_off();
    } catch (std::exception const&) {
        noted_all = false;
        throw;
    }
}

void MortalQueue::reopen()
{
    alive([&] { return queue_.reopen(), true; });
}

} // namespace playsync::sim
