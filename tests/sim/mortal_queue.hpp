// SPDX-License-Identifier: MIT
// The real queue until the process is dead; what the dead one still does meets silence.
#pragma once

#include <filesystem>

#include "storage/lmdb_queue.hpp"
#include "tests/sim/disk.hpp"

namespace playsync::sim {

/// Its watch history, in the same way.
class MortalHistory : public WatchHistory {
public:
    MortalHistory(WatchHistory& history, Disk const& disk) : history_(history), disk_(disk) {}

    std::vector<WatchSpan> watches_of(ItemKey const& item, UnixMs from, UnixMs to) const override
    {
        return dead() ? std::vector<WatchSpan>{} : history_.watches_of(item, from, to);
    }
    std::vector<WatchSpan> newest(std::size_t limit) const override
    {
        return dead() ? std::vector<WatchSpan>{} : history_.newest(limit);
    }
    std::vector<Playback> playbacks() const override
    {
        return dead() ? std::vector<Playback>{} : history_.playbacks();
    }
    WatchPage list(WatchLook const& look) const override
    {
        return dead() ? WatchPage{} : history_.list(look);
    }
    std::size_t count() const override { return dead() ? 0 : history_.count(); }
    std::map<std::string, std::uint64_t> unsent() const override { return history_.unsent(); }
    std::size_t forget(std::span<WatchName const> names) override
    {
        return dead() ? 0 : history_.forget(names);
    }
    std::size_t prune(UnixMs before, std::size_t limit) override
    {
        return dead() ? 0 : history_.prune(before, limit);
    }

private:
    bool dead() const noexcept { return disk_.is_cut_off(); }

    WatchHistory& history_;
    Disk const& disk_;
};

class MortalQueue : public Queue {
public:
    MortalQueue(std::filesystem::path const& directory, StoreOptions const& options, Disk& disk)
        : disk_(disk),
          queue_(directory, options),
          history_(queue_.history(), disk)
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
    WatchHistory& history() noexcept override { return history_; }
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
    MortalHistory history_;
};

} // namespace playsync::sim
