// SPDX-License-Identifier: MIT
// Whole runs through the ABI: how much becomes durable a second, and how much reaches a receiver a
// second in batches of 100.
#include <CLI/CLI.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include "tests/bench/running.hpp"

using namespace playsync;
using bench::Running;
using bench::tell;
using SteadyClock = std::chrono::steady_clock;

namespace {

/// The receiver as a process of its own, ended with this object.
class Receiver {
public:
    explicit Receiver(std::string const& program)
    {
        int ends[2];
        if (pipe(ends) != 0)
            throw std::runtime_error{"no pipe"};
        pid_ = fork();
        if (pid_ == 0) {
            dup2(ends[1], STDOUT_FILENO);
            execl(program.c_str(), program.c_str(), "--port", "0", nullptr);
            _exit(127);
        }
        close(ends[1]);
        auto* const out = fdopen(ends[0], "r");
        if (std::fscanf(out, "listening on %u", &port_) != 1)
            throw std::runtime_error{program + " does not start"};
        std::fclose(out);
    }
    ~Receiver()
    {
        kill(pid_, SIGTERM);
        waitpid(pid_, nullptr, 0);
    }
    Receiver(Receiver const&) = delete;
    Receiver& operator=(Receiver const&) = delete;

    unsigned port() const noexcept { return port_; }

private:
    pid_t pid_ = 0;
    unsigned port_ = 0;
};

double seconds_since(SteadyClock::time_point start)
{
    return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

double intake(std::string const& plugin, std::uint64_t events)
{
    // A target that is away: everything is taken in, nothing goes out.
    Running running{
        plugin,
        "type = \"webhook\"\nurl = \"http://127.0.0.1:9/\"\nkeeps = \"plays\"\nusers = [\"*\"]\n"};
    running->pause();
    auto const start = SteadyClock::now();
    for (std::uint64_t n = 0; n < events; ++n)
        tell(*running, n);
    running->flush(600'000);
    return static_cast<double>(events) / seconds_since(start);
}

double end_to_end(std::string const& plugin, std::string const& receiver, std::uint64_t events,
                  unsigned lanes)
{
    Receiver const sink{receiver};
    Running running{
        plugin, "type = \"webhook\"\nkeeps = \"plays\"\nusers = [\"*\"]\nbatch = 100\nparallel = " +
                    std::to_string(lanes) +
                    "\nurl = \"http://127.0.0.1:" + std::to_string(sink.port()) + "/hook\"\n"};
    auto const start = SteadyClock::now();
    for (std::uint64_t n = 0; n < events; ++n)
        tell(*running, n);
    while (running.synced() < events)
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    return static_cast<double>(events) / seconds_since(start);
}

template <class Measure>
double median_of_five(Measure&& measure)
{
    std::vector<double> all;
    for (int i = 0; i < 5; ++i)
        all.push_back(measure());
    std::ranges::sort(all);
    return all[2];
}

} // namespace

int main(int argc, char** argv)
try {
    CLI::App app{"Whole runs through the ABI."};
    std::string plugin, receiver;
    std::uint64_t events = 100'000;
    app.add_option("--plugin", plugin, "libplaysync.so")->required();
    app.add_option("--receiver", receiver, "playsync-receiver")->required();
    app.add_option("--events", events, "Events a run")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    std::printf("%u cores, %llu events a run, medians of 5 runs\n",
                std::thread::hardware_concurrency(), static_cast<unsigned long long>(events));
    std::printf("%-44s %10.0f events/s\n", "durable intake, one host thread",
                median_of_five([&] { return intake(plugin, events); }));
    for (unsigned const lanes : {1u, 2u, 4u})
        std::printf("%-44s %10.0f events/s\n",
                    ("end to end, batches of 100, in flight: " + std::to_string(lanes)).c_str(),
                    median_of_five([&] { return end_to_end(plugin, receiver, events, lanes); }));
    return 0;
} catch (std::exception const& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
