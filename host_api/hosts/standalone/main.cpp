// SPDX-License-Identifier: MIT
// playsync-host: the plugin without a media server. Options and signals; the rest is Runner's.
#include <CLI/CLI.hpp>

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "host_api/hosts/standalone/runner.hpp"

using namespace playsync::standalone;

namespace {

namespace fs = std::filesystem;

int stop_fd = -1;
std::atomic<int> signals_seen{0};
constexpr int interrupted = 130;

/// The first signal asks for a graceful end, the second one insists.
void on_signal(int)
{
    if (signals_seen.fetch_add(1) > 0)
        _exit(interrupted);
    std::uint64_t const one = 1;
    static_cast<void>(!write(stop_fd, &one, sizeof one));
}

void catch_signals()
{
    stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct sigaction action {};
    action.sa_handler = on_signal;
    for (int const each : {SIGTERM, SIGINT})
        sigaction(each, &action, nullptr);
    signal(SIGPIPE, SIG_IGN);
}

fs::path home_folder(char const* variable, char const* otherwise)
{
    if (char const* const set = std::getenv(variable); set && *set)
        return fs::path{set} / "playsync";
    char const* const home = std::getenv("HOME");
    return fs::path{home ? home : "."} / otherwise / "playsync";
}

/// Beside this program, or where an installed one keeps it.
fs::path default_plugin()
{
    std::error_code error;
    auto const here = fs::read_symlink("/proc/self/exe", error).parent_path();
    constexpr char const* name = "libplaysync.so";
    for (auto const& path : {here / name, here / "../lib/playsync" / name,
                             here / "../lib/x86_64-linux-gnu/playsync" / name})
        if (fs::exists(path, error))
            return path;
    return here / name;
}

playsync_log_level level_of(std::string const& word)
{
    return word == "debug"   ? PLAYSYNC_LOG_DEBUG
           : word == "info"  ? PLAYSYNC_LOG_INFO
           : word == "error" ? PLAYSYNC_LOG_ERROR
                             : PLAYSYNC_LOG_WARNING;
}

} // namespace

int main(int argc, char** argv)
try {
    CLI::App app{"Feeds a playsync plugin with playback events and shows what becomes of them."};
    app.set_version_flag("--version", "playsync-host " PLAYSYNC_VERSION_TEXT);
    app.require_subcommand(1);
    auto* const run = app.add_subcommand("run", "Run the plugin until a signal ends it");
    RunOptions options;
    options.plugin = default_plugin();
    options.data = home_folder("XDG_DATA_HOME", ".local/share");
    options.config = home_folder("XDG_CONFIG_HOME", ".config");
    std::string level = "info";
    run->add_option("--plugin", options.plugin, "The plugin's file")->capture_default_str();
    run->add_option("--data", options.data, "Its data directory")->capture_default_str();
    run->add_option("--config", options.config, "The folder of playsync.toml and targets.d")
        ->capture_default_str();
    run->add_option("--events", options.events,
                    "Events as JSON Lines: a file, or - for standard input");
    run->add_flag(
        "--exit-when-synced", options.exit_when_synced,
        "End when the events are read and nothing waits; exit code 3 when a change failed");
    run->add_flag("--progress", options.progress, "Show live progress");
    run->add_flag("--assume-online", options.assume_online, "Do not follow the machine's network");
    run->add_option("--speed", options.speed, "Of 'wait' events; 0: no waiting")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    run->add_option("--deadline", options.deadline_ms, "Milliseconds a graceful end may take")
        ->capture_default_str();
    run->add_option("--log-level", level, "What is logged at least")
        ->check(CLI::IsMember({"debug", "info", "warning", "error"}))
        ->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    options.log_level = level_of(level);
    catch_signals();
    return Runner{std::move(options)}.run(stop_fd);
} catch (std::exception const& error) {
    std::fprintf(stderr, "playsync-host: %s\n", error.what());
    return 1;
}
