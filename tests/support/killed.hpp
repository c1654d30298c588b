// SPDX-License-Identifier: MIT
// A child process that is killed on its way into a system call: the n-th one.
#pragma once

#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <functional>
#include <stdexcept>

namespace playsync::test {

enum class Calls : unsigned char { all, that_change };

/// Whether the call that `child` is about to make may change a file or a folder.
inline bool is_about_to_change(pid_t child)
{
    __ptrace_syscall_info info{};
    ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info);
    constexpr std::uint64_t changing[] = {SYS_openat,  SYS_write,  SYS_pwrite64, SYS_writev,
                                          SYS_pwritev, SYS_fsync,  SYS_fchmod,   SYS_fdatasync,
                                          SYS_rename,  SYS_unlink, SYS_ftruncate};
    return std::ranges::find(changing, info.entry.nr) != std::end(changing);
}

/// Runs `work` in a child that is killed before its `step`-th system call, from 1, takes effect.
/// False when it came to its end before that. `calls`: which are counted.
inline bool killed_at(unsigned step, std::function<void()> const& work, Calls calls = Calls::all)
{
    auto const child = fork();
    if (child < 0)
        throw std::runtime_error{"no child process"};
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
        raise(SIGSTOP);
        work();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    bool entering = false;
    for (unsigned seen = 0; seen < step;) {
        ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
        if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
            return false;
        bool const enters = WSTOPSIG(status) == (SIGTRAP | 0x80) && (entering = !entering);
        if (enters && (calls == Calls::all || is_about_to_change(child)))
            ++seen;
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return true;
}

} // namespace playsync::test
