// SPDX-License-Identifier: MIT
// What a person orders by hand: again, not now, never, not this one.
#include "storage/lmdb_queue.hpp"
#include "storage/sometimes.hpp"

namespace playsync {
namespace {

/// As much of a draft as merging asks for.
Draft draft_of(Header const& header)
{
    Draft draft;
    draft.target = header.target;
    draft.verb = header.verb;
    draft.item = header.item;
    draft.occurred_at = header.occurred_at;
    draft.due_at = header.next_attempt_at;
    return draft;
}

} // namespace

void LmdbQueue::take_off_due(Writing& work, Stored const& stored)
{
    auto const& [id, header] = stored;
    erase_due(work, id, header);
    auto& tally = work.tallies[header.target];
    --(header.state == State::failed ? tally.failed : tally.pending);
}

void LmdbQueue::put_on_due(Writing& work, Stored const& stored)
{
    auto const& [id, header] = stored;
    put_due(work, id, header);
    auto& tally = work.tallies[header.target];
    ++(header.state == State::failed ? tally.failed : tally.pending);
}

/// What cannot be ordered about, and why; nothing for the others.
std::optional<Fate> LmdbQueue::out_of_reach(Writing& work, Ulid id,
                                            std::optional<Header> const& header)
{
    if (!header)
        return Fate::not_found;
    if (in_flight_.contains(id))
        return Fate::in_flight;
    if (header->state == State::synced)
        return Fate::settled;
    if (!is_replaced(work.txn, id, *header))
        return std::nullopt;
    sometimes("queue.revived_replaced");
    drop(work, id, *header);
    return Fate::replaced;
}

std::vector<Fate> LmdbQueue::by_hand(std::span<Ulid const> ids,
                                     std::function<Fate(Writing&, Stored const&)> const& order)
{
    std::vector<Fate> fates;
    write([&](Writing& work) {
        fates.clear();
        for (auto const& id : ids) {
            auto const header = header_in(work.txn, id);
            auto const other = out_of_reach(work, id, header);
            fates.push_back(other ? *other : order(work, {id, *header}));
        }
    });
    return fates;
}

std::vector<Fate> LmdbQueue::retry(std::span<Ulid const> ids, UnixMs now)
{
    return by_hand(
        ids, [&](Writing& work, Stored const& stored) { return retry_in(work, stored, now); });
}

Fate LmdbQueue::retry_in(Writing& work, Stored const& stored, UnixMs now)
{
    auto const& header = stored.header;
    if (header.state == State::failed) {
        revive_in(work, stored.id, now);
        return Fate::done;
    }
    auto const when = header.verb == Verb::progress
                          ? not_before_mark(work, header.target, header.item, now)
                          : now;
    if (header.next_attempt_at <= when)
        return Fate::due;
    move_due(work, stored, when);
    return Fate::done;
}

std::vector<Fate> LmdbQueue::park(std::span<Ulid const> ids, UnixMs now)
{
    return by_hand(ids, [&](Writing& work, Stored const& stored) {
        if (stored.header.state != State::pending)
            return Fate::not_pending;
        take_off_due(work, stored);
        auto parked = stored;
        parked.header.state = State::failed;
        parked.header.next_attempt_at = now;
        parked.header.group = 0;
        parked.header.error = ErrorClass::by_hand;
        parked.header.http_status = 0;
        put_on_due(work, parked);
        put_header(work, parked.id, parked.header);
        return Fate::done;
    });
}

std::vector<Fate> LmdbQueue::discard(std::span<Ulid const> ids, std::uint64_t batch)
{
    return by_hand(ids, [&](Writing& work, Stored const& stored) {
        throw_away(work, stored, batch);
        return Fate::done;
    });
}

/// Body and attempts stay where they are until the trash is emptied.
void LmdbQueue::throw_away(Writing& work, Stored const& stored, std::uint64_t batch)
{
    auto const& [id, header] = stored;
    take_off_due(work, stored);
    ++work.tallies[header.target].discarded;
    auto const bytes = encode_header(id, header);
    work.txn.put(trash_, store::trash_key(batch, id), {bytes.data(), bytes.size()});
    work.txn.erase(changes_, store::view(id));
    if (header.verb == Verb::play)
        return;
    for (auto const slot : {store::slot_of(header.verb), store::Slot::taken_back}) {
        auto const key = store::slot_key(header.target, slot, header.item);
        if (store::ulid_of(work.txn.find(items_, key)) == id)
            work.txn.erase(items_, key);
    }
}

std::size_t LmdbQueue::undo(std::uint64_t batch, std::size_t limit, std::uint64_t& restored)
{
    std::size_t seen = 0;
    std::uint64_t back = 0;
    write([&](Writing& work) {
        back = 0;
        std::vector<Stored> found;
        {
            lmdb::Cursor at{work.txn, trash_};
            auto const first = store::trash_key(batch, {});
            for (bool more = at.seek(first); more && found.size() < limit; more = at.next()) {
                if (store::batch_of(at.key()) != batch)
                    break;
                auto const id = store::ulid_of(at.key().substr(sizeof batch));
                found.push_back({id, decode_header(id, at.value()).value_or(Header{})});
            }
        }
        seen = found.size();
        for (auto& each : found) {
            work.txn.erase(trash_, store::trash_key(batch, each.id));
            back += put_back(work, std::move(each)) ? 1 : 0;
        }
    });
    restored += back;
    return seen;
}

/// False when a newer state came meanwhile: then it is superseded, as if it had waited.
bool LmdbQueue::put_back(Writing& work, Stored stored)
{
    auto& [id, header] = stored;
    if (header.target == 0)
        return false; // its record is damaged
    auto& tally = work.tallies[header.target];
    --tally.discarded;
    auto draft = draft_of(header);
    if (header.verb != Verb::play && is_stale(work, draft)) {
        ++tally.superseded;
        work.txn.erase(bodies_, store::view(id));
        work.txn.erase(attempts_, store::view(id));
        return false;
    }
    if (header.verb != Verb::play) {
        supersede(work, draft, store::Slot::progress);
        if (header.verb == Verb::progress && header.state == State::pending)
            header.next_attempt_at =
                not_before_mark(work, header.target, header.item, header.next_attempt_at);
        else if (header.verb != Verb::progress)
            supersede(work, draft, store::Slot::mark);
        take_slot(work, draft, id);
    }
    put_on_due(work, stored);
    put_header(work, id, header);
    if (header.state == State::pending)
        put_off_position(work, header);
    return true;
}

std::size_t LmdbQueue::empty_trash(std::uint64_t batch, std::size_t limit)
{
    std::vector<std::string> keys;
    {
        lmdb::ReadTxn txn{env()};
        lmdb::Cursor at{txn, trash_};
        for (bool more = at.first(); more && keys.size() < limit; more = at.next()) {
            if (store::batch_of(at.key()) > batch)
                break;
            keys.emplace_back(at.key());
        }
    }
    if (keys.empty())
        return 0;
    write([&](Writing& work) {
        for (auto const& key : keys) {
            auto const id = std::string_view{key}.substr(sizeof batch);
            work.txn.erase(trash_, key);
            work.txn.erase(bodies_, id);
            work.txn.erase(attempts_, id);
        }
    });
    return keys.size();
}

Fate LmdbQueue::rematch(Ulid& id, std::vector<std::pair<std::string, std::string>> const& ids,
                        UnixMs now)
{
    Ulid made;
    auto const order = [&](Writing& work, Stored const& stored) {
        auto const body = checked_body(stored.id, work.txn.find(bodies_, store::view(stored.id)));
        auto change = body ? decode_body(stored.id, *body) : std::nullopt;
        if (!change)
            return Fate::not_found;
        change->item.ids = ids;
        Draft draft = draft_of(stored.header);
        append_body(draft.body, *change);
        draft.due_at = now;
        if (draft.verb == Verb::progress)
            draft.due_at = not_before_mark(work, draft.target, draft.item, now);
        drop(work, stored.id, stored.header);
        made = ids_.next(now);
        append(work, draft, draft.due_at, made);
        work.txn.put(meta_, store::last_id_key, store::view(made));
        if (draft.verb != Verb::progress)
            work.txn.put(ledger_,
                         store::ledger_key(draft.target, draft.occurred_at, draft.item, draft.verb),
                         store::view(made));
        if (draft.verb != Verb::play)
            work.txn.put(items_,
                         store::slot_key(draft.target, store::slot_of(draft.verb), draft.item),
                         store::view(made));
        return Fate::done;
    };
    auto const fate = by_hand({&id, 1}, order).front();
    if (fate == Fate::done)
        id = made;
    return fate;
}

} // namespace playsync
