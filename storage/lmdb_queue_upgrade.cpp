// SPDX-License-Identifier: MIT
// Stores of earlier schemas. An upgrade is part of the transaction that opens the store: a crash
// leaves the old one or the new one.
#include "storage/lmdb_queue.hpp"

#include <stdexcept>

#include "storage/clean_store.hpp"

namespace playsync {
namespace {

constexpr std::size_t counts_size_of_1 = 6 * sizeof(std::uint64_t);

} // namespace

void LmdbQueue::check_schema(lmdb::WriteTxn& txn)
{
    std::string const stored{txn.find(meta_, store::schema_key)};
    auto const ours = std::to_string(store::schema);
    bool const known = stored.empty() || stored == "1" || stored == "2" || stored == ours;
    if (!known)
        throw std::runtime_error{
            "the store has schema " + stored + ", this playsync knows schema " + ours +
            "; it was left untouched: use the playsync that made it, or another data directory"};
    if (stored == "1")
        upgrade_from_1(txn);
    // Schema 3 has the watch history, whose databases are there now.
    if (txn.find(meta_, store::cleaned_key).empty()) {
        clean_store(txn);
        txn.put(meta_, store::cleaned_key, "1");
    }
    if (stored != ours)
        txn.put(meta_, store::schema_key, ours);
}

/// The one message of a change becomes its one known attempt; the counts have a number more.
void LmdbQueue::upgrade_from_1(lmdb::WriteTxn& txn)
{
    auto const errors = txn.open(store::name::errors);
    {
        lmdb::Cursor each{txn, errors};
        for (bool more = each.first(); more; more = each.next()) {
            auto const id = store::ulid_of(each.key());
            auto const header = header_in(txn, id);
            if (!header || header->error == ErrorClass::none)
                continue;
            Attempt const attempt{header->last_attempt_at,
                                  -1,
                                  {header->error, header->http_status, std::string{each.value()}}};
            txn.put(attempts_, store::view(id), with_attempt({}, attempt));
        }
    }
    txn.drop(errors);
    std::vector<std::pair<std::string, std::string>> counts;
    {
        lmdb::Cursor each{txn, meta_};
        for (bool more = each.seek(store::counts_prefix);
             more && each.key().starts_with(store::counts_prefix); more = each.next())
            if (each.value().size() == counts_size_of_1)
                counts.emplace_back(each.key(), each.value());
    }
    for (auto& [key, value] : counts)
        txn.put(meta_, key, value.append(sizeof(std::uint64_t), '\0'));
}

} // namespace playsync
