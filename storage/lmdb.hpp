// SPDX-License-Identifier: MIT
// LMDB with C++ lifetimes and errors; knows nothing of ours.
// Transactions and cursors are bound to the thread that began them and must not live across a
// suspension point. The environment is opened once a process (storage/data_dir guards that).
#pragma once

#include <lmdb.h>

#include <array>
#include <cstddef>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

namespace playsync::lmdb {

/// Error codes of LMDB and, for positive ones, of the system.
std::error_category const& category() noexcept;

/// Throws std::system_error unless `code` is MDB_SUCCESS.
void check(int code, char const* what);

inline std::string_view view(MDB_val const& value) noexcept
{
    return {static_cast<char const*>(value.mv_data), value.mv_size};
}

inline MDB_val val(std::string_view bytes) noexcept
{
    return {bytes.size(), const_cast<char*>(bytes.data())};
}

class Env {
public:
    /// Default flags and MDB_NOTLS: durable at every commit, no pthread key that outlives an
    /// unload. Files get mode 0600 and close-on-exec.
    Env(std::filesystem::path const& directory, std::size_t map_size, unsigned databases);
    ~Env();
    Env(Env const&) = delete;
    Env& operator=(Env const&) = delete;

    /// Throws std::logic_error in a forked child, where LMDB must not be used.
    MDB_env* get() const;
    std::size_t map_size() const;
    /// Bytes up to the last page in use.
    std::size_t used_bytes() const;
    /// No transaction may be open.
    void resize(std::size_t map_size);
    /// Frees the slots of readers that died; returns how many.
    int clear_dead_readers();

private:
    MDB_env* env_ = nullptr;
    int process_ = 0;
};

class Txn {
public:
    Txn(Txn const&) = delete;
    Txn& operator=(Txn const&) = delete;
    MDB_txn* get() const noexcept { return txn_; }

    /// Nothing found: an empty view with a null data pointer.
    std::string_view find(MDB_dbi db, std::string_view key) const;
    std::size_t entries(MDB_dbi db) const;

protected:
    Txn(Env const& env, unsigned flags);
    ~Txn();
    /// The one that all calls for `db` share: what is near the last place is found without a way
    /// down the tree.
    MDB_cursor* cursor(MDB_dbi db) const;
    void close_cursors() noexcept;

    MDB_txn* txn_ = nullptr;

private:
    mutable std::array<MDB_cursor*, 16> cursors_{}; // by database
};

class ReadTxn : public Txn {
public:
    explicit ReadTxn(Env const& env) : Txn(env, MDB_RDONLY) {}
};

/// Commits only when told to; leaving the scope any other way aborts.
class WriteTxn : public Txn {
public:
    explicit WriteTxn(Env const& env) : Txn(env, 0) {}

    MDB_dbi open(char const* name);
    void put(MDB_dbi db, std::string_view key, std::string_view value, unsigned flags = 0);
    /// False, and nothing is written, when the key is there already.
    bool put_new(MDB_dbi db, std::string_view key, std::string_view value);
    /// Room for a value of `size` bytes, to be filled before the next call.
    char* reserve(MDB_dbi db, std::string_view key, std::size_t size, unsigned flags = 0);
    bool erase(MDB_dbi db, std::string_view key);
    /// Takes a whole database out; its handle is none any more.
    void drop(MDB_dbi db);
    void commit();
};

class Cursor {
public:
    Cursor(Txn const& txn, MDB_dbi db);
    ~Cursor() { mdb_cursor_close(cursor_); }
    Cursor(Cursor const&) = delete;
    Cursor& operator=(Cursor const&) = delete;

    /// Each returns whether there is an entry, which key() and value() then show.
    bool first() { return move(MDB_FIRST); }
    bool last() { return move(MDB_LAST); }
    bool next() { return move(MDB_NEXT); }
    bool previous() { return move(MDB_PREV); }
    /// The first entry at or after `key`.
    bool seek(std::string_view key);
    bool seek_exactly(std::string_view key);

    std::string_view key() const noexcept { return view(key_); }
    std::string_view value() const noexcept { return view(value_); }

private:
    bool move(MDB_cursor_op op);

    MDB_cursor* cursor_ = nullptr;
    MDB_val key_{};
    MDB_val value_{};
};

} // namespace playsync::lmdb
