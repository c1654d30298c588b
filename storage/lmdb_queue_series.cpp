// SPDX-License-Identifier: MIT
// What happened minute by minute, kept for a month.
#include <boost/endian/arithmetic.hpp>

#include "storage/lmdb_queue.hpp"

namespace playsync {
namespace {

constexpr std::uint32_t kept_minutes = 30 * 24 * 60;
/// Old ones that go for each that comes: so there are never many too many.
constexpr int forgotten_at_once = 4;

struct Record {
    boost::endian::little_uint32_t taken, synced, failed, pending;
};

Minute decode(std::uint32_t minute, std::string_view value)
{
    Record record{};
    if (value.size() == sizeof record)
        std::memcpy(&record, value.data(), sizeof record);
    return {minute, record.taken, record.synced, record.failed, record.pending};
}

std::uint32_t small(std::uint64_t number) noexcept
{
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(number, 0xffffffff));
}

std::uint32_t minute_at(UnixMs time) noexcept
{
    return small(static_cast<std::uint64_t>(std::max<UnixMs>(time, 0)) / 60'000);
}

void forget_old(lmdb::WriteTxn& txn, MDB_dbi series, TargetNo target, std::uint32_t now)
{
    auto const first = store::series_key(target, 0);
    std::string_view const prefix = std::string_view{first}.substr(0, sizeof target);
    std::vector<std::string> old;
    {
        lmdb::Cursor at{txn, series};
        for (bool more = at.seek(first); more && old.size() < forgotten_at_once; more = at.next()) {
            if (!at.key().starts_with(prefix) || store::minute_of(at.key()) + kept_minutes >= now)
                break;
            old.emplace_back(at.key());
        }
    }
    for (auto const& key : old)
        txn.erase(series, key);
}

} // namespace

void LmdbQueue::keep_minutes(Writing& work, UnixMs now)
{
    auto const minute = minute_at(now);
    for (auto const& [target, news] : work.happened) {
        auto const key = store::series_key(target, minute);
        auto const stored = work.txn.find(series_, key);
        bool const is_new = stored.data() == nullptr;
        auto sum = decode(minute, stored);
        sum.taken += news.taken;
        sum.synced += news.synced;
        sum.failed += news.failed;
        sum.pending = small(work.tallies[target].pending);
        Record const record{sum.taken, sum.synced, sum.failed, sum.pending};
        work.txn.put(series_, key, {reinterpret_cast<char const*>(&record), sizeof record});
        if (is_new)
            forget_old(work.txn, series_, target, minute);
    }
}

std::vector<Minute> LmdbQueue::series(TargetNo target, std::uint32_t from, std::uint32_t to) const
{
    std::vector<Minute> minutes;
    lmdb::ReadTxn txn{env()};
    lmdb::Cursor at{txn, series_};
    auto const first = store::series_key(target, from);
    std::string_view const prefix = std::string_view{first}.substr(0, sizeof target);
    bool more = at.seek(first);
    if (more ? at.previous() : at.last()) {
        if (at.key().starts_with(prefix))
            minutes.push_back(decode(store::minute_of(at.key()), at.value()));
        more = at.next();
    } else {
        more = at.seek(first);
    }
    for (; more && at.key().starts_with(prefix); more = at.next()) {
        auto const minute = store::minute_of(at.key());
        if (minute >= to)
            break;
        minutes.push_back(decode(minute, at.value()));
    }
    return minutes;
}

} // namespace playsync
