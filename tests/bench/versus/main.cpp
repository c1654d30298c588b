// SPDX-License-Identifier: MIT
// The same events, the same size of record, the same sink, batches of 100: playsync beside a log
// shipper, beside one row and one call an event, and beside what its parts can do alone.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <vector>

#include "tests/bench/versus/contenders.hpp"

using namespace playsync::bench;

namespace {

struct Contender {
    std::string name;
    std::uint64_t events;
    std::function<double(std::uint64_t)> run;
};

void print(std::vector<Contender> const& contenders, std::map<std::string, double> const& medians)
{
    auto const shipper = medians.find("syslog-ng");
    for (auto const& each : contenders) {
        auto const found = medians.find(each.name);
        if (found == medians.end())
            continue;
        std::printf("%-28s %10.0f events/s", each.name.c_str(), found->second);
        if (shipper != medians.end())
            std::printf("   %6.3f x syslog-ng", found->second / shipper->second);
        std::printf("\n");
    }
}

} // namespace

int main(int argc, char** argv)
try {
    CLI::App app{"playsync beside others, on this machine."};
    std::string plugin;
    std::uint64_t events = 200'000;
    unsigned rounds = 5;
    std::vector<std::string> only;
    app.add_option("--plugin", plugin, "libplaysync.so")->required();
    app.add_option("--events", events, "Events a run")->capture_default_str();
    app.add_option("--rounds", rounds, "Runs of each, taken in turn")->capture_default_str();
    app.add_option("--only", only, "Names of contenders");
    CLI11_PARSE(app, argc, argv);

    std::vector<Contender> const contenders{
        {"playsync", events, [&](auto n) { return run_playsync(plugin, n, 4); }},
        {"playsync, one in flight", events, [&](auto n) { return run_playsync(plugin, n, 1); }},
        {"syslog-ng", events, run_syslog_ng},
        {"one row, one call", 1000, run_one_by_one},
        {"LMDB alone, 256 a commit", events, run_lmdb},
        {"HTTP alone", events, run_post},
    };
    std::map<std::string, std::vector<double>> rates;
    for (unsigned round = 0; round < rounds; ++round)
        for (auto const& each : contenders)
            if (only.empty() || std::ranges::count(only, each.name) > 0)
                rates[each.name].push_back(each.run(each.events));
    std::map<std::string, double> medians;
    for (auto& [name, all] : rates) {
        std::ranges::sort(all);
        medians[name] = all[all.size() / 2];
    }
    std::printf("%llu events a run, medians of %u\n", static_cast<unsigned long long>(events),
                rounds);
    print(contenders, medians);
    return 0;
} catch (std::exception const& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
