// SPDX-License-Identifier: MIT
// What others feel of the plugin: memory at rest, the host's threads (also on a disk that stalls,
// see PLAYSYNC_STALL in tests/crash/faults.c), who waits for one event at the other end, and a
// target beside one that hangs.
#include <CLI/CLI.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <thread>

#include "tests/bench/running.hpp"
#include "tests/bench/versus/sink.hpp"

using namespace playsync::bench;
using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

namespace {

/// Takes connections and never says a word.
class Silence {
public:
    std::string url() const
    {
        return "http://127.0.0.1:" + std::to_string(listener_.local_endpoint().port()) + "/hook";
    }

private:
    boost::asio::io_context io_;
    boost::asio::ip::tcp::acceptor listener_{io_, {boost::asio::ip::address_v4::loopback(), 0}};
};

std::string webhook(std::string const& url, std::string const& user)
{
    return "type = \"webhook\"\nkeeps = \"plays\"\nbatch = 100\nusers = [\"" + user +
           "\"]\nurl = \"" + url + "\"\n";
}

double resident_mib()
{
    long pages = 0, resident = 0;
    std::ifstream{"/proc/self/statm"} >> pages >> resident;
    return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / (1 << 20);
}

std::int64_t ns_since(SteadyClock::time_point start)
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(SteadyClock::now() - start).count();
}

void print(char const* what, std::vector<std::int64_t> ns)
{
    std::ranges::sort(ns);
    auto const us = [&](std::size_t per_mille) {
        return static_cast<double>(ns[ns.size() * per_mille / 1000]) / 1000;
    };
    std::printf("%-40s median %8.2f us   p99 %8.2f us   p99.9 %8.2f us", what, us(500), us(990),
                us(999));
}

void memory_at_rest(std::string const& plugin)
{
    Sink const sink;
    auto const before = resident_mib();
    Running running{plugin, webhook(sink.url(), "alice"), "type = \"journal\"\nusers = [\"*\"]\n",
                    "[admin]\nport = 0\n"};
    for (std::uint64_t n = 0; n < 100; ++n)
        tell(*running, n);
    sink.wait_for(100);
    std::this_thread::sleep_for(2s);
    std::printf("%-40s %.1f MiB over the host's own, page and two targets on\n", "memory at rest",
                resident_mib() - before);
}

void host_threads(std::string const& plugin, unsigned threads)
{
    constexpr std::uint64_t each = 20'000;
    Running running{plugin, "type = \"journal\"\nusers = [\"*\"]\n"};
    std::vector<std::vector<std::int64_t>> times(threads);
    std::atomic<std::uint64_t> refused{0};
    std::vector<std::jthread> hosts;
    for (unsigned t = 0; t < threads; ++t)
        hosts.emplace_back([&, t] {
            times[t].reserve(each);
            for (std::uint64_t n = 0; n < each; ++n) {
                auto const start = SteadyClock::now();
                auto const status = tell_once(*running, t * each + n, "alice");
                times[t].push_back(ns_since(start));
                refused += status == PLAYSYNC_BUSY ? 1 : 0;
                std::this_thread::sleep_for(50us); // the host's own work
            }
        });
    hosts.clear();
    std::vector<std::int64_t> all;
    for (auto const& part : times)
        all.insert(all.end(), part.begin(), part.end());
    print(("on_event, " + std::to_string(threads) + " host threads").c_str(), std::move(all));
    std::printf("   refused %llu of %llu\n", static_cast<unsigned long long>(refused.load()),
                static_cast<unsigned long long>(threads * each));
}

void to_the_target(std::string const& plugin)
{
    constexpr std::uint64_t events = 500;
    Sink const sink;
    Running running{plugin,
                    webhook(sink.url(), "alice"),
                    {},
                    "[admin]\nenabled = false\n[engine]\ngather_ms = 0\n"};
    std::vector<std::int64_t> times;
    for (std::uint64_t n = 0; n < events; ++n) {
        auto const start = SteadyClock::now();
        tell(*running, n);
        while (sink.events() <= n)
            std::this_thread::yield();
        times.push_back(ns_since(start));
        std::this_thread::sleep_for(5ms); // until it is written down, and all is idle again
    }
    print("event to target and back, idle queue", std::move(times));
    std::printf("\n");
}

/// Events a second that reach a target, while another has nothing to say, or hangs.
double beside(std::string const& plugin, std::uint64_t events, bool hangs)
{
    Sink const sink;
    Silence const silence;
    Running running{plugin, webhook(sink.url(), "alice"), webhook(silence.url(), "bob")};
    for (std::uint64_t n = 0; hangs && n < 1000; ++n)
        tell(*running, n, "bob");
    running->flush(10'000);
    auto const start = SteadyClock::now();
    for (std::uint64_t n = 0; n < events; ++n)
        tell(*running, n);
    sink.wait_for(events);
    return static_cast<double>(events) * 1e9 / static_cast<double>(ns_since(start));
}

void beside_one_that_hangs(std::string const& plugin)
{
    constexpr std::uint64_t events = 100'000;
    std::vector<double> alone, with;
    for (int round = 0; round < 5; ++round) {
        alone.push_back(beside(plugin, events, false));
        with.push_back(beside(plugin, events, true));
    }
    std::ranges::sort(alone);
    std::ranges::sort(with);
    std::printf("%-40s %.0f events/s, %.3f x without it (medians of 5)\n",
                "beside a target that hangs", with[2], with[2] / alone[2]);
}

} // namespace

int main(int argc, char** argv)
try {
    CLI::App app{"What others feel of the plugin."};
    std::string plugin, only;
    std::map<std::string, std::function<void()>> const parts{
        {"memory", [&] { memory_at_rest(plugin); }},
        {"on_event", [&] { host_threads(plugin, 1), host_threads(plugin, 8); }},
        {"target", [&] { to_the_target(plugin); }},
        {"hanging", [&] { beside_one_that_hangs(plugin); }},
    };
    app.add_option("--plugin", plugin, "libplaysync.so")->required();
    app.add_option("--only", only, "memory, on_event, target or hanging")
        ->check(CLI::IsMember({"memory", "on_event", "target", "hanging"}));
    CLI11_PARSE(app, argc, argv);
    for (auto const* name : {"memory", "on_event", "target", "hanging"})
        if (only.empty() || only == name)
            parts.at(name)();
    return 0;
} catch (std::exception const& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
