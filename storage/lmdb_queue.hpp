// SPDX-License-Identifier: MIT
// The queue on LMDB. Databases, keys and records are FORMAT.md's.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <unordered_map>

#include "storage/lmdb.hpp"
#include "storage/lmdb_watches.hpp"
#include "storage/queue.hpp"
#include "storage/store_keys.hpp"
#include "storage/ulid.hpp"

namespace playsync {

struct StoreOptions {
    std::size_t first_size = std::size_t{64} << 20; // bytes of address space, not of disk
    std::size_t limit = std::size_t{1} << 30;       // bytes the file may grow to
    std::uint64_t chance = 1;                       // seeds the ids' random part
};

class LmdbQueue : public Queue {
public:
    /// Opens or makes the store in `directory`, which the caller owns (storage/data_dir).
    /// Throws std::runtime_error with what is wrong; a newer schema is left untouched.
    LmdbQueue(std::filesystem::path const& directory, StoreOptions const& options);

    TargetNo target(std::string_view name) override;
    std::optional<TargetNo> number_of(std::string_view name) const override;
    std::string name_of(TargetNo target) const override;
    void count_watches(TargetNo target, bool each) override;
    using Queue::commit;
    std::vector<Taken> commit(std::span<Draft const> drafts,
                              std::span<Settlement const> settlements, UnixMs now,
                              WatchChanges const& watched) override;
    WatchHistory& history() noexcept override { return watches_; }

    std::vector<Due> due(TargetNo target, UnixMs now, std::size_t limit) const override;
    std::optional<UnixMs> next_due(TargetNo target) const override;
    std::vector<Claimed> claim(TargetNo target, std::span<Ulid const> ids) override;
    void release(std::span<Ulid const> ids) noexcept override;

    Counts counts(TargetNo target) const override;
    std::size_t in_flight(TargetNo target) const override;
    std::optional<UnixMs> oldest_pending(TargetNo target) const override;

    Page list(Look const& look) const override;
    std::optional<Entry> find(Ulid id) const override;
    std::vector<Attempt> attempts(Ulid id) const override;
    bool is_past(Ulid id) const noexcept override { return id <= ids_.last(); }
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

    Room room() const noexcept override { return room_; }
    std::size_t used_bytes() const override { return env().used_bytes(); }

    /// A record of a damaged store.
    struct Restored {
        Ulid id;
        Header header;
        std::string body;
    };
    /// Puts records back, with all that is derived from them, in one transaction. Returns how
    /// many were not there yet.
    std::uint64_t restore(std::span<Restored const> records);
    void restore_target(TargetNo number, std::string_view name);
    /// An entry of the watch history's databases.
    struct RawEntry {
        std::string database, key, record;
    };
    /// The same for the watch history; what is not whole is passed over.
    std::uint64_t restore_watches(std::span<RawEntry const> entries);

private:
    struct InFlight {
        TargetNo target = 0;
        std::optional<ItemKey> item; // of a state; plays do not wait for each other
    };
    struct Stored {
        Ulid id;
        Header header;
    };
    /// Counts as they will be if the transaction commits.
    using Tallies = std::map<TargetNo, Counts>;
    struct Writing {
        lmdb::WriteTxn txn;
        Tallies tallies;
        std::map<TargetNo, Minute> happened; // what commit() adds to the series
    };

    lmdb::Env const& env() const;
    bool open_databases();
    void check_schema(lmdb::WriteTxn& txn);
    void upgrade_from_1(lmdb::WriteTxn& txn);
    void load(lmdb::WriteTxn const& txn);

    /// Runs `body` in a transaction and commits; grows the map and runs it again when full.
    void write(std::function<void(Writing&)> const& body);
    [[noreturn]] void explain_and_rethrow(std::system_error const& error) const;
    bool grow();
    void measure_room();

