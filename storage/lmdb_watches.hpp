// SPDX-License-Identifier: MIT
// The watch history on LMDB: two databases of the queue's store, and counts beside them.
#pragma once

#include "storage/lmdb.hpp"
#include "storage/watch_history.hpp"

namespace playsync {

class LmdbWatches : public WatchHistory {
public:
    using Body = std::function<void(lmdb::WriteTxn&)>;

    /// What the store does for it: its environment, which changes when it is opened again and
    /// throws while it is closed; and a transaction that makes room when it must.
    struct Store {
        std::function<lmdb::Env const&()> env;
        std::function<void(Body const&)> write;
    };
    explicit LmdbWatches(Store store) : store_(std::move(store)) {}

    /// In the transaction that opens the store.
    void open(lmdb::WriteTxn& txn, MDB_dbi meta);
    /// A part of a commit. It may be called again when the transaction did not happen.
    void apply(lmdb::WriteTxn& txn, WatchChanges const& changes);
    /// The transaction of the last apply() has happened.
    void committed() { unsent_.swap(unsent_then_); }
    /// Takes over a record of a damaged store if it is whole. Part of a transaction, as apply().
    bool restore(lmdb::WriteTxn& txn, std::string_view database, std::string_view key,
                 std::string_view record);

    std::vector<WatchSpan> watches_of(ItemKey const& item, UnixMs from, UnixMs to) const override;
    std::vector<WatchSpan> newest(std::size_t limit) const override;
    std::vector<Playback> playbacks() const override;
    WatchPage list(WatchLook const& look) const override;
    std::size_t count() const override;
    std::map<std::string, std::uint64_t> unsent() const override { return unsent_; }
    std::size_t forget(std::span<WatchName const> names) override;
    std::size_t prune(UnixMs before, std::size_t limit) override;

private:
    using Unsent = std::map<std::string, std::uint64_t>;

    void add(lmdb::WriteTxn& txn, Watch const& watch);
    void amend(lmdb::WriteTxn& txn, WatchSpan const& span);
    bool take_out(lmdb::WriteTxn& txn, std::string_view key);
    void count_unsent(lmdb::WriteTxn& txn, std::string const& user, int by);

    Store store_;
    MDB_dbi meta_ = 0, watches_ = 0, playbacks_ = 0;
    Unsent unsent_;      // as it is on disk
    Unsent unsent_then_; // if the transaction commits
    std::string record_; // being written
};

} // namespace playsync
