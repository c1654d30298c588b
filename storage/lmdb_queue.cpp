// SPDX-License-Identifier: MIT
// Opening, and the one write path: drafts in, settlements, all in one transaction.
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
using StoredCounts = std::array<boost::endian::little_uint64_t, 6>;

template <class Record>
std::string_view raw(Record const& record) noexcept
{
    return {reinterpret_cast<char const*>(&record), sizeof record};
}

StoredCounts stored(Counts const& counts) noexcept
{
    return {counts.pending, counts.failed,     counts.kept,
            counts.synced,  counts.superseded, counts.repeated};
}

Counts counts_of(std::string_view record) noexcept
{
    StoredCounts n{};
    if (record.size() == sizeof n)
        std::memcpy(&n, record.data(), sizeof n);
    return {n[0], n[1], n[2], n[3], n[4], n[5]};
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
      ids_({}, options.chance)
{
    reopen();
}

void LmdbQueue::reopen()
{
    env_.reset();
    if (auto const damage = find_damage(directory_ / "data.mdb", false);
        damage && fs::file_size(directory_ / "data.mdb") > 0)
        throw std::runtime_error{"the store is damaged: " + *damage};
    env_ = std::make_unique<lmdb::Env>(directory_, first_map(directory_, options_),
                                       store::database_count);
    env_->clear_dead_readers();
    open_databases();
}

lmdb::Env const& LmdbQueue::env() const
{
    if (!env_)
        throw std::runtime_error{"the store is closed after a failure"};
    return *env_;
}

void LmdbQueue::open_databases()
{
    lmdb::WriteTxn txn{env()};
    meta_ = txn.open(store::name::meta);
    check_schema(txn);
    targets_ = txn.open(store::name::targets);
    changes_ = txn.open(store::name::changes);
    bodies_ = txn.open(store::name::bodies);
    errors_ = txn.open(store::name::errors);
    due_ = txn.open(store::name::due);
    items_ = txn.open(store::name::items);
    ledger_ = txn.open(store::name::ledger);
    load(txn);
    txn.commit();
}

void LmdbQueue::check_schema(lmdb::WriteTxn& txn)
{
    auto const stored = txn.find(meta_, store::schema_key);
    if (stored.data() == nullptr) {
        txn.put(meta_, store::schema_key, std::to_string(store::schema));
        return;
    }
    if (stored != std::to_string(store::schema))
        throw std::runtime_error{
            "the store has schema " + std::string{stored} + ", this playsync knows schema " +
            std::to_string(store::schema) +
            "; it was left untouched: use the playsync that made it, or another data directory"};
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
            Writing work{lmdb::WriteTxn{env()}, tallies_};
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

std::vector<Taken> LmdbQueue::commit(std::span<Draft const> drafts,
                                     std::span<Settlement const> settlements, UnixMs now)
{
    std::vector<Taken> taken;
    write([&](Writing& work) {
        taken.clear();
        taken.reserve(drafts.size());
        for (auto const& settlement : settlements)
            settle(work, settlement);
        for (auto const& draft : drafts)
            taken.push_back(take_in(work, draft, now));
        if (!drafts.empty())
            work.txn.put(meta_, store::last_id_key, store::view(ids_.last()));
    });
    std::vector<Ulid> settled;
    settled.reserve(settlements.size());
    for (auto const& settlement : settlements)
        settled.push_back(settlement.id);
    release(settled);
    return taken;
}

Taken LmdbQueue::take_in(Writing& work, Draft draft, UnixMs now)
{
    auto& tally = work.tallies[draft.target];
    auto const ledger = store::ledger_key(draft.target, draft.occurred_at, draft.item, draft.verb);
    if (draft.verb != Verb::progress && work.txn.find(ledger_, ledger).data() != nullptr) {
        ++tally.repeated;
        return Taken::repeated;
    }
    if (draft.verb != Verb::play) {
        if (is_stale(work, draft)) {
            ++tally.superseded;
            return Taken::stale;
        }
        supersede(work, draft, store::Slot::progress);
        if (draft.verb != Verb::progress)
            supersede(work, draft, store::Slot::mark);
    }
    auto const id = ids_.next(now);
    append(work, draft, id);
    if (draft.verb != Verb::progress)
        work.txn.put(ledger_, ledger, store::view(id));
    if (draft.verb != Verb::play)
        work.txn.put(items_, store::slot_key(draft.target, store::slot_of(draft.verb), draft.item),
                     store::view(id));
    return Taken::appended;
}

void LmdbQueue::append(Writing& work, Draft const& draft, Ulid id)
{
    if (draft.body.size() > largest_body)
        throw std::length_error{"a change of more than 16 MiB"};
    Header header;
    header.target = draft.target;
    header.verb = draft.verb;
    header.body_bytes = static_cast<std::uint32_t>(draft.body.size());
    header.occurred_at = draft.occurred_at;
    header.next_attempt_at = draft.due_at;
    header.item = draft.item;
    auto const bytes = encode_header(id, header);
    work.txn.put(changes_, store::view(id), {bytes.data(), bytes.size()}, MDB_APPEND);
    put_body(work, id, draft.body, MDB_APPEND);
    work.txn.put(due_, store::due_key(draft.target, State::pending, draft.due_at, id), {});
    ++work.tallies[draft.target].pending;
}

void LmdbQueue::put_body(Writing& work, Ulid id, std::string_view body, unsigned flags)
{
    auto const check = boost::endian::native_to_little(body_check(id, body));
    char* const record =
        work.txn.reserve(bodies_, store::view(id), sizeof check + body.size(), flags);
    std::memcpy(record, &check, sizeof check);
    std::memcpy(record + sizeof check, body.data(), body.size());
}

/// Whether the item's newest state there is later than the draft's.
bool LmdbQueue::is_stale(Writing& work, Draft const& draft) const
{
    auto const later = [&](store::Slot slot) {
        auto const id =
            store::ulid_of(work.txn.find(items_, store::slot_key(draft.target, slot, draft.item)));
        auto const header = header_in(work.txn, id);
        return header && header->occurred_at > draft.occurred_at;
    };
    return later(store::Slot::mark) ||
           (draft.verb == Verb::progress && later(store::Slot::progress));
}

/// What waits in the slot, or died there, will not be told any more: a newer state is. One that
/// is in flight is left alone; settle() finds that it was replaced.
void LmdbQueue::supersede(Writing& work, Draft& draft, store::Slot slot)
{
    auto const key = store::slot_key(draft.target, slot, draft.item);
    auto const id = store::ulid_of(work.txn.find(items_, key));
    auto const header = header_in(work.txn, id);
    if (!header || header->state == State::synced)
        return;
    work.txn.erase(items_, key);
    if (in_flight_.contains(id))
        return;
    if (header->state == State::pending)
        draft.due_at = std::min(draft.due_at, header->next_attempt_at);
    drop(work, id, *header);
}

/// Takes a superseded change out.
void LmdbQueue::drop(Writing& work, Ulid id, Header const& header)
{
    auto& tally = work.tallies[header.target];
    ++tally.superseded;
    --(header.state == State::failed ? tally.failed : tally.pending);
    work.txn.erase(due_, store::due_key(header.target, header.state, header.next_attempt_at, id));
    work.txn.erase(changes_, store::view(id));
    work.txn.erase(bodies_, store::view(id));
    work.txn.erase(errors_, store::view(id));
}

bool LmdbQueue::is_replaced(Writing& work, Ulid id, Header const& header) const
{
    if (header.verb == Verb::play)
        return false;
    auto const key = store::slot_key(header.target, store::slot_of(header.verb), header.item);
    return store::ulid_of(work.txn.find(items_, key)) != id;
}

void LmdbQueue::settle(Writing& work, Settlement const& settlement)
{
    auto const stored = header_in(work.txn, settlement.id);
    if (!stored || stored->state != State::pending)
        return;
    auto header = *stored;
    if (settlement.state != State::synced && is_replaced(work, settlement.id, header)) {
        drop(work, settlement.id, header);
        return;
    }
    auto& tally = work.tallies[header.target];
    work.txn.erase(
        due_, store::due_key(header.target, State::pending, header.next_attempt_at, settlement.id));
    header.state = settlement.state;
    header.attempts = settlement.attempts;
    header.last_attempt_at = settlement.at;
    header.next_attempt_at =
        settlement.state == State::pending ? settlement.next_attempt_at : settlement.at;
    header.group = settlement.group;
    header.error = settlement.error.kind;
    header.http_status = settlement.error.http_status;
    if (settlement.state == State::synced) {
        --tally.pending;
        ++tally.synced;
        ++tally.kept;
    } else {
        work.txn.put(
            due_,
            store::due_key(header.target, header.state, header.next_attempt_at, settlement.id), {});
        work.txn.put(errors_, store::view(settlement.id), settlement.error.message);
    }
    if (settlement.state == State::failed) {
        --tally.pending;
        ++tally.failed;
    }
    put_header(work, settlement.id, header);
}

void LmdbQueue::put_header(Writing& work, Ulid id, Header const& header)
{
    auto const bytes = encode_header(id, header);
    work.txn.put(changes_, store::view(id), {bytes.data(), bytes.size()});
}

std::optional<Header> LmdbQueue::header_in(lmdb::Txn const& txn, Ulid id) const
{
    if (id.is_null())
        return std::nullopt;
    return decode_header(id, txn.find(changes_, store::view(id)));
}

} // namespace playsync
