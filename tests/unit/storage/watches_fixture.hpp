// SPDX-License-Identifier: MIT
// The watch history of a real store, and watches in a word.
#pragma once

#include <algorithm>
#include <array>

#include "storage/watch_codec.hpp"
#include "tests/unit/storage/queue_fixture.hpp"

namespace playsync {

class WatchesTest : public QueueTest {
protected:
    static Item film(std::string const& title)
    {
        Item item;
        item.kind = ItemKind::movie;
        item.title = title;
        item.year = 1995;
        return item;
    }

    static Watch watch(std::string const& user, Item const& item, UnixMs at, unsigned targets = 0)
    {
        Watch watch;
        watch.item = item_key(user, item);
        watch.at = at;
        watch.begun = at - 90;
        watch.ended = at + 10;
        watch.duration_ms = 100;
        watch.targets = static_cast<std::uint8_t>(targets);
        watch.user = user;
        append_watch_text(watch.text, ItemText{user, item}, "a host");
        return watch;
    }
    static Watch watch(std::string const& user, std::string const& title, UnixMs at,
                       unsigned targets = 0)
    {
        return watch(user, film(title), at, targets);
    }

    static WatchName name(Watch const& watch) { return {watch.at, watch.item}; }

    void add(std::vector<Watch> const& watches)
    {
        WatchChanges changes;
        changes.watches = watches;
        queue_->commit({}, {}, now_++, changes);
    }
    void amend(WatchSpan const& span)
    {
        WatchChanges changes;
        changes.amended = {span};
        queue_->commit({}, {}, now_++, changes);
    }

    WatchHistory& history() { return queue_->history(); }

    /// Titles of a page, the newest first.
    std::vector<std::string> titles(WatchLook const& look = {})
    {
        std::vector<std::string> out;
        for (auto const& entry : history().list(look).entries)
            out.push_back(entry.item.title);
        return out;
    }
    std::vector<std::string> fitting(WatchFilter const& filter)
    {
        WatchLook look;
        look.filter = filter;
        return titles(look);
    }

    /// Changes what stands in a database of the store behind its back.
    void tamper(char const* database,
                std::function<void(lmdb::WriteTxn& txn, MDB_dbi dbi)> const& body)
    {
        queue_.reset();
        {
            lmdb::Env env{dir_.path(), 64 << 20, store::database_count};
            lmdb::WriteTxn txn{env};
            body(txn, txn.open(database));
            txn.commit();
        }
        open();
    }
    void damage(Watch const& watch)
    {
        tamper(store::name::watches, [&](lmdb::WriteTxn& txn, MDB_dbi dbi) {
            auto const key = store::watch_key(watch.at, watch.item);
            std::string record{txn.find(dbi, key)};
            record.back() = static_cast<char>(record.back() ^ 1);
            txn.put(dbi, key, record);
        });
    }

    using Titles = std::vector<std::string>;
    using Unsent = std::map<std::string, std::uint64_t>;
};

} // namespace playsync
