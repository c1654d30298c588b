// SPDX-License-Identifier: MIT
#include "storage/clean_store.hpp"

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <tuple>
#include <vector>

#include "storage/attempts.hpp"
#include "storage/store_keys.hpp"
#include "storage/url_secrets.hpp"

namespace playsync {
namespace {

/// A body that is JSON of ours and has none of these has no URL with secrets in it.
bool may_hold_secrets(std::string_view body)
{
    return body.find_first_of("?%#=|;") != body.npos || body.find("//") != body.npos;
}

std::string body_record(Ulid id, std::string_view body)
{
    auto const check = boost::endian::native_to_little(body_check(id, body));
    std::string record(sizeof check, '\0');
    std::memcpy(record.data(), &check, sizeof check);
    return record.append(body);
}

class Cleaning {
public:
    explicit Cleaning(lmdb::WriteTxn& txn)
        : txn_(txn),
          changes_(txn.open(store::name::changes)),
          bodies_(txn.open(store::name::bodies)),
          attempts_(txn.open(store::name::attempts)),
          items_(txn.open(store::name::items)),
          ledger_(txn.open(store::name::ledger)),
          trash_(txn.open(store::name::trash))
    {
    }

    std::size_t run()
    {
        constexpr std::size_t at_once = 4096; // in memory
        look_for_trash();
        auto const ids = that_may_hold_secrets();
        std::size_t cleaned = 0;
        for (std::size_t from = 0; from < ids.size(); from += at_once)
            cleaned += clean(std::span{ids}.subspan(from, std::min(at_once, ids.size() - from)));
        for (auto const& [target, item] : renamed_)
            take_old_position_off(target, item);
        return cleaned;
    }

private:
    struct Record {
        Header before;
        Header after;
        std::string body;
    };

    void look_for_trash()
    {
        lmdb::Cursor each{txn_, trash_};
        for (bool more = each.first(); more; more = each.next())
            trashed_.emplace(store::ulid_of(each.key().substr(sizeof(std::uint64_t))), each.key());
    }

    std::optional<Header> header_of(Ulid id) const
    {
        auto const trashed = trashed_.find(id);
        return decode_header(id, trashed == trashed_.end() ? txn_.find(changes_, store::view(id))
                                                           : txn_.find(trash_, trashed->second));
    }

    std::vector<Ulid> that_may_hold_secrets()
    {
        std::vector<Ulid> ids;
        lmdb::Cursor each{txn_, bodies_};
        for (bool more = each.first(); more; more = each.next())
            if (may_hold_secrets(each.value()))
                ids.push_back(store::ulid_of(each.key()));
        return ids;
    }

    std::size_t clean(std::span<Ulid const> ids)
    {
        std::map<Ulid, Record> records;
        for (auto const& id : ids) {
            auto const body = checked_body(id, txn_.find(bodies_, store::view(id)));
            auto const header = header_of(id);
            if (!body || !header)
                continue;
            Record record{*header, *header, std::string{*body}};
            if (clean_record(id, record.after, record.body))
                records.emplace(id, std::move(record));
        }
        messages_.clear();
        for (auto const& [id, record] : records)
            blank(id);
        for (auto const& [id, record] : records)
            rewrite(id, record);
        return records.size();
    }

    /// In place, before anything moves: what LMDB moves leaves bytes behind in its pages.
    void blank(Ulid id)
    {
        for (auto const db : {bodies_, attempts_}) {
            auto const size = txn_.find(db, store::view(id)).size();
            if (db == attempts_ && size > 0)
                messages_[id] = decode_attempts(txn_.find(db, store::view(id)));
            if (size > 0)
                txn_.put(db, store::view(id), std::string(size, '\0'));
        }
    }

    void rewrite(Ulid id, Record const& record)
    {
        auto const& [before, after, body] = record;
        auto const header = encode_header(id, after);
        auto const trashed = trashed_.find(id);
        if (trashed == trashed_.end())
            txn_.put(changes_, store::view(id), {header.data(), header.size()});
        else
            txn_.put(trash_, trashed->second, {header.data(), header.size()});
        txn_.put(bodies_, store::view(id), body_record(id, body));
        rewrite_attempts(id);
        if (before.item == after.item)
            return;
        move_ledger(id, before, after);
        for (auto const slot : {store::slot_of(before.verb), store::Slot::taken_back})
            move_slot(id, before, after, slot);
    }

    void rewrite_attempts(Ulid id)
    {
        auto const known = messages_.find(id);
        if (known == messages_.end())
            return;
        std::string record;
        for (auto attempt : known->second) {
            attempt.error.message = text_without_secrets(attempt.error.message);
            record = with_attempt(record, attempt);
        }
        txn_.put(attempts_, store::view(id), record);
    }

    void move_ledger(Ulid id, Header const& before, Header const& after)
    {
        auto const from =
            store::ledger_key(before.target, before.occurred_at, before.item, before.verb);
        if (store::ulid_of(txn_.find(ledger_, from)) != id)
            return;
        txn_.erase(ledger_, from);
        txn_.put(ledger_,
                 store::ledger_key(after.target, after.occurred_at, after.item, after.verb),
                 store::view(id));
    }

    void move_slot(Ulid id, Header const& before, Header const& after, store::Slot slot)
    {
        auto const from = store::slot_key(before.target, slot, before.item);
        if (before.verb == Verb::play || store::ulid_of(txn_.find(items_, from)) != id)
            return;
        txn_.erase(items_, from);
        renamed_.emplace(after.target, after.item);
        auto const to = store::slot_key(after.target, slot, after.item);
        auto const there = store::ulid_of(txn_.find(items_, to));
        auto const other = header_of(there);
        if (!other || std::tuple{other->occurred_at, there} < std::tuple{after.occurred_at, id})
            txn_.put(items_, to, store::view(id));
    }

    /// A position that waits and is older than a mark of what is the same item now: without its
    /// slot it is taken for replaced, as it would have been.
    void take_old_position_off(TargetNo target, ItemKey const& item)
    {
        auto const slot = store::slot_key(target, store::Slot::progress, item);
        auto const id = store::ulid_of(txn_.find(items_, slot));
        auto const mark_id =
            store::ulid_of(txn_.find(items_, store::slot_key(target, store::Slot::mark, item)));
        auto const position = header_of(id);
        auto const mark = header_of(mark_id);
        if (position && mark && position->state != State::synced &&
            std::tuple{position->occurred_at, id} < std::tuple{mark->occurred_at, mark_id})
            txn_.erase(items_, slot);
    }

    lmdb::WriteTxn& txn_;
    MDB_dbi changes_, bodies_, attempts_, items_, ledger_, trash_;
    std::map<Ulid, std::string> trashed_; // to the key in the trash
    std::map<Ulid, std::vector<Attempt>> messages_;
    std::set<std::pair<TargetNo, ItemKey>> renamed_;
};

} // namespace

bool clean_record(Ulid id, Header& header, std::string& body)
{
    if (!may_hold_secrets(body))
        return false;
    auto change = decode_body(id, body);
    if (!change)
        return false;
    // Of a key that was no UTF-8 the body does not hold what the item key was made of.
    bool const is_its_key = item_key(change->user, change->item) == header.item;
    if (!hide_url_secrets(change->item))
        return false;
    body.clear();
    append_body(body, *change);
    header.body_bytes = static_cast<std::uint32_t>(body.size());
    if (is_its_key)
        header.item = item_key(change->user, change->item);
    return true;
}

std::size_t clean_store(lmdb::WriteTxn& txn)
{
    return Cleaning{txn}.run();
}

} // namespace playsync
