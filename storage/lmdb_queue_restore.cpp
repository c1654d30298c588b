// SPDX-License-Identifier: MIT
// Rebuilding a store from the records of a damaged one.
#include "storage/lmdb_queue.hpp"

#include "storage/clean_store.hpp"

namespace playsync {

std::uint64_t LmdbQueue::restore(std::span<Restored const> records)
{
    std::uint64_t restored = 0;
    write([&](Writing& work) {
        restored = 0;
        for (auto const& record : records)
            restored += restore_one(work, record) ? 1 : 0;
    });
    // What comes next is newer, also when the clock was set back.
    for (auto const& record : records)
        if (ids_.last() < record.id)
            ids_ = UlidSource{record.id, options_.chance};
    return restored;
}

bool LmdbQueue::restore_one(Writing& work, Restored const& record)
{
    auto [id, header, body] = record;
    clean_record(id, header, body);
    if (work.txn.find(changes_, store::view(id)).data() != nullptr)
        return false;
    put_header(work, id, header);
    put_body(work, id, body, 0);
    auto& tally = work.tallies[header.target];
    if (header.state == State::synced) {
        ++tally.synced;
        ++tally.kept;
    } else {
        ++(header.state == State::failed ? tally.failed : tally.pending);
        put_due(work, id, header);
    }
    if (header.verb != Verb::progress)
        work.txn.put(ledger_,
                     store::ledger_key(header.target, header.occurred_at, header.item, header.verb),
                     store::view(id));
    if (header.verb == Verb::play)
        return true;
    // The newest change of an item is the one with the greatest id.
    auto const slot = store::slot_key(header.target, store::slot_of(header.verb), header.item);
    if (store::ulid_of(work.txn.find(items_, slot)) < id)
        work.txn.put(items_, slot, store::view(id));
    return true;
}

std::uint64_t LmdbQueue::restore_watches(std::span<RawEntry const> entries)
{
    std::uint64_t restored = 0;
    write([&](Writing& work) {
        restored = 0;
        watches_.apply(work.txn, {});
        for (auto const& [database, key, record] : entries)
            restored += watches_.restore(work.txn, database, key, record) ? 1 : 0;
    });
    watches_.committed();
    return restored;
}

} // namespace playsync
