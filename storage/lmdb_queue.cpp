// SPDX-License-Identifier: MIT
// Opening, the schema, and the one way to write: a transaction that makes room when it must.
#include "storage/lmdb_queue.hpp"

#include <algorithm>
#include <array>
#include <boost/endian/arithmetic.hpp>
#include <stdexcept>

#include "storage/store_check.hpp"

namespace playsync {
namespace {

namespace fs = std::filesystem;

constexpr unsigned measure_every = 64; // commits, once the store is at its limit

std::size_t first_map(fs::path const& directory, StoreOptions const& options)
{
    std::error_code error;
    auto const size = fs::file_size(directory / "data.mdb", error);
    auto const needed = error ? std::size_t{0} : static_cast<std::size_t>(size);
    return std::max({options.first_size, needed + needed / 4});
}

using StoredNumber = boost::endian::little_uint16_t;
using StoredCounts = std::array<boost::endian::little_uint64_t, 7>;

template <class Record>
std::string_view raw(Record const& record) noexcept
{
    return {reinterpret_cast<char const*>(&record), sizeof record};
}

StoredCounts stored(Counts const& counts) noexcept
{
    return {counts.pending,    counts.failed,   counts.kept,     counts.synced,
            counts.superseded, counts.repeated, counts.discarded};
}

Counts counts_of(std::string_view record) noexcept
{
    StoredCounts n{};
    if (record.size() == sizeof n)
        std::memcpy(&n, record.data(), sizeof n);
    return {n[0], n[1], n[2], n[3], n[4], n[5], n[6]};
}

constexpr std::uintmax_t hardly_any = std::uintmax_t{256} << 10; // bytes free

std::string counts_key(TargetNo target)
{
    return std::string{store::counts_prefix} + std::to_string(target);
}

} // namespace

LmdbQueue::LmdbQueue(fs::path const& directory, StoreOptions const& options)
    : directory_(directory),
      options_(options),
      ids_({}, options.chance),
      watches_({[this]() -> lmdb::Env const& { return env(); },
                [this](LmdbWatches::Body const& body) {
                    write([&](Writing& work) { body(work.txn); });
                }})
{
    reopen();
}

void LmdbQueue::reopen()
{
    env_.reset();
    free_from_.clear();
    if (auto const damage = find_damage(directory_ / "data.mdb", false);
        damage && fs::file_size(directory_ / "data.mdb") > 0)
        throw std::runtime_error{"the store is damaged: " + *damage};
    try {
        env_ = std::make_unique<lmdb::Env>(directory_, first_map(directory_, options_),
                                           store::database_count);
        env_->clear_dead_readers();
        while (!open_databases())
            grow();
    } catch (...) {
        env_.reset(); // the handles of a transaction that failed are none
        throw;
    }
}

lmdb::Env const& LmdbQueue::env() const
{
    if (!env_)
        throw std::runtime_error{"the store is closed after a failure"};
    return *env_;
}

/// False when an upgrade needs more room than there is.
bool LmdbQueue::open_databases()
try {
    lmdb::WriteTxn txn{env()};
    meta_ = txn.open(store::name::meta);
    targets_ = txn.open(store::name::targets);
    changes_ = txn.open(store::name::changes);
    bodies_ = txn.open(store::name::bodies);
    attempts_ = txn.open(store::name::attempts);
    due_ = txn.open(store::name::due);
    items_ = txn.open(store::name::items);
    ledger_ = txn.open(store::name::ledger);
    series_ = txn.open(store::name::series);
    trash_ = txn.open(store::name::trash);
    watches_.open(txn, meta_);
    check_schema(txn);
    load(txn);
    txn.commit();
    return true;
} catch (std::system_error const& error) {
    if (error.code() != std::error_code{MDB_MAP_FULL, lmdb::category()} ||
        env().map_size() >= options_.limit)
        throw;
    return false;
}

void LmdbQueue::load(lmdb::WriteTxn const& txn)
{
    Ulid last = store::ulid_of(txn.find(meta_, store::last_id_key));
    lmdb::Cursor newest{txn, changes_};
    if (newest.last())
        last = std::max(last, store::ulid_of(newest.key()));
    ids_ = UlidSource{last, options_.chance};
    lmdb::Cursor each{txn, targets_};
    for (bool more = each.first(); more; more = each.next()) {
        StoredNumber number;
        if (each.value().size() != sizeof number)
            continue;
        std::memcpy(&number, each.value().data(), sizeof number);
        names_.emplace(each.key(), number);
        tallies_[number] = counts_of(txn.find(meta_, counts_key(number)));
    }
}

TargetNo LmdbQueue::target(std::string_view name)
{
    if (auto const known = names_.find(name); known != names_.end())
        return known->second;
    TargetNo number = 1;
    for (auto const& [other, taken] : names_)
        number = std::max(number, static_cast<TargetNo>(taken + 1));
    restore_target(number, name);
    return number;
}

std::optional<TargetNo> LmdbQueue::number_of(std::string_view name) const
{
    auto const known = names_.find(name);
    return known == names_.end() ? std::nullopt : std::optional{known->second};
}

void LmdbQueue::count_watches(TargetNo target, bool each)
{
    if (each)
        counting_.insert(target);
    else
        counting_.erase(target);
}

std::string LmdbQueue::name_of(TargetNo target) const
{
    for (auto const& [name, number] : names_)
        if (number == target)
            return name;
    return {};
}

void LmdbQueue::restore_target(TargetNo number, std::string_view name)
{
    write([&](Writing& work) { work.txn.put(targets_, name, raw(StoredNumber{number})); });
    names_.emplace(name, number);
    tallies_.try_emplace(number);
}

void LmdbQueue::write(std::function<void(Writing&)> const& body)
{
    for (;;) {
        try {
            Writing work{lmdb::WriteTxn{env()}, tallies_, {}};
            body(work);
            for (auto const& [target, counts] : work.tallies)
                if (auto const before = tallies_.find(target);
                    before == tallies_.end() || before->second != counts)
                    work.txn.put(meta_, counts_key(target), raw(stored(counts)));
            work.txn.commit();
            tallies_ = std::move(work.tallies);
            if (++commits_ % measure_every == 0 && env().map_size() >= options_.limit)
                measure_room();
            return;
        } catch (std::system_error const& error) {
            bool const full = error.code() == std::error_code{MDB_MAP_FULL, lmdb::category()};
            if (!full)
                explain_and_rethrow(error);
            if (!grow())
                throw StoreFull{"it has reached its limit of " +
                                std::to_string(options_.limit >> 20) + " MiB ([queue] limit_mib)"};
        }
    }
}

/// LMDB says "input/output error" when a full disk takes half of a write.
void LmdbQueue::explain_and_rethrow(std::system_error const& error) const
{
    std::error_code unknown;
    auto const space = fs::space(directory_, unknown);
    bool const writing = error.code().value() == EIO || error.code().value() == ENOSPC;
    if (writing && !unknown && space.available < hardly_any)
        throw std::runtime_error{"no space left on the disk of " + directory_.string()};
    throw error;
}

} // namespace playsync
