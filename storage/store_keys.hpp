// SPDX-License-Identifier: MIT
// The store's databases and keys (FORMAT.md). Numbers in keys are big-endian, so that they sort.
#pragma once

#include <boost/endian/conversion.hpp>

#include <cstring>
#include <string_view>

#include "storage/change.hpp"
#include "storage/codec.hpp"

namespace playsync::store {

constexpr std::uint32_t schema = 3;
constexpr unsigned database_count = 13; // one more than there are, for upgrades

namespace name {
constexpr char const* meta = "meta";
constexpr char const* targets = "targets";
constexpr char const* changes = "changes";
constexpr char const* bodies = "bodies";
constexpr char const* attempts = "attempts";
constexpr char const* due = "due";
constexpr char const* items = "items";
constexpr char const* ledger = "ledger";
constexpr char const* series = "series";
constexpr char const* trash = "trash";
constexpr char const* watches = "watches";
constexpr char const* playbacks = "playbacks";
constexpr char const* errors = "errors"; // of schema 1
} // namespace name

constexpr std::string_view schema_key = "schema";
constexpr std::string_view last_id_key = "last_id";
constexpr std::string_view cleaned_key = "cleaned";
constexpr std::string_view counts_prefix = "counts.";
constexpr std::string_view note_prefix = "note.";
constexpr std::string_view unsent_prefix = "unsent.";

inline std::string_view view(Ulid const& id) noexcept
{
    return {reinterpret_cast<char const*>(id.bytes.data()), id.bytes.size()};
}

inline Ulid ulid_of(std::string_view bytes) noexcept
{
    Ulid id;
    if (bytes.size() == id.bytes.size())
        std::memcpy(id.bytes.data(), bytes.data(), bytes.size());
    return id;
}

/// A key put together from parts of fixed width.
template <std::size_t width>
class Key {
public:
    template <class Number>
    Key& number(Number value) noexcept
    {
        boost::endian::native_to_big_inplace(value);
        std::memcpy(bytes_ + size_, &value, sizeof value);
        size_ += sizeof value;
        return *this;
    }
    Key& bytes(void const* from, std::size_t count) noexcept
    {
        std::memcpy(bytes_ + size_, from, count);
        size_ += count;
        return *this;
    }
    operator std::string_view() const noexcept { return {bytes_, size_}; }

private:
    char bytes_[width];
    std::size_t size_ = 0;
};

/// due: target, state, time, id → nothing. Pending and failed changes only.
using DueKey = Key<27>;
constexpr std::size_t due_prefix = 3;

inline DueKey due_key(TargetNo target, State state, UnixMs when, Ulid const& id) noexcept
{
    DueKey key;
    key.number(target).number(static_cast<std::uint8_t>(state));
    key.number(static_cast<std::uint64_t>(when < 0 ? 0 : when));
    key.bytes(id.bytes.data(), id.bytes.size());
    return key;
}

inline UnixMs when_of(std::string_view due_key) noexcept
{
    return static_cast<UnixMs>(boost::endian::load_big_u64(
        reinterpret_cast<unsigned char const*>(due_key.data() + due_prefix)));
}

inline Ulid id_of(std::string_view due_key) noexcept
{
    return ulid_of(due_key.substr(11));
}

/// items: target, slot, item → id of the newest change accepted there.
/// `taken_back` is there where watches count: of the last "unwatched".
enum class Slot : std::uint8_t { mark, progress, taken_back };
using SlotKey = Key<19>;

inline SlotKey slot_key(TargetNo target, Slot slot, ItemKey const& item) noexcept
{
    SlotKey key;
    key.number(target).number(static_cast<std::uint8_t>(slot)).bytes(item.data(), item.size());
    return key;
}

constexpr Slot slot_of(Verb verb) noexcept
{
    return verb == Verb::progress ? Slot::progress : Slot::mark;
}

/// ledger: target, time of the play or mark, item, verb → its id. Sorted by time, so that taking
/// in what just happened appends.
using LedgerKey = Key<27>;

inline LedgerKey ledger_key(TargetNo target, UnixMs occurred_at, ItemKey const& item,
                            Verb verb) noexcept
{
    LedgerKey key;
    key.number(target).number(static_cast<std::uint64_t>(occurred_at < 0 ? 0 : occurred_at));
    key.bytes(item.data(), item.size()).number(static_cast<std::uint8_t>(verb));
    return key;
}

/// watches: when it was decided, item → the watch. Sorted by time, as the ledger is.
using WatchKey = Key<24>;

inline WatchKey watch_key(UnixMs at, ItemKey const& item) noexcept
{
    WatchKey key;
    key.number(static_cast<std::uint64_t>(at < 0 ? 0 : at)).bytes(item.data(), item.size());
    return key;
}

inline UnixMs at_of(std::string_view watch_key) noexcept
{
    return static_cast<UnixMs>(
        boost::endian::load_big_u64(reinterpret_cast<unsigned char const*>(watch_key.data())));
}

inline std::string_view view(ItemKey const& item) noexcept
{
    return {reinterpret_cast<char const*>(item.data()), item.size()};
}

inline ItemKey item_of(std::string_view bytes) noexcept
{
    ItemKey item{};
    if (bytes.size() == item.size())
        std::memcpy(item.data(), bytes.data(), bytes.size());
    return item;
}

/// series: target, minute since 1970 → what happened in it.
using SeriesKey = Key<6>;

inline SeriesKey series_key(TargetNo target, std::uint32_t minute) noexcept
{
    SeriesKey key;
    key.number(target).number(minute);
    return key;
}

inline std::uint32_t minute_of(std::string_view series_key) noexcept
{
    return boost::endian::load_big_u32(
        reinterpret_cast<unsigned char const*>(series_key.data() + 2));
}

/// trash: batch, id → the header of a change that was discarded and may come back.
using TrashKey = Key<24>;

inline TrashKey trash_key(std::uint64_t batch, Ulid const& id) noexcept
{
    TrashKey key;
    key.number(batch).bytes(id.bytes.data(), id.bytes.size());
    return key;
}

inline std::uint64_t batch_of(std::string_view trash_key) noexcept
{
    return boost::endian::load_big_u64(reinterpret_cast<unsigned char const*>(trash_key.data()));
}

} // namespace playsync::store
