// SPDX-License-Identifier: MIT
// Second chances, forgetting, and room: everything that is not the main way.
#include <algorithm>
#include <stdexcept>

#include "storage/lmdb_queue.hpp"
#include "storage/sometimes.hpp"

namespace playsync {
namespace {

/// Beyond the limit, for the deletions that make room: LMDB copies pages to delete from them.
constexpr std::size_t reserve = std::size_t{4} << 20;

constexpr double marks_only_from = 0.90;
constexpr double full_from = 0.98;

std::vector<Ulid> ids_in(lmdb::Txn const& txn, MDB_dbi due, std::string_view first,
                         std::size_t limit)
{
    std::vector<Ulid> ids;
    lmdb::Cursor at{txn, due};
    auto const prefix = first.substr(0, store::due_prefix);
    for (bool more = at.seek(first); more && ids.size() < limit; more = at.next()) {
        if (!at.key().starts_with(prefix))
            break;
        ids.push_back(store::id_of(at.key()));
    }
    return ids;
}

} // namespace

bool LmdbQueue::revive_in(Writing& work, Ulid id, UnixMs now)
{
    auto const stored = header_in(work.txn, id);
    if (!stored || stored->state != State::failed)
        return false;
    if (is_replaced(work.txn, id, *stored)) {
        sometimes("queue.revived_replaced");
        drop(work, id, *stored);
        return false;
    }
    auto header = *stored;
    auto& tally = work.tallies[header.target];
    --tally.failed;
    ++tally.pending;
    erase_due(work, id, header);
    header.state = State::pending;
    header.attempts = 0;
    header.group = 0;
    header.next_attempt_at = header.verb == Verb::progress
                                 ? not_before_mark(work, header.target, header.item, now)
                                 : now;
    put_due(work, id, header);
    put_header(work, id, header);
    put_off_position(work, header);
    return true;
}

std::size_t LmdbQueue::revive(TargetNo target, UnixMs now, std::size_t limit)
{
    std::size_t revived = 0;
    write([&](Writing& work) {
        revived = 0;
        auto const first = store::due_key(target, State::failed, 0, {});
        for (auto const& id : ids_in(work.txn, due_, first, limit))
            revived += revive_in(work, id, now) ? 1 : 0;
    });
    return revived;
}

std::size_t LmdbQueue::hasten(TargetNo target, std::optional<ItemKey> item, UnixMs now,
                              std::size_t limit)
{
    std::size_t hastened = 0;
    write([&](Writing& work) {
        hastened = 0;
        auto const first = store::due_key(target, State::pending, now + 1, {});
        for (auto const& id : ids_in(work.txn, due_, first, limit)) {
            auto const stored = header_in(work.txn, id);
            if (!stored || in_flight_.contains(id) || (item && stored->item != *item))
                continue;
            move_due(work, {id, *stored}, now);
            ++hastened;
        }
    });
    return hastened;
}

std::size_t LmdbQueue::prune(UnixMs before, std::uint64_t keep, std::size_t limit)
{
    std::size_t pruned = 0;
    std::optional<Ulid> stopped_at;
    write([&](Writing& work) {
        pruned = 0;
        std::uint64_t kept = 0;
        for (auto const& [target, counts] : work.tallies)
            kept += counts.kept;
        std::vector<std::pair<Ulid, Header>> old;
        {
            lmdb::Cursor at{work.txn, changes_};
            bool more = prune_from_ ? at.seek(store::view(*prune_from_)) : at.first();
            for (std::size_t seen = 0; more && seen < limit; more = at.next(), ++seen) {
                auto const id = store::ulid_of(at.key());
                auto const header = decode_header(id, at.value());
                bool const excess = kept - std::min<std::uint64_t>(kept, old.size()) > keep;
                if (header && header->state == State::synced &&
                    (header->next_attempt_at < before || excess))
                    old.emplace_back(id, *header);
            }
            stopped_at = more ? std::optional{store::ulid_of(at.key())} : std::nullopt;
        }
        for (auto const& [id, header] : old) {
            if (!is_replaced(work.txn, id, header) && header.verb != Verb::play)
                work.txn.erase(items_, store::slot_key(header.target, store::slot_of(header.verb),
                                                       header.item));
            work.txn.erase(changes_, store::view(id));
            work.txn.erase(bodies_, store::view(id));
            work.txn.erase(attempts_, store::view(id));
            --work.tallies[header.target].kept;
        }
        pruned = old.size();
    });
    prune_from_ = stopped_at; // the next call goes on there, and round again
    if (pruned > 0) {
        sometimes("queue.pruned");
        measure_room();
    }
    return pruned;
}

/// A record that cannot be read any more is counted as failed and kept out of the way: its bytes
/// stay for an export, nothing sends them.
void LmdbQueue::set_aside(TargetNo target, std::span<Ulid const> ids)
{
    write([&](Writing& work) {
        for (auto const& id : ids) {
            auto const stored = header_in(work.txn, id);
            auto header = stored.value_or(Header{});
            if (stored) {
                erase_due(work, id, header);
            } else {
                lmdb::Cursor at{work.txn, due_};
                std::vector<std::string> keys;
                auto const first = store::due_key(target, State::pending, 0, {});
                for (bool more = at.seek(first); more; more = at.next()) {
                    if (!at.key().starts_with(std::string_view{first}.substr(0, store::due_prefix)))
                        break;
                    if (store::id_of(at.key()) == id)
                        keys.emplace_back(at.key());
                }
                for (auto const& key : keys)
                    work.txn.erase(due_, key);
            }
            header.target = target;
            header.state = State::failed;
            header.error = ErrorClass::rejected;
            put_due(work, id, header);
            Attempt const damaged{
                header.last_attempt_at, -1, {header.error, 0, "its record on disk is damaged"}};
            work.txn.put(attempts_, store::view(id), with_attempt({}, damaged));
            put_header(work, id, header);
            --work.tallies[target].pending;
            ++work.tallies[target].failed;
        }
    });
}

/// What was in flight when the plugin was killed, and replaced meanwhile.
void LmdbQueue::drop_replaced(std::span<Ulid const> ids)
{
    write([&](Writing& work) {
        for (auto const& id : ids)
            if (auto const header = header_in(work.txn, id))
                drop(work, id, *header);
    });
}

void LmdbQueue::note(std::string_view key, std::string_view value)
{
    auto const name = std::string{store::note_prefix} + std::string{key};
    write([&](Writing& work) {
        if (value.empty())
            work.txn.erase(meta_, name);
        else
            work.txn.put(meta_, name, value);
    });
}

std::string LmdbQueue::noted(std::string_view key) const
{
    lmdb::ReadTxn txn{env()};
    return std::string{txn.find(meta_, std::string{store::note_prefix} + std::string{key})};
}

bool LmdbQueue::grow()
{
    auto const size = env().map_size();
    if (size < options_.limit) {
        sometimes("queue.grown");
        env_->resize(std::min(size * 2, options_.limit));
        return true;
    }
    measure_room();
    if (room_ != Room::none && size < options_.limit + reserve) {
        env_->resize(options_.limit + reserve);
        return true;
    }
    return false;
}

double LmdbQueue::used_share() const
{
    lmdb::ReadTxn txn{env()};
    std::size_t free_pages = 0;
    constexpr MDB_dbi free_list = 0;
    lmdb::Cursor at{txn, free_list};
    for (bool more = at.first(); more; more = at.next()) {
        std::size_t count = 0;
        if (at.value().size() >= sizeof count)
            std::memcpy(&count, at.value().data(), sizeof count);
        free_pages += count;
    }
    MDB_stat stat{};
    lmdb::check(mdb_env_stat(env().get(), &stat), "read the store's page size");
    auto const used = env().used_bytes() - std::min(env().used_bytes(), free_pages * stat.ms_psize);
    return static_cast<double>(used) / static_cast<double>(options_.limit);
}

void LmdbQueue::measure_room()
{
    auto const share = used_share();
    room_ = share < marks_only_from ? Room::enough
            : share < full_from     ? Room::marks_only
                                    : Room::none;
}

} // namespace playsync
