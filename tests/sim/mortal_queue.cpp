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
                                       std::span<Settlement const> settlements, UnixMs now,
                                       WatchChanges const& watched)
{
    return alive([&] { return queue_.commit(drafts, settlements, now, watched); });
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

Page MortalQueue::list(Look const& look) const
{
    return alive([&] { return queue_.list(look); });
}

std::vector<Attempt> MortalQueue::attempts(Ulid id) const
{
    return alive([&] { return queue_.attempts(id); });
}

std::vector<Minute> MortalQueue::series(TargetNo target, std::uint32_t from, std::uint32_t to) const
{
    return alive([&] { return queue_.series(target, from, to); });
}

std::optional<Entry> MortalQueue::find(Ulid id) const
{
    return alive([&] { return queue_.find(id); });
}

std::size_t MortalQueue::revive(TargetNo target, UnixMs now, std::size_t limit)
{
    return alive([&] { return queue_.revive(target, now, limit); });
}

std::vector<Fate> MortalQueue::retry(std::span<Ulid const> ids, UnixMs now)
{
    return alive([&] { return queue_.retry(ids, now); });
}

std::vector<Fate> MortalQueue::park(std::span<Ulid const> ids, UnixMs now)
{
    return alive([&] { return queue_.park(ids, now); });
}

std::vector<Fate> MortalQueue::discard(std::span<Ulid const> ids, std::uint64_t batch)
{
    return alive([&] { return queue_.discard(ids, batch); });
}

std::size_t MortalQueue::undo(std::uint64_t batch, std::size_t limit, std::uint64_t& restored)
{
    return alive([&] { return queue_.undo(batch, limit, restored); });
}

std::size_t MortalQueue::empty_trash(std::uint64_t batch, std::size_t limit)
{
    return alive([&] { return queue_.empty_trash(batch, limit); });
}

Fate MortalQueue::rematch(Ulid& id, std::vector<std::pair<std::string, std::string>> const& ids,
                          UnixMs now)
{
    return alive([&] { return queue_.rematch(id, ids, now); });
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
