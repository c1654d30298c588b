// SPDX-License-Identifier: MIT
// A child process that is killed on its way into a system call: the n-th one.
#pragma once

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <stdexcept>

namespace playsync::test {

/// Runs `work` in a child that is killed before its `step`-th system call, from 1, takes effect.
/// False when it came to its end before that.
inline bool killed_at(unsigned step, std::function<void()> const& work)
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
        if (WSTOPSIG(status) == (SIGTRAP | 0x80) && (entering = !entering))
            ++seen;
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return true;
}

} // namespace playsync::test
