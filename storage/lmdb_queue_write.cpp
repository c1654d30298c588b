// SPDX-License-Identifier: MIT
// What a commit writes: drafts taken in and merged, settlements.
#include "storage/lmdb_queue.hpp"

namespace playsync {

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
