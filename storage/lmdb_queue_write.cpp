// SPDX-License-Identifier: MIT
// What a commit writes: drafts taken in and merged, settlements.
#include "storage/lmdb_queue.hpp"
#include "storage/sometimes.hpp"

namespace playsync {

std::vector<Taken> LmdbQueue::commit(std::span<Draft const> drafts,
                                     std::span<Settlement const> settlements, UnixMs now,
                                     WatchChanges const& watched)
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
        watches_.apply(work.txn, watched);
        keep_minutes(work, now);
    });
    watches_.committed();
    std::vector<Ulid> settled;
    settled.reserve(settlements.size());
    for (auto const& settlement : settlements)
        settled.push_back(settlement.id);
    land(settled);
    return taken;
}

Taken LmdbQueue::take_in(Writing& work, Draft const& draft, UnixMs now)
{
    auto& tally = work.tallies[draft.target];
    auto const ledger = store::ledger_key(draft.target, draft.occurred_at, draft.item, draft.verb);
    if (draft.verb == Verb::play)
        return take_in_play(work, draft, ledger, now);
    if (draft.verb != Verb::progress && work.txn.find(ledger_, ledger).data() != nullptr) {
        ++tally.repeated;
        sometimes("queue.repeated");
        return Taken::repeated;
    }
    if (is_stale(work, draft)) {
        ++tally.superseded;
        sometimes("queue.stale");
        return Taken::stale;
    }
    auto due_at = std::min(draft.due_at, supersede(work, draft, store::Slot::progress));
    if (draft.verb == Verb::progress)
        due_at = not_before_mark(work, draft.target, draft.item, due_at);
    else
        due_at = std::min(due_at, supersede(work, draft, store::Slot::mark));
    auto const id = ids_.next(now);
    append(work, draft, due_at, id);
    if (draft.verb != Verb::progress)
        work.txn.put(ledger_, ledger, store::view(id));
    take_slot(work, draft, id);
    return Taken::appended;
}

/// A play has no slot: what was taken before is known by one way down the ledger.
Taken LmdbQueue::take_in_play(Writing& work, Draft const& draft, store::LedgerKey const& ledger,
                              UnixMs now)
{
    auto const id = ids_.next(now);
    if (!work.txn.put_new(ledger_, ledger, store::view(id))) {
        ++work.tallies[draft.target].repeated;
        sometimes("queue.repeated");
        return Taken::repeated;
    }
    append(work, draft, draft.due_at, id);
    return Taken::appended;
}

/// Of watches that stand beside each other, the slot is the latest one's; so what was taken back
/// after them has one of its own.
void LmdbQueue::take_slot(Writing& work, Draft const& draft, Ulid id)
{
    auto const slot = store::slot_of(draft.verb);
    if (counting_.contains(draft.target)) {
        auto const stored = in_slot(work, draft.target, slot, draft.item);
        if (stored && stands_beside(stored->header, draft) &&
            stored->header.occurred_at > draft.occurred_at)
            return;
        if (draft.verb == Verb::unwatched)
            work.txn.put(items_, store::slot_key(draft.target, store::Slot::taken_back, draft.item),
                         store::view(id));
    }
    work.txn.put(items_, store::slot_key(draft.target, slot, draft.item), store::view(id));
}

bool LmdbQueue::stands_beside(Header const& stored, Draft const& draft) const
{
    return draft.verb == Verb::watched && stored.verb == Verb::watched &&
           counting_.contains(draft.target);
}

void LmdbQueue::append(Writing& work, Draft const& draft, UnixMs due_at, Ulid id)
{
    if (draft.body.size() > largest_body)
        throw std::length_error{"a change of more than 16 MiB"};
    Header header;
    header.target = draft.target;
    header.verb = draft.verb;
    header.body_bytes = static_cast<std::uint32_t>(draft.body.size());
    header.occurred_at = draft.occurred_at;
    header.next_attempt_at = due_at;
    header.item = draft.item;
    auto const bytes = encode_header(id, header);
    work.txn.put(changes_, store::view(id), {bytes.data(), bytes.size()}, MDB_APPEND);
    put_body(work, id, draft.body, MDB_APPEND);
    put_due(work, id, header);
    ++work.tallies[draft.target].pending;
    ++work.happened[draft.target].taken;
}

void LmdbQueue::put_body(Writing& work, Ulid id, std::string_view body, unsigned flags)
{
    auto const check = boost::endian::native_to_little(body_check(id, body));
    char* const record =
        work.txn.reserve(bodies_, store::view(id), sizeof check + body.size(), flags);
    std::memcpy(record, &check, sizeof check);
    std::memcpy(record + sizeof check, body.data(), body.size());
}

std::optional<LmdbQueue::Stored> LmdbQueue::in_slot(Writing& work, TargetNo target,
                                                    store::Slot slot, ItemKey const& item) const
{
    auto const id = store::ulid_of(work.txn.find(items_, store::slot_key(target, slot, item)));
    auto const header = header_in(work.txn, id);
    return header ? std::optional{Stored{id, *header}} : std::nullopt;
}

/// Whether the item's newest state there is later than the draft's.
bool LmdbQueue::is_stale(Writing& work, Draft const& draft) const
{
    auto const later = [&](store::Slot slot) {
        auto const stored = in_slot(work, draft.target, slot, draft.item);
        return stored && stored->header.occurred_at > draft.occurred_at &&
               !stands_beside(stored->header, draft);
    };
    return later(store::Slot::mark) ||
           (draft.verb == Verb::progress && later(store::Slot::progress));
}

