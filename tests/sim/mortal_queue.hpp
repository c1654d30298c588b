// SPDX-License-Identifier: MIT
// The real queue until the process is dead; what the dead one still does meets silence.
#pragma once

#include <filesystem>

#include "storage/lmdb_queue.hpp"
#include "tests/sim/disk.hpp"

namespace playsync::sim {

class MortalQueue : public Queue {
public:
    MortalQueue(std::filesystem::path const& directory, StoreOptions const& options, Disk& disk)
        : disk_(disk),
          queue_(directory, options)
    {
        disk_.calm = false;
    }

    bool noted_all = true; // every note since the start reached the disk

    TargetNo target(std::string_view name) override;
    std::optional<TargetNo> number_of(std::string_view name) const override
    {
        return queue_.number_of(name);
    }
    std::string name_of(TargetNo target) const override { return queue_.name_of(target); }
    void count_watches(TargetNo target, bool each) override { queue_.count_watches(target, each); }
    using Queue::commit;
    std::vector<Taken> commit(std::span<Draft const> drafts,
                              std::span<Settlement const> settlements, UnixMs now,
                              WatchChanges const& watched) override;
    WatchHistory& history() noexcept override { return queue_.history(); }
    std::vector<Due> due(TargetNo target, UnixMs now, std::size_t limit) const override;
    std::optional<UnixMs> next_due(TargetNo target) const override;
    std::vector<Claimed> claim(TargetNo target, std::span<Ulid const> ids) override;
    void release(std::span<Ulid const> ids) noexcept override;
    Counts counts(TargetNo target) const override { return queue_.counts(target); }
    std::size_t in_flight(TargetNo target) const override { return queue_.in_flight(target); }
    std::optional<UnixMs> oldest_pending(TargetNo target) const override;
    Page list(Look const& look) const override;
    std::optional<Entry> find(Ulid id) const override;
    std::vector<Attempt> attempts(Ulid id) const override;
    bool is_past(Ulid id) const noexcept override { return queue_.is_past(id); }
    std::vector<Minute> series(TargetNo target, std::uint32_t from,
                               std::uint32_t to) const override;
    std::size_t revive(TargetNo target, UnixMs now, std::size_t limit) override;
    std::vector<Fate> retry(std::span<Ulid const> ids, UnixMs now) override;
    std::vector<Fate> park(std::span<Ulid const> ids, UnixMs now) override;
    std::vector<Fate> discard(std::span<Ulid const> ids, std::uint64_t batch) override;
    std::size_t undo(std::uint64_t batch, std::size_t limit, std::uint64_t& restored) override;
    std::size_t empty_trash(std::uint64_t batch, std::size_t limit) override;
    Fate rematch(Ulid& id, std::vector<std::pair<std::string, std::string>> const& ids,
                 UnixMs now) override;
    std::size_t hasten(TargetNo target, std::optional<ItemKey> item, UnixMs now,
                       std::size_t limit) override;
    std::size_t prune(UnixMs before, std::uint64_t keep, std::size_t limit) override;
    void note(std::string_view key, std::string_view value) override;
    std::string noted(std::string_view key) const override;
    void reopen() override;
    Room room() const noexcept override { return queue_.room(); }
    std::size_t used_bytes() const override { return queue_.used_bytes(); }

private:
    template <class Call>
    auto alive(Call&& call) const
    {
        return disk_.is_cut_off() ? decltype(call())() : call();
    }

    Disk& disk_;
    LmdbQueue queue_;
};

} // namespace playsync::sim
