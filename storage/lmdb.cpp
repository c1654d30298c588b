// SPDX-License-Identifier: MIT
#include "storage/lmdb.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

namespace playsync::lmdb {
namespace {

class Category : public std::error_category {
public:
    char const* name() const noexcept override { return "lmdb"; }
    std::string message(int code) const override { return mdb_strerror(code); }
    std::error_condition default_error_condition(int code) const noexcept override
    {
        return code > 0 ? std::error_condition{code, std::generic_category()}
                        : std::error_condition{code, *this};
    }
};

} // namespace

std::error_category const& category() noexcept
{
    static Category const instance;
    return instance;
}

void check(int code, char const* what)
{
    if (code != MDB_SUCCESS)
        throw std::system_error{code, category(), what};
}

Env::Env(std::filesystem::path const& directory, std::size_t map_size, unsigned databases)
    : process_(getpid())
{
    check(mdb_env_create(&env_), "create the store's environment");
    try {
        check(mdb_env_set_maxdbs(env_, databases), "set the number of databases");
        check(mdb_env_set_mapsize(env_, map_size), "set the store's size");
        check(mdb_env_open(env_, directory.c_str(), MDB_NOTLS, 0600), "open the store");
        // LMDB opens its data file without O_CLOEXEC; hosts start children.
        mdb_filehandle_t fd = -1;
        check(mdb_env_get_fd(env_, &fd), "find the store's file");
        if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
            throw std::system_error{errno, std::generic_category(), "close-on-exec"};
    } catch (...) {
        mdb_env_close(env_);
        throw;
    }
}

Env::~Env()
{
    if (process_ == getpid())
        mdb_env_close(env_);
}

MDB_env* Env::get() const
{
    if (process_ != getpid())
        throw std::logic_error{"the store was opened by another process"};
    return env_;
}

std::size_t Env::map_size() const
{
    MDB_envinfo info{};
    check(mdb_env_info(get(), &info), "read the store's size");
    return info.me_mapsize;
}

std::size_t Env::used_bytes() const
{
    MDB_envinfo info{};
    MDB_stat stat{};
    check(mdb_env_info(get(), &info), "read the store's size");
    check(mdb_env_stat(get(), &stat), "read the store's page size");
    return (info.me_last_pgno + 1) * stat.ms_psize;
}

void Env::resize(std::size_t map_size)
{
    check(mdb_env_set_mapsize(get(), map_size), "grow the store");
}

int Env::clear_dead_readers()
{
    int dead = 0;
    check(mdb_reader_check(get(), &dead), "look for dead readers");
    return dead;
}

Txn::Txn(Env const& env, unsigned flags)
{
    check(mdb_txn_begin(env.get(), nullptr, flags, &txn_), "begin a transaction");
}

Txn::~Txn()
{
    close_cursors();
    mdb_txn_abort(txn_); // a no-op on null
}

MDB_cursor* Txn::cursor(MDB_dbi db) const
{
    auto& cursor = cursors_.at(db);
    if (!cursor)
        check(mdb_cursor_open(txn_, db, &cursor), "open a cursor");
    return cursor;
}

void Txn::close_cursors() noexcept
{
    for (auto& cursor : cursors_)
        if (cursor)
            mdb_cursor_close(std::exchange(cursor, nullptr));
}

std::string_view Txn::find(MDB_dbi db, std::string_view key) const
{
    MDB_val k = val(key);
    MDB_val value{};
    int const code = mdb_cursor_get(cursor(db), &k, &value, MDB_SET);
    if (code == MDB_NOTFOUND)
        return {};
    check(code, "read from the store");
    return view(value);
}

std::size_t Txn::entries(MDB_dbi db) const
{
    MDB_stat stat{};
    check(mdb_stat(txn_, db, &stat), "count in the store");
    return stat.ms_entries;
}

MDB_dbi WriteTxn::open(char const* name)
{
    MDB_dbi db = 0;
    check(mdb_dbi_open(txn_, name, MDB_CREATE, &db), "open a database of the store");
    return db;
}

void WriteTxn::put(MDB_dbi db, std::string_view key, std::string_view value, unsigned flags)
{
    MDB_val k = val(key);
    MDB_val v = val(value);
    check(mdb_cursor_put(cursor(db), &k, &v, flags), "write to the store");
}

bool WriteTxn::put_new(MDB_dbi db, std::string_view key, std::string_view value)
{
    MDB_val k = val(key);
    MDB_val v = val(value);
    int const code = mdb_cursor_put(cursor(db), &k, &v, MDB_NOOVERWRITE);
    if (code == MDB_KEYEXIST)
        return false;
    check(code, "write to the store");
    return true;
}

char* WriteTxn::reserve(MDB_dbi db, std::string_view key, std::size_t size, unsigned flags)
{
    MDB_val k = val(key);
    MDB_val v{size, nullptr};
    check(mdb_cursor_put(cursor(db), &k, &v, flags | MDB_RESERVE), "write to the store");
    return static_cast<char*>(v.mv_data);
}

bool WriteTxn::erase(MDB_dbi db, std::string_view key)
{
    if (find(db, key).data() == nullptr)
        return false;
    check(mdb_cursor_del(cursor(db), 0), "erase from the store");
    return true;
}

void WriteTxn::drop(MDB_dbi db)
{
    close_cursors();
    check(mdb_drop(txn_, db, 1), "take a database out of the store");
}

void WriteTxn::commit()
{
    close_cursors();
    check(mdb_txn_commit(std::exchange(txn_, nullptr)), "commit to the store");
}

Cursor::Cursor(Txn const& txn, MDB_dbi db)
{
    check(mdb_cursor_open(txn.get(), db, &cursor_), "open a cursor");
}

bool Cursor::seek(std::string_view key)
{
    key_ = val(key);
    return move(MDB_SET_RANGE);
}

bool Cursor::seek_exactly(std::string_view key)
{
    key_ = val(key);
    return move(MDB_SET_KEY);
}

bool Cursor::move(MDB_cursor_op op)
{
    int const code = mdb_cursor_get(cursor_, &key_, &value_, op);
    if (code == MDB_NOTFOUND)
        return false;
    check(code, "move in the store");
    return true;
}

} // namespace playsync::lmdb
