// SPDX-License-Identifier: MIT
#include "tests/sim/disk.hpp"

#include <lmdb.h>

#include <cerrno>

namespace playsync::sim {
namespace {

Disk* here = nullptr;

} // namespace

Disk::Disk(Faults const& faults, Chance& chance, Trace& trace)
    : faults_(faults),
      chance_(chance),
      trace_(trace)
{
    here = this;
}

Disk::~Disk()
{
    here = nullptr;
}

bool Disk::happens(Fault fault)
{
    auto const name = std::string{fault_names[unsigned(fault)]};
    if (!chance_.happens(faults_.rate(fault)))
        return false;
    trace_.say("disk: " + name);
    trace_.reach("store." + name);
    return true;
}

Disk::Commit Disk::commit()
{
    if (cut_off_)
        return Commit::never;
    if (calm)
        return Commit::done;
    if (chance_.happens(faults_.rate(Fault::crash_in_commit) / 20)) {
        bool const after = chance_.one_in(2);
        trace_.say(after ? "the process dies after a commit" : "the process dies before a commit");
        trace_.reach(after ? "crash.after_commit" : "crash.before_commit");
        died = cut_off_ = true;
        return after ? Commit::done_but_fails : Commit::never;
    }
    if (happens(Fault::disk_full))
        return Commit::full;
    if (happens(Fault::commit_fails))
        return Commit::fails;
    return happens(Fault::commit_lies) ? Commit::done_but_fails : Commit::done;
}

bool Disk::opens()
{
    return calm || cut_off_ || !happens(Fault::reopen_fails);
}

} // namespace playsync::sim

using playsync::sim::Disk;

extern "C" {

// The linker's names for what it puts in front of a function (--wrap).
int __real_mdb_txn_commit(MDB_txn* txn);
int __real_mdb_env_open(MDB_env* env, char const* path, unsigned flags, mdb_mode_t mode);

int __wrap_mdb_txn_commit(MDB_txn* txn)
{
    if (!playsync::sim::here) // of people's worlds, whose disk does as it is told
        return __real_mdb_txn_commit(txn);
    switch (playsync::sim::here->commit()) {
    case Disk::Commit::done:
        return __real_mdb_txn_commit(txn);
    case Disk::Commit::done_but_fails:
        __real_mdb_txn_commit(txn);
        return EIO;
    case Disk::Commit::full:
        mdb_txn_abort(txn);
        return ENOSPC;
    case Disk::Commit::fails:
    case Disk::Commit::never:
        mdb_txn_abort(txn);
        return EIO;
    }
    return EIO;
}

int __wrap_mdb_env_open(MDB_env* env, char const* path, unsigned flags, mdb_mode_t mode)
{
    bool const opens = !playsync::sim::here || playsync::sim::here->opens();
    return opens ? __real_mdb_env_open(env, path, flags, mode) : EIO;
}
}
