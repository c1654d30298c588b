// SPDX-License-Identifier: MIT
// playsync-sim: runs seeds until time or seeds are up; a seed that fails tells its story.
#include <CLI/CLI.hpp>

#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <set>

#include "tests/sim/viewer.hpp"
#include "tests/sim/world.hpp"

using namespace playsync::sim;

namespace {

struct Options {
    std::uint64_t seed = 0;
    std::uint64_t first = 1;
    std::uint64_t count = 0;
    unsigned steps = 0;
    double seconds = 0;
    bool trace = false;
    bool tersely = false;
    bool viewers_only = false;
    std::string seeds_file;
    std::string reach_file;
};

struct Totals {
    std::uint64_t seeds = 0, steps = 0, requests = 0, told = 0, deaths = 0;
    double virtual_hours = 0;

    void add(Report const& report)
    {
        ++seeds;
        steps += report.steps;
        requests += report.requests;
        told += report.told;
        deaths += report.deaths;
        virtual_hours += static_cast<double>(report.virtual_ms) / 3'600'000;
    }
};

bool fails(Settings const& settings)
{
    Coverage ignored;
    return run(settings, ignored).violation.has_value();
}

/// Fewer steps and fewer kinds of faults that fail too.
Settings shrunk(Settings settings, unsigned failed_at)
{
    settings.steps = failed_at + 1;
    if (!fails(settings))
        settings.steps = 0;
    for (unsigned fault = 0; fault < unsigned(Fault::count); ++fault) {
        auto fewer = settings;
        fewer.switched_off.push_back(Fault{fault});
        if (fails(fewer))
            settings = fewer;
    }
    for (auto steps = settings.steps / 2; steps > 0; steps /= 2) {
        auto fewer = settings;
        fewer.steps = settings.steps - steps;
        if (fewer.steps > 0 && fails(fewer))
            settings = fewer;
    }
    return settings;
}

void tell_story(Settings const& settings, Report const& report)
{
    auto const small = shrunk(settings, report.steps);
    Coverage ignored;
    auto const again = run(small, ignored);
    std::printf("replay: playsync-sim --seed %llu --trace; shrunk to %u steps",
                static_cast<unsigned long long>(settings.seed), small.steps);
    if (again.violation)
        std::printf(", where it is: invariant %d: %s", again.violation->invariant,
                    again.violation->what());
    std::puts("; its last lines:");
    for (auto const& line : again.last_lines)
        std::printf("  %s\n", line.c_str());
}

std::array<char, 64> seed_that_hangs{};

/// A loop that never waits ends no step: who starts it must be told from outside.
void watch(std::uint64_t seed)
{
    constexpr unsigned longest_seed = 120; // seconds
    std::snprintf(seed_that_hangs.data(), seed_that_hangs.size(),
                  "seed %llu fails: invariant 12: it hangs\n",
                  static_cast<unsigned long long>(seed));
    std::signal(SIGALRM, [](int) {
        static_cast<void>(
            write(STDOUT_FILENO, seed_that_hangs.data(), std::strlen(seed_that_hangs.data())));
        _exit(1);
    });
    alarm(longest_seed);
}

/// What people watched against what was told: the intake's part of a seed.
bool run_viewers(std::uint64_t seed, Options const& options, Coverage& coverage)
{
    watch(seed);
    try {
        Viewers viewers{seed, coverage, options.trace};
        viewers.run();
        return true;
    } catch (Violation const& violation) {
        std::printf("seed %llu fails: invariant %d: %s\n", static_cast<unsigned long long>(seed),
                    violation.invariant, violation.what());
    } catch (std::exception const& error) {
        std::printf("seed %llu fails: invariant 0: %s\n", static_cast<unsigned long long>(seed),
                    error.what());
    }
    std::printf("replay: playsync-sim --seed %llu --viewers --trace\n",
                static_cast<unsigned long long>(seed));
    return false;
}

bool run_seed(std::uint64_t seed, Options const& options, Coverage& coverage, Totals& totals)
{
    if (!run_viewers(seed, options, coverage))
        return false;
    if (options.viewers_only)
        return true;
    Settings settings;
    settings.seed = seed;
    settings.steps = options.steps;
    settings.loud = options.trace;
    watch(seed);
    auto const report = run(settings, coverage);
    totals.add(report);
    settings.loud = false;
    if (report.violation) {
        std::printf("seed %llu fails: invariant %d: %s\n", static_cast<unsigned long long>(seed),
                    report.violation->invariant, report.violation->what());
        if (!options.tersely)
            tell_story(settings, report);
        return false;
    }
    Coverage ignored;
    if (seed % 100 == 0 && run(settings, ignored).hash != report.hash) {
        std::printf("seed %llu is another story each time (invariant 17)\n",
                    static_cast<unsigned long long>(seed));
        return false;
    }
    return true;
}

/// Prints what was reached; false when something that must be reached was not.
bool report_coverage(Coverage const& coverage, std::string const& file)
{
    for (auto const& [what, times] : coverage)
        std::printf("  %-28s %llu\n", what.c_str(), static_cast<unsigned long long>(times));
    std::ifstream in{file};
    bool all = in.good() || file.empty();
    for (std::string line; std::getline(in, line);)
        if (!line.empty() && line.front() != '#' && !coverage.contains(line)) {
            std::printf("never reached: %s\n", line.c_str());
            all = false;
        }
    return all;
}

std::vector<std::uint64_t> seeds_in(std::string const& file)
{
    std::vector<std::uint64_t> seeds;
    std::ifstream in{file};
    for (std::string line; std::getline(in, line);)
        if (!line.empty() && line.front() != '#')
            seeds.push_back(std::stoull(line));
    return seeds;
}

int run_all(Options const& options)
{
    Coverage coverage;
    Totals totals;
    auto const end =
        std::chrono::steady_clock::now() + std::chrono::duration<double>(options.seconds);
    for (auto const seed : seeds_in(options.seeds_file))
        if (!run_seed(seed, options, coverage, totals))
            return 1;
    for (auto seed = options.first; options.count == 0 || seed < options.first + options.count;
         ++seed) {
        if (options.seconds > 0 && std::chrono::steady_clock::now() >= end)
            break;
        if (!run_seed(seed, options, coverage, totals))
            return 1;
    }
    std::printf(
        "%llu seeds, %llu steps, %.1f virtual years, %llu events, %llu requests, %llu deaths: "
        "every invariant held\n",
        static_cast<unsigned long long>(totals.seeds),
        static_cast<unsigned long long>(totals.steps), totals.virtual_hours / 8766,
        static_cast<unsigned long long>(totals.told),
        static_cast<unsigned long long>(totals.requests),
        static_cast<unsigned long long>(totals.deaths));
    return report_coverage(coverage, options.reach_file) ? 0 : 1;
}

} // namespace

int main(int count, char** arguments)
{
    Options options;
    CLI::App app{"Simulates the engine in worlds drawn from seeds.", "playsync-sim"};
    app.add_option("--seed", options.seed, "Run this one seed");
    app.add_option("--first", options.first, "The first seed of many");
    app.add_option("--count", options.count, "How many seeds; 0: until the time is up");
    app.add_option("--seconds", options.seconds, "How long; 0: until the seeds are done");
    app.add_option("--steps", options.steps, "Steps a seed; 0: as it says");
    app.add_option("--seeds-file", options.seeds_file, "Seeds that once failed, run first");
    app.add_option("--must-reach", options.reach_file, "What must have happened in all seeds");
    app.add_flag("--tersely", options.tersely,
                 "Neither shrink a seed that fails nor tell its story");
    app.add_flag("--viewers", options.viewers_only,
                 "Only what people watch, and not the queue behind it");
    app.add_flag("--trace", options.trace, "Print each line");
    CLI11_PARSE(app, count, arguments);
    if (options.seed != 0) {
        options.first = options.seed;
        options.count = 1;
    }
    return run_all(options);
}
