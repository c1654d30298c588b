// SPDX-License-Identifier: MIT
#include "storage/lmdb_watches.hpp"

#include <boost/endian/arithmetic.hpp>

#include <algorithm>
#include <cstring>

#include "storage/change_search.hpp"
#include "storage/sometimes.hpp"
#include "storage/store_keys.hpp"
#include "storage/watch_codec.hpp"

namespace playsync {
namespace {

using StoredCount = boost::endian::little_uint64_t;

/// Of many watches at one time, as an import may bring, no more are looked at.
constexpr std::size_t most_looked_at = 4096;
constexpr std::size_t longest_name = 400; // of a user in a key, in bytes; LMDB has room for 511
constexpr std::size_t ask_every = 64;     // records, whether it is enough

std::string unsent_key(std::string const& user)
{
    return std::string{store::unsent_prefix} + user.substr(0, longest_name);
}

std::optional<WatchSpan> span_of(std::string_view key, std::string_view record)
{
    auto const head = decode_watch_head(key, record);
    if (!head)
        return std::nullopt;
    return WatchSpan{store::item_of(key.substr(8)), store::at_of(key), head->begun, head->ended,
                     head->taken_back};
}

/// Goes to where a list begins, the newest first. False when there is nothing.
bool begin(lmdb::Cursor& at, std::optional<WatchName> const& name, std::optional<UnixMs> until)
{
    if (!name && !until)
        return at.last();
    auto const key = name ? store::watch_key(name->at, name->item) : store::watch_key(*until, {});
    if (name && at.seek_exactly(key))
        return true;
    return at.seek(key) ? at.previous() : at.last();
}

bool fits(WatchFilter const& filter, WatchEntry const& entry)
{
    return (!filter.user || *filter.user == entry.user) &&
           (!filter.kind || *filter.kind == entry.item.kind) &&
           (filter.words.empty() || has_words(entry.item, filter.words));
}

} // namespace

void LmdbWatches::open(lmdb::WriteTxn& txn, MDB_dbi meta)
{
    meta_ = meta;
    watches_ = txn.open(store::name::watches);
    playbacks_ = txn.open(store::name::playbacks);
    unsent_.clear();
    lmdb::Cursor each{txn, meta_};
    for (bool more = each.seek(store::unsent_prefix);
         more && each.key().starts_with(store::unsent_prefix); more = each.next()) {
        StoredCount count;
        if (each.value().size() != sizeof count)
            continue;
        std::memcpy(&count, each.value().data(), sizeof count);
        unsent_.emplace(each.key().substr(store::unsent_prefix.size()), count);
    }
}

void LmdbWatches::apply(lmdb::WriteTxn& txn, WatchChanges const& changes)
{
    unsent_then_ = unsent_;
    for (auto const& watch : changes.watches)
        add(txn, watch);
    for (auto const& span : changes.amended)
        amend(txn, span);
    for (auto const& playback : changes.playbacks)
        txn.put(playbacks_, store::view(playback.item), encode_playback(playback));
    for (auto const& item : changes.forgotten)
        txn.erase(playbacks_, store::view(item));
}

/// One that is there already is told again, perhaps to a target that came since.
void LmdbWatches::add(lmdb::WriteTxn& txn, Watch const& watch)
{
    auto const key = store::watch_key(watch.at, watch.item);
    record_.clear();
    append_watch(record_, key, watch);
    if (txn.put_new(watches_, key, record_)) {
        if (watch.targets == 0)
            count_unsent(txn, watch.user, 1);
        return;
    }
    sometimes("watches.repeated");
    std::string const before{txn.find(watches_, key)};
    auto head = decode_watch_head(key, before);
    if (!head || head->targets != 0 || watch.targets == 0)
        return;
    head->targets = watch.targets;
    txn.put(watches_, key, with_head(key, before, *head));
    count_unsent(txn, user_of_watch(before), -1);
}

void LmdbWatches::amend(lmdb::WriteTxn& txn, WatchSpan const& span)
{
    auto const key = store::watch_key(span.at, span.item);
    std::string const before{txn.find(watches_, key)};
    auto head = decode_watch_head(key, before);
    if (!head)
        return; // forgotten meanwhile
    head->ended = span.ended;
    head->taken_back = span.taken_back;
    txn.put(watches_, key, with_head(key, before, *head));
}

void LmdbWatches::count_unsent(lmdb::WriteTxn& txn, std::string const& user, int by)
{
    auto const name = user.substr(0, longest_name);
    auto& count = unsent_then_[name];
    if (by < 0 && count > 0)
        --count;
    else if (by > 0)
        ++count;
    if (count == 0) {
        unsent_then_.erase(name);
        txn.erase(meta_, unsent_key(user));
        return;
    }
    StoredCount const stored{count};
    txn.put(meta_, unsent_key(user), {reinterpret_cast<char const*>(&stored), sizeof stored});
}

bool LmdbWatches::take_out(lmdb::WriteTxn& txn, std::string_view key)
{
    std::string const record{txn.find(watches_, key)};
    if (record.empty())
        return false;
    if (auto const head = decode_watch_head(key, record); head && head->targets == 0)
        count_unsent(txn, user_of_watch(record), -1);
    return txn.erase(watches_, key);
}

bool LmdbWatches::restore(lmdb::WriteTxn& txn, std::string_view database, std::string_view key,
                          std::string_view record)
{
    if (database == store::name::playbacks) {
        if (!decode_playback(key, record))
            return false;
        txn.put(playbacks_, key, record);
        return true;
    }
    auto const head = decode_watch_head(key, record);
    if (database != store::name::watches || !head || !txn.put_new(watches_, key, record))
        return false;
    if (head->targets == 0)
        count_unsent(txn, user_of_watch(record), 1);
    return true;
}

std::vector<WatchSpan> LmdbWatches::watches_of(ItemKey const& item, UnixMs from, UnixMs to) const
{
    std::vector<WatchSpan> found;
    lmdb::ReadTxn const txn{store_.env()};
    lmdb::Cursor at{txn, watches_};
    std::size_t looked = 0;
    for (bool more = at.seek(store::watch_key(from, {}));
         more && store::at_of(at.key()) <= to && looked < most_looked_at;
         more = at.next(), ++looked)
        if (at.key().substr(8) == store::view(item))
            if (auto const span = span_of(at.key(), at.value()))
                found.push_back(*span);
    return found;
}

std::vector<WatchSpan> LmdbWatches::newest(std::size_t limit) const
{
    std::vector<WatchSpan> found;
    lmdb::ReadTxn const txn{store_.env()};
    lmdb::Cursor at{txn, watches_};
    for (bool more = at.last(); more && found.size() < limit; more = at.previous())
        if (auto const span = span_of(at.key(), at.value()))
            found.push_back(*span);
    std::ranges::reverse(found);
    return found;
}

std::vector<Playback> LmdbWatches::playbacks() const
{
    std::vector<Playback> found;
    lmdb::ReadTxn const txn{store_.env()};
    lmdb::Cursor at{txn, playbacks_};
    for (bool more = at.first(); more; more = at.next())
        if (auto const playback = decode_playback(at.key(), at.value()))
            found.push_back(*playback);
    std::ranges::sort(found, {}, &Playback::last_seen);
    return found;
}

WatchPage LmdbWatches::list(WatchLook const& look) const
{
    WatchPage page;
    auto const& filter = look.filter;
    lmdb::ReadTxn const txn{store_.env()};
    lmdb::Cursor at{txn, watches_};
    auto const name = watch_name_of(look.from);
    bool more = begin(at, name, filter.until);
    for (std::size_t looked = 1; more; more = at.previous(), ++looked) {
        auto const when = store::at_of(at.key());
        if (filter.since && when < *filter.since)
            break;
        if (page.entries.size() == look.limit ||
            (looked % ask_every == 0 && look.enough && look.enough())) {
            page.next = text_of(WatchName{when, store::item_of(at.key().substr(8))});
            break;
        }
        auto const head = decode_watch_head(at.key(), at.value());
        if (!head || (filter.unsent && head->targets != 0) ||
            (filter.until && when >= *filter.until))
            continue;
        if (auto entry = decode_watch(at.key(), at.value()); entry && fits(filter, *entry))
            page.entries.push_back(std::move(*entry));
    }
    return page;
}

std::size_t LmdbWatches::count() const
{
    return lmdb::ReadTxn{store_.env()}.entries(watches_);
}

std::size_t LmdbWatches::forget(std::span<WatchName const> names)
{
    std::size_t taken = 0;
    store_.write([&](lmdb::WriteTxn& txn) {
        taken = 0;
        unsent_then_ = unsent_;
        for (auto const& name : names)
            taken += take_out(txn, store::watch_key(name.at, name.item)) ? 1 : 0;
    });
    committed();
    return taken;
}

std::size_t LmdbWatches::prune(UnixMs before, std::size_t limit)
{
    std::size_t taken = 0;
    std::vector<std::string> old;
    {
        lmdb::ReadTxn const txn{store_.env()};
        lmdb::Cursor at{txn, watches_};
        for (bool more = at.first(); more && old.size() < limit && store::at_of(at.key()) < before;
             more = at.next())
            old.emplace_back(at.key());
    }
    if (old.empty())
        return 0;
    store_.write([&](lmdb::WriteTxn& txn) {
        taken = 0;
        unsent_then_ = unsent_;
        for (auto const& key : old)
            taken += take_out(txn, key) ? 1 : 0;
    });
    committed();
    sometimes("watches.pruned");
    return taken;
}

} // namespace playsync
