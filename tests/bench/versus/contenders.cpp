// SPDX-License-Identifier: MIT
#include "tests/bench/versus/contenders.hpp"

#include <lmdb.h>
#include <sqlite3.h>

#include <boost/beast/core/flat_buffer.hpp>

#include <chrono>
#include <vector>

#include "tests/bench/running.hpp"
#include "tests/bench/versus/client.hpp"
#include "tests/bench/versus/sink.hpp"

namespace playsync::bench {
namespace {

constexpr std::uint64_t batch = 100;
constexpr std::uint64_t lmdb_group = 256;

class Stopwatch {
public:
    double rate(std::uint64_t events) const
    {
        std::chrono::duration<double> const passed = std::chrono::steady_clock::now() - start_;
        return static_cast<double>(events) / passed.count();
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

void lmdb_check(int code)
{
    if (code != 0)
        throw std::runtime_error{mdb_strerror(code)};
}

/// SQLite, with its errors as exceptions.
class Database {
public:
    explicit Database(std::string const& path)
    {
        check(sqlite3_open(path.c_str(), &db_));
        execute("PRAGMA synchronous=FULL");
        execute("CREATE TABLE q(id INTEGER PRIMARY KEY, body TEXT, state INTEGER)");
    }
    ~Database() { sqlite3_close(db_); }
    Database(Database const&) = delete;
    Database& operator=(Database const&) = delete;

    void insert(std::int64_t id, std::string const& body)
    {
        run("INSERT INTO q VALUES(?1, ?2, 0)", id, &body);
    }
    std::string body_of(std::int64_t id)
    {
        return run("SELECT body FROM q WHERE id = ?1 AND state = 0", id, nullptr);
    }
    void settle(std::int64_t id) { run("UPDATE q SET state = 1 WHERE id = ?1", id, nullptr); }

private:
    void check(int code) const
    {
        if (code != SQLITE_OK)
            throw std::runtime_error{sqlite3_errmsg(db_)};
    }
    void execute(char const* sql) { check(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)); }
    std::string run(char const* sql, std::int64_t id, std::string const* body)
    {
        sqlite3_stmt* statement = nullptr;
        check(sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr));
        sqlite3_bind_int64(statement, 1, id);
        if (body)
            sqlite3_bind_text(statement, 2, body->data(), static_cast<int>(body->size()),
                              SQLITE_STATIC);
        std::string found;
        if (sqlite3_step(statement) == SQLITE_ROW)
            found = reinterpret_cast<char const*>(sqlite3_column_text(statement, 0));
        check(sqlite3_finalize(statement));
        return found;
    }

    sqlite3* db_ = nullptr;
};

} // namespace

std::string event_text(std::uint64_t n)
{
    auto const key = "track-" + std::to_string(n);
    return R"({"id":"01KZZZZZZZZZZZZZZZZZZZZZZZ","user":"alice","verb":"play","occurred_at":)"
           R"("2026-11-23T12:00:00.000Z","position_ms":291000,"duration_ms":291000,"item":{"kind":)"
           R"("track","title":"Wandering Star","artist":"Portishead","album":"Dummy","year":1994,)"
           R"("host_key":")" +
           key + R"(","ids":{"mbid":")" + key + R"("}}})";
}

double run_playsync(std::string const& plugin, std::uint64_t events, unsigned lanes)
{
    Sink const sink;
    Running running{plugin, "type = \"webhook\"\nkeeps = \"plays\"\nusers = [\"*\"]\nbatch = " +
                                std::to_string(batch) + "\nparallel = " + std::to_string(lanes) +
                                "\nurl = \"" + sink.url() + "\"\n"};
    Stopwatch const watch;
    for (std::uint64_t n = 0; n < events; ++n)
        tell(*running, n);
    sink.wait_for(events);
    return watch.rate(events);
}

double run_one_by_one(std::uint64_t events)
{
    Sink const sink;
    test::TempDir const dir;
    Database rows{dir / "queue.db"};
    Client client{sink.port()};
    Stopwatch const watch;
    for (std::uint64_t n = 0; n < events; ++n) {
        auto const id = static_cast<std::int64_t>(n);
        rows.insert(id, event_text(n));
        client.post(rows.body_of(id));
        rows.settle(id);
    }
    sink.wait_for(events);
    return watch.rate(events);
}

double run_lmdb(std::uint64_t events)
{
    test::TempDir const dir;
    MDB_env* env = nullptr;
    lmdb_check(mdb_env_create(&env));
    std::unique_ptr<MDB_env, void (*)(MDB_env*)> const owner{env, mdb_env_close};
    lmdb_check(mdb_env_set_mapsize(env, std::size_t{4} << 30));
    lmdb_check(mdb_env_open(env, dir.path().c_str(), 0, 0600));
    MDB_dbi db = 0;
    Stopwatch const watch;
    for (std::uint64_t n = 0; n < events;) {
        MDB_txn* txn = nullptr;
        lmdb_check(mdb_txn_begin(env, nullptr, 0, &txn));
        lmdb_check(mdb_dbi_open(txn, nullptr, MDB_INTEGERKEY, &db));
        for (std::uint64_t in_group = 0; in_group < lmdb_group && n < events; ++in_group, ++n) {
            auto text = event_text(n);
            MDB_val key{sizeof n, &n};
            MDB_val value{text.size(), text.data()};
            lmdb_check(mdb_put(txn, db, &key, &value, MDB_APPEND));
        }
        lmdb_check(mdb_txn_commit(txn));
    }
    return watch.rate(events);
}

double run_post(std::uint64_t events)
{
    Sink const sink;
    Client client{sink.port()};
    Stopwatch const watch;
    for (std::uint64_t n = 0; n < events;) {
        std::string body;
        for (std::uint64_t in_batch = 0; in_batch < batch && n < events; ++in_batch, ++n)
            body.append(event_text(n)).push_back('\n');
        client.post(std::move(body));
    }
    sink.wait_for(events);
    return watch.rate(events);
}

} // namespace playsync::bench
