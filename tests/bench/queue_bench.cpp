// SPDX-License-Identifier: MIT
// The store alone: taking in by group size, claiming and opening by queue length.
#include <benchmark/benchmark.h>

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "storage/lmdb_queue.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {
namespace {

constexpr UnixMs now = 1'785'000'000'000;

StoreOptions options()
{
    StoreOptions options;
    options.limit = std::size_t{8} << 30;
    return options;
}

std::vector<Draft> plays(TargetNo target, std::size_t count, UnixMs from)
{
    std::vector<Draft> drafts;
    drafts.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        drafts.push_back(test::draft(target, Verb::play, "Song " + std::to_string(i),
                                     from + static_cast<UnixMs>(i)));
    return drafts;
}

void fill(LmdbQueue& queue, TargetNo target, std::size_t count)
{
    constexpr std::size_t a_commit = 20'000;
    for (std::size_t done = 0; done < count; done += a_commit)
        queue.commit(
            plays(target, std::min(a_commit, count - done), now + static_cast<UnixMs>(done)), {},
            now);
}

void take_in(benchmark::State& state)
{
    test::TempDir const dir;
    LmdbQueue queue{dir.path(), options()};
    auto const target = queue.target("home");
    auto drafts = plays(target, static_cast<std::size_t>(state.range(0)), now);
    for (auto _ : state) {
        queue.commit(drafts, {}, now);
        state.PauseTiming();
        for (auto& draft : drafts)
            draft.occurred_at += static_cast<UnixMs>(drafts.size());
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(take_in)->Arg(1)->Arg(100)->Arg(1000)->Arg(4096)->UseRealTime();

/// What a worker does for a batch of 100: ask what is due, claim it, let go of it.
void claim(benchmark::State& state)
{
    test::TempDir const dir;
    LmdbQueue queue{dir.path(), options()};
    auto const target = queue.target("home");
    fill(queue, target, static_cast<std::size_t>(state.range(0)));
    auto const later = now + state.range(0);
    for (auto _ : state) {
        std::vector<Ulid> ids;
        for (auto const& due : queue.due(target, later, 100))
            ids.push_back(due.id);
        if (ids.size() != 100)
            state.SkipWithError("no full batch is due");
        benchmark::DoNotOptimize(queue.claim(target, ids));
        queue.release(ids);
    }
}
BENCHMARK(claim)->Arg(1'000)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);

void open(benchmark::State& state)
{
    test::TempDir const dir;
    {
        LmdbQueue queue{dir.path(), options()};
        fill(queue, queue.target("home"), static_cast<std::size_t>(state.range(0)));
    }
    for (auto _ : state)
        LmdbQueue const queue{dir.path(), options()};
}
BENCHMARK(open)
    ->Arg(1'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

/// Memory of this process that is no page of a file.
double own_kib()
{
    std::ifstream status{"/proc/self/status"};
    for (std::string word; status >> word;)
        if (word == "RssAnon:") {
            double kib = 0;
            status >> kib;
            return kib;
        }
    return 0;
}

/// By another process, so that what filling took is not ours.
void fill_elsewhere(std::filesystem::path const& directory, std::size_t count)
{
    auto const child = fork();
    if (child == 0) {
        LmdbQueue queue{directory, options()};
        fill(queue, queue.target("home"), count);
        _exit(0);
    }
    waitpid(child, nullptr, 0);
}

/// What workers do for ten batches of 100 that are in flight at once, up to the settling of them.
void send_ten_batches(LmdbQueue& queue, TargetNo target, UnixMs later)
{
    std::vector<Settlement> settlements;
    for (int batch = 0; batch < 10; ++batch) {
        std::vector<Ulid> ids;
        for (auto const& due : queue.due(target, later, 100))
            ids.push_back(due.id);
        for (auto const& each : queue.claim(target, ids)) {
            auto& settlement = settlements.emplace_back();
            settlement.id = each.id;
            settlement.state = State::synced;
        }
    }
    queue.commit({}, settlements, later);
}

/// What a page asks for: the counts, and lists of what waits in each order.
void look(LmdbQueue const& queue, TargetNo target)
{
    benchmark::DoNotOptimize(queue.counts(target));
    benchmark::DoNotOptimize(queue.oldest_pending(target));
    for (auto const order : {Order::newest, Order::oldest, Order::next}) {
        Look look;
        look.filter.target = target;
        look.filter.state = State::pending;
        look.order = order;
        benchmark::DoNotOptimize(queue.list(look));
    }
}

/// How much more memory of its own the process has than before the store was opened, at most.
void own_memory(benchmark::State& state)
{
    test::TempDir const dir;
    fill_elsewhere(dir.path(), static_cast<std::size_t>(state.range(0)));
    auto const before = own_kib();
    auto const grown = [&](char const* name) {
        double& most = state.counters[name].value;
        most = std::max(most, own_kib() - before);
    };
    for (auto _ : state) {
        LmdbQueue queue{dir.path(), options()};
        auto const target = queue.target("home");
        grown("opened_KiB");
        look(queue, target);
        grown("looked_KiB");
        send_ten_batches(queue, target, now + state.range(0));
        grown("sent_1000_KiB");
        while (queue.counts(target).pending > 0) {
            send_ten_batches(queue, target, now + state.range(0));
            grown("sent_all_KiB");
        }
    }
}
BENCHMARK(own_memory)
    ->Arg(1'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

/// The raw limit: group commit of records of the same size into one database.
void lmdb_alone(benchmark::State& state)
{
    test::TempDir const dir;
    lmdb::Env env{dir.path(), std::size_t{8} << 30, 1};
    lmdb::WriteTxn setup{env};
    auto const db = setup.open("records");
    setup.commit();
    std::string const record = plays(1, 1, now).front().body;
    std::uint64_t key = 0;
    for (auto _ : state) {
        lmdb::WriteTxn txn{env};
        for (std::int64_t i = 0; i < state.range(0); ++i) {
            store::Key<8> bytes;
            txn.put(db, bytes.number(++key), record, MDB_APPEND);
        }
        txn.commit();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(lmdb_alone)->Arg(1)->Arg(100)->Arg(1000)->Arg(4096)->UseRealTime();

} // namespace
} // namespace playsync

BENCHMARK_MAIN();
