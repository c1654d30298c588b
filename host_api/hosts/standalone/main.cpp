// SPDX-License-Identifier: MIT
// playsync-host: the plugin without a media server. Options and signals; the rest is Runner's.
#include <CLI/CLI.hpp>

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <string_view>
#include <vector>

#include "host_api/hosts/standalone/admin_commands.hpp"
#include "host_api/hosts/standalone/log_in.hpp"
#include "host_api/hosts/standalone/runner.hpp"

using namespace playsync::standalone;

namespace {

namespace fs = std::filesystem;

constexpr int interrupted = 130;

int stop_fd = -1;
std::atomic<bool> asked_to_stop{false};

/// The first signal asks for a graceful end, the second one insists.
void on_signal(int)
{
    if (asked_to_stop.exchange(true))
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

/// Beside this program, or where an installed one or a build tree keeps it.
fs::path default_plugin()
{
    std::error_code error;
    auto const here = fs::read_symlink("/proc/self/exe", error).parent_path();
    constexpr char const* name = "libplaysync.so";
    for (char const* const folder : {".", "../lib", PLAYSYNC_PLUGIN_FOLDER, "../plugin"})
        if (auto const path = (here / folder / name).lexically_normal(); fs::exists(path, error))
            return path;
    return here / name;
}

void add_options(CLI::App& run, RunOptions& options)
{
    static std::map<std::string, playsync_log_level> const levels{{"debug", PLAYSYNC_LOG_DEBUG},
                                                                  {"info", PLAYSYNC_LOG_INFO},
                                                                  {"warning", PLAYSYNC_LOG_WARNING},
                                                                  {"error", PLAYSYNC_LOG_ERROR}};
    run.add_option("--plugin", options.plugin, "The plugin's file")->capture_default_str();
    run.add_option("--data", options.data, "Its data directory")->capture_default_str();
    run.add_option("--config", options.config, "The folder of playsync.toml and targets.d")
        ->capture_default_str();
    run.add_option("--events", options.events,
                   "Events as JSON Lines: a file, or - for standard input");
    run.add_flag("--exit-when-synced", options.exit_when_synced,
                 "End when all events are read and nothing waits any more");
    run.add_flag("--progress", options.progress, "Show live progress");
    run.add_flag("--assume-online", options.assume_online, "Do not follow the machine's network");
    run.add_option("--speed", options.speed, "Of \"wait\" events: 2 is twice as fast, 0 no waiting")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    run.add_option("--deadline", options.deadline_ms, "Milliseconds a graceful end may take")
        ->capture_default_str();
    run.add_option("--log-level", options.log_level,
                   "What is logged at least: debug, info, warning or error (default: info)")
        ->transform(CLI::Transformer(levels).description(""))
        ->type_name("LEVEL");
    run.footer("Ends gracefully on SIGTERM and SIGINT, at once on the second.\n"
               "Exit codes: 0 all is well, 1 it cannot run, 2 the data directory is in use; with "
               "--exit-when-synced also\n3 changes failed for good, 4 stopped before all was "
               "synced.");
}

/// What can be asked of a playsync that runs.
struct AdminCommands {
    CLI::App* status;
    CLI::App* watch;
    CLI::App* queue;
    CLI::App* watches;
};

void add_watches_options(CLI::App& watches, AdminOptions& options)
{
    watches.add_option("--user", options.user, "Only what this user watched");
    watches.add_option("--search", options.words, "Only items that are called so, in part");
    watches.add_flag("--unsent", options.unsent, "Only what no target was told of");
    auto* const limit = watches.add_option("--limit", options.limit, "At most so many")
                            ->check(CLI::Range(1, 200))
                            ->capture_default_str();
    auto* const exports =
        watches.add_option("--export", options.export_form, "All of it, as a file: jsonl or csv")
            ->check(CLI::IsMember({"jsonl", "csv"}))
            ->excludes(limit);
    watches
        .add_option("--forget", options.forget,
                    "Forget the one of this name, for good; a list has the names in front")
        ->excludes(exports);
}

AdminCommands add_admin_commands(CLI::App& app, AdminOptions& options)
{
    AdminCommands all{
        app.add_subcommand("status", "Say how a playsync that runs stands"),
        app.add_subcommand("watch", "Follow what a playsync that runs does, until a signal"),
        app.add_subcommand("queue", "List what a playsync that runs has taken in, newest first"),
        app.add_subcommand("watches", "List what was watched, sent or not, newest first")};
    for (auto* const each : {all.status, all.watch, all.queue, all.watches}) {
        each->add_option("--data", options.data, "The data directory it runs on")
            ->capture_default_str();
        each->add_flag("--json", options.json, "As JSON: the admin API's own");
    }
    add_watches_options(*all.watches, options);
    all.queue->add_option("--state", options.state, "Only what is pending, synced or failed")
        ->check(CLI::IsMember({"pending", "synced", "failed"}));
    all.queue->add_option("--target", options.target, "Only what is for this target");
    all.queue->add_option("--search", options.words, "Only items that are called so, in part");
    all.queue->add_option("--limit", options.limit, "At most so many")
        ->check(CLI::Range(1, 200))
        ->capture_default_str();
    return all;
}

int carry_out(AdminCommands const& commands, AdminOptions const& options)
{
    if (commands.status->parsed())
        return show_status(options);
    if (commands.watches->parsed())
        return show_watches(options);
    return commands.queue->parsed() ? show_queue(options) : watch(options, stop_fd);
}

CLI::App* add_log_in(CLI::App& app, LogInOptions& options)
{
    auto* const command =
        app.add_subcommand("login", "Log a playsync that runs in to the account of a target");
    command->add_option("TARGET", options.target, "Its name: that of its file")->required();
    command->add_option("--data", options.data, "The data directory it runs on")
        ->capture_default_str();
    auto* const user = command->add_option("--user", options.user,
                                           "By this name and a password, which is asked for");
    command->add_flag("--token", options.token, "By a token, which is asked for")->excludes(user);
    command->footer(
        "Without --user and --token: by a code, where the service has that way.\n"
        "Exit codes: 0 logged in, 1 it cannot begin, 3 it ended otherwise, 130 called off.");
    return command;
}

/// "run" may be left out: `playsync-host --events evening.jsonl`.
std::vector<std::string> words_of(int argc, char** argv)
{
    std::vector<std::string> words(argv + 1, argv + argc);
    bool const only_options = !words.empty() && words.front().starts_with('-');
    bool const of_program = only_options && (words.front() == "--version" ||
                                             words.front() == "--help" || words.front() == "-h");
    if (only_options && !of_program)
        words.insert(words.begin(), "run");
    std::ranges::reverse(words); // as CLI11 wants them
    return words;
}

} // namespace

int main(int argc, char** argv)
try {
    CLI::App app{"Feeds a playsync plugin with playback events and shows what becomes of them.",
                 "playsync-host"};
    app.set_version_flag("--version", "playsync-host " PLAYSYNC_VERSION_TEXT);
    app.require_subcommand(1);
    auto* const run = app.add_subcommand(
        "run", "Run the plugin until a signal ends it; this word may be left out");
    RunOptions options;
    options.plugin = default_plugin();
    options.data = home_folder("XDG_DATA_HOME", ".local/share");
    options.config = home_folder("XDG_CONFIG_HOME", ".config");
    add_options(*run, options);
    AdminOptions asked;
    asked.data = options.data;
    auto const commands = add_admin_commands(app, asked);
    LogInOptions login;
    login.data = options.data;
    auto const* const logs_in = add_log_in(app, login);
    if (argc < 2) {
        std::fputs(app.help().c_str(), stderr);
        return cannot_run;
    }
    try {
        app.parse(words_of(argc, argv));
    } catch (CLI::ParseError const& error) {
        return app.exit(error);
    }
    catch_signals();
    if (logs_in->parsed())
        return log_in(login, stop_fd);
    return run->parsed() ? Runner{std::move(options)}.run(stop_fd) : carry_out(commands, asked);
} catch (std::exception const& error) {
    std::fprintf(stderr, "playsync-host: %s\n", error.what());
    return cannot_run;
}