    Taken take_in(Writing& work, Draft const& draft, UnixMs now);
    Taken take_in_play(Writing& work, Draft const& draft, store::LedgerKey const& ledger,
                       UnixMs now);
    void append(Writing& work, Draft const& draft, UnixMs due_at, Ulid id);
    std::optional<Stored> in_slot(Writing& work, TargetNo target, store::Slot slot,
                                  ItemKey const& item) const;
    bool is_stale(Writing& work, Draft const& draft) const;
    UnixMs supersede(Writing& work, Draft const& draft, store::Slot slot);
    bool stands_beside(Header const& stored, Draft const& draft) const;
    void take_slot(Writing& work, Draft const& draft, Ulid id);
    UnixMs not_before_mark(Writing& work, TargetNo target, ItemKey const& item,
                           UnixMs due_at) const;
    void put_off_position(Writing& work, Header const& mark);
    void put_due(Writing& work, Ulid id, Header const& header);
    void erase_due(Writing& work, Ulid id, Header const& header);
    void move_due(Writing& work, Stored stored, UnixMs when);
    void settle(Writing& work, Settlement const& settlement);
    void keep_attempt(Writing& work, Settlement const& settlement);
    void keep_minutes(Writing& work, UnixMs now);
    bool is_replaced(lmdb::Txn const& txn, Ulid id, Header const& header) const;
    void drop(Writing& work, Ulid id, Header const& header);
    void set_aside(TargetNo target, std::span<Ulid const> ids);
    void drop_replaced(std::span<Ulid const> ids);
    bool revive_in(Writing& work, Ulid id, UnixMs now);
    /// One call of `order` for each, in one transaction. A failed or pending change that is not
    /// in flight goes to it; of others the fate is known.
    std::vector<Fate> by_hand(std::span<Ulid const> ids,
                              std::function<Fate(Writing&, Stored const&)> const& order);
    std::optional<Fate> out_of_reach(Writing& work, Ulid id, std::optional<Header> const& header);
    Fate retry_in(Writing& work, Stored const& stored, UnixMs now);
    void throw_away(Writing& work, Stored const& stored, std::uint64_t batch);
    bool put_back(Writing& work, Stored stored);
    void take_off_due(Writing& work, Stored const& stored);
    void put_on_due(Writing& work, Stored const& stored);
    bool restore_one(Writing& work, Restored const& record);
    void put_body(Writing& work, Ulid id, std::string_view body, unsigned flags);
    void put_header(Writing& work, Ulid id, Header const& header);
    std::optional<Header> header_in(lmdb::Txn const& txn, Ulid id) const;
    Entry entry_of(lmdb::Txn const& txn, Ulid id, Header const& header) const;
    Page list_next(Look const& look) const;
    void look_at(lmdb::Txn const& txn, Filter const& filter, Ulid id, Header const& header,
                 Page& page) const;
    void take_off(std::span<Claimed const> claimed, std::span<InFlight const> flights);
    void take_off(Ulid id, InFlight const& flight);
    void land(std::span<Ulid const> ids) noexcept;
    std::string_view free_from(TargetNo target) const;
    bool waits_for_item(Header const& header) const;
    double used_share() const;

    std::filesystem::path directory_;
    StoreOptions options_;
    std::unique_ptr<lmdb::Env> env_; // null only after a reopen() that failed
    MDB_dbi meta_ = 0, targets_ = 0, changes_ = 0, bodies_ = 0, attempts_ = 0, due_ = 0, items_ = 0,
            ledger_ = 0, series_ = 0, trash_ = 0;
    UlidSource ids_;
    Tallies tallies_;
    std::map<std::string, TargetNo, std::less<>> names_;
    LmdbWatches watches_;
    std::unordered_map<Ulid, InFlight> in_flight_;
    std::map<TargetNo, std::size_t> in_flight_counts_;
    std::set<std::pair<TargetNo, ItemKey>> items_in_flight_;
    /// Keys of `due`: all that is pending before them is in flight.
    mutable std::map<TargetNo, std::string> free_from_;
    std::set<TargetNo> counting_; // of count_watches()
    std::optional<Ulid> prune_from_;
    Room room_ = Room::enough;
    unsigned commits_ = 0;
};

} // namespace playsync