/// A position is not due before the mark that it follows, or it would be told first.
UnixMs LmdbQueue::not_before_mark(Writing& work, TargetNo target, ItemKey const& item,
                                  UnixMs due_at) const
{
    auto const mark = in_slot(work, target, store::Slot::mark, item);
    bool const waits = mark && mark->header.state == State::pending;
    if (waits && mark->header.next_attempt_at > due_at)
        sometimes("queue.position_waits");
    return waits ? std::max(due_at, mark->header.next_attempt_at) : due_at;
}

/// The other side of it: a mark that waits longer now holds the position after it back.
void LmdbQueue::put_off_position(Writing& work, Header const& mark)
{
    if (mark.verb != Verb::watched && mark.verb != Verb::unwatched)
        return;
    auto const position = in_slot(work, mark.target, store::Slot::progress, mark.item);
    if (position && position->header.state == State::pending &&
        position->header.next_attempt_at < mark.next_attempt_at) {
        sometimes("queue.position_put_off");
        move_due(work, *position, mark.next_attempt_at);
    }
}

void LmdbQueue::put_due(Writing& work, Ulid id, Header const& header)
{
    auto const key = store::due_key(header.target, header.state, header.next_attempt_at, id);
    work.txn.put(due_, key, {});
    if (auto const from = free_from_.find(header.target);
        from != free_from_.end() && from->second > std::string_view{key})
        free_from_.erase(from);
}

void LmdbQueue::erase_due(Writing& work, Ulid id, Header const& header)
{
    work.txn.erase(due_, store::due_key(header.target, header.state, header.next_attempt_at, id));
}

void LmdbQueue::move_due(Writing& work, Stored stored, UnixMs when)
{
    auto& [id, header] = stored;
    erase_due(work, id, header);
    header.next_attempt_at = when;
    put_due(work, id, header);
    put_header(work, id, header);
}

/// What waits in the slot, or died there, will not be told any more: a newer state is. One that
/// is in flight is left alone; settle() finds that it was replaced, or claim() after a crash.
/// Returns since when the one that takes its place is due.
UnixMs LmdbQueue::supersede(Writing& work, Draft const& draft, store::Slot slot)
{
    auto const stored = in_slot(work, draft.target, slot, draft.item);
    if (!stored || stored->header.state == State::synced ||
        stored->header.occurred_at > draft.occurred_at || // a mark told late, a position since
        stands_beside(stored->header, draft))
        return draft.due_at;
    work.txn.erase(items_, store::slot_key(draft.target, slot, draft.item));
    if (in_flight_.contains(stored->id)) {
        sometimes("queue.replaced_in_flight");
        return draft.due_at;
    }
    drop(work, stored->id, stored->header);
    bool const inherits = stored->header.state == State::pending && !draft.puts_off;
    return inherits ? stored->header.next_attempt_at : draft.due_at;
}

/// Takes a superseded change out.
void LmdbQueue::drop(Writing& work, Ulid id, Header const& header)
{
    auto& tally = work.tallies[header.target];
    ++tally.superseded;
    --(header.state == State::failed ? tally.failed : tally.pending);
    erase_due(work, id, header);
    work.txn.erase(changes_, store::view(id));
    work.txn.erase(bodies_, store::view(id));
    work.txn.erase(attempts_, store::view(id));
}

bool LmdbQueue::is_replaced(lmdb::Txn const& txn, Ulid id, Header const& header) const
{
    if (header.verb == Verb::play)
        return false;
    auto const key = store::slot_key(header.target, store::slot_of(header.verb), header.item);
    auto const newest = store::ulid_of(txn.find(items_, key));
    if (header.verb != Verb::watched || !counting_.contains(header.target))
        return newest != id;
    auto const back = store::slot_key(header.target, store::Slot::taken_back, header.item);
    return id < store::ulid_of(txn.find(items_, back));
}

void LmdbQueue::settle(Writing& work, Settlement const& settlement)
{
    auto const stored = header_in(work.txn, settlement.id);
    if (!stored || stored->state != State::pending)
        return;
    auto header = *stored;
    if (settlement.state != State::synced && is_replaced(work.txn, settlement.id, header)) {
        sometimes("queue.settled_replaced");
        drop(work, settlement.id, header);
        return;
    }
    auto& tally = work.tallies[header.target];
    erase_due(work, settlement.id, header);
    header.state = settlement.state;
    header.attempts = settlement.attempts;
    header.last_attempt_at = settlement.began != 0 ? settlement.began : settlement.at;
    header.next_attempt_at =
        settlement.state == State::pending ? settlement.next_attempt_at : settlement.at;
    header.group = settlement.group;
    header.error = settlement.error.kind;
    header.http_status = settlement.error.http_status;
    if (settlement.state == State::synced) {
        --tally.pending;
        ++tally.synced;
        ++tally.kept;
        ++work.happened[header.target].synced;
        if (!settlement.error.message.empty())
            keep_attempt(work, settlement);
    } else {
        put_due(work, settlement.id, header);
        keep_attempt(work, settlement);
    }
    if (settlement.state == State::failed) {
        --tally.pending;
        ++tally.failed;
        ++work.happened[header.target].failed;
    }
    put_header(work, settlement.id, header);
    if (settlement.state == State::pending)
        put_off_position(work, header);
}

void LmdbQueue::keep_attempt(Writing& work, Settlement const& settlement)
{
    bool const timed = settlement.began != 0;
    Attempt const attempt{timed ? settlement.began : settlement.at,
                          timed ? std::max<UnixMs>(settlement.at - settlement.began, 0) : -1,
                          settlement.error};
    auto const before = work.txn.find(attempts_, store::view(settlement.id));
    auto const record = with_attempt(before, attempt);
    work.txn.put(attempts_, store::view(settlement.id), record);
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
