// SPDX-License-Identifier: MIT
#include "plugin/config.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "plugin/config_table.hpp"
#include "storage/data_dir.hpp"

namespace playsync {
namespace {

namespace fs = std::filesystem;

std::string text_of(fs::path const& path, std::vector<std::string>& errors)
{
    auto text = read_file(path);
    if (!text)
        errors.push_back(path.string() + ": cannot be read");
    return text.value_or("");
}

void read_engine(ConfigTable engine, Config& config)
{
    config.poll_ms = engine.number("poll_interval_ms", 100, 3'600'000, config.poll_ms);
    config.gather_ms = engine.number("gather_ms", 0, 60'000, config.gather_ms);
    config.progress_interval_ms =
        engine.number("progress_interval_ms", 0, 3'600'000, config.progress_interval_ms);
    config.attempts.attempts =
        static_cast<unsigned>(engine.number("attempts", 1, 100, config.attempts.attempts));
    auto& backoff = config.attempts.backoff;
    backoff.first = Millis{engine.number("backoff_first_ms", 1, 600'000, backoff.first.count())};
    backoff.cap = Millis{engine.number("backoff_cap_ms", 1, 3'600'000, backoff.cap.count())};
    backoff.jitter = engine.real("jitter", 0, 1, backoff.jitter);
    config.session.backoff = backoff;
    engine.refuse_unknown();
}

void read_watched(ConfigTable watched, Thresholds& thresholds)
{
    auto const percent = [&](char const* key, int otherwise) {
        return static_cast<int>(watched.number(key, 1, 100, otherwise));
    };
    thresholds.movie_percent = percent("movie_percent", thresholds.movie_percent);
    thresholds.episode_percent = percent("episode_percent", thresholds.episode_percent);
    thresholds.video_percent = percent("video_percent", thresholds.video_percent);
    thresholds.track_percent = percent("track_percent", thresholds.track_percent);
    thresholds.track_ms =
        watched.number("track_seconds", 1, 86'400, thresholds.track_ms / 1000) * 1000;
    watched.refuse_unknown();
}

void read_queue(ConfigTable queue, Config& config)
{
    auto const mib = static_cast<std::int64_t>(config.store_limit >> 20);
    config.store_limit = static_cast<std::size_t>(queue.number("limit_mib", 1, 1 << 20, mib)) << 20;
    config.history_ms =
        queue.number("history_days", 0, 36'500, config.history_ms / 86'400'000) * 86'400'000;
    config.history_count = static_cast<std::uint64_t>(queue.number(
        "history_count", 0, 100'000'000, static_cast<std::int64_t>(config.history_count)));
    queue.refuse_unknown();
}

void read_history(ConfigTable history, Config& config)
{
    config.watches_ms = history.number("watches_days", 0, 36'500, 0) * 86'400'000;
    history.refuse_unknown();
}

void read_admin(ConfigTable admin, Config& config)
{
    config.admin = admin.flag("enabled", config.admin);
    config.admin_port =
        static_cast<std::uint16_t>(admin.number("port", 0, 65'535, config.admin_port));
    config.admin_hosts = admin.texts("host_names");
    for (auto const& text : admin.texts("metrics_allow"))
        if (auto const network = web::network_of(text))
            config.metrics_allow.push_back(*network);
        else
            admin.complain("metrics_allow", "must list addresses like \"127.0.0.1\" and prefixes "
                                            "like \"192.168.1.0/24\"; '" +
                                                text + "' is neither");
    admin.refuse_unknown();
}

/// It holds secrets, so nobody else may read it, or have written it. A link is followed: secrets
/// are mounted so.
void read_target(fs::path const& path, ConfigRead& read)
{
    struct stat info {};
    bool const known = stat(path.c_str(), &info) == 0;
    if (known && info.st_uid != geteuid() && info.st_uid != 0) {
        read.errors.push_back(path.string() + ": belongs to another user and is not read");
        return;
    }
    if (known && (info.st_mode & 077) != 0 && chmod(path.c_str(), info.st_mode & 0700) == 0)
        read.warnings.push_back(path.string() + ": could be read by others; now it is yours alone");
    else if (known && (info.st_mode & 07) != 0)
        read.warnings.push_back(path.string() + ": can be read by everybody on this machine");
    read.targets.push_back({path.stem().string(), path, text_of(path, read.errors)});
}

} // namespace

bool is_target_name(std::string_view name) noexcept
{
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

Config parse_config(std::string_view text, fs::path const& file, std::vector<std::string>& errors,
                    std::vector<ConfigSetting>* settings)
{
    Config config;
    ConfigTable root{text, file};
    read_engine(root.section("engine"), config);
    read_watched(root.section("watched"), config.thresholds);
    read_queue(root.section("queue"), config);
    read_history(root.section("history"), config);
    read_admin(root.section("admin"), config);
    auto log = root.section("log");
    config.log_level = log.choice("level", {"info", "debug", "warning", "error"});
    log.refuse_unknown();
    root.refuse_unknown();
    errors.insert(errors.end(), root.errors().begin(), root.errors().end());
    if (settings)
        *settings = root.settings();
    return config;
}

ConfigRead read_config(fs::path const& directory)
{
    ConfigRead read;
    if (directory.empty())
        return read;
    std::error_code error;
    auto const main = directory / "playsync.toml";
    auto const text = fs::exists(main, error) ? text_of(main, read.errors) : std::string{};
    read.config = parse_config(text, main, read.errors, &read.settings);
    for (fs::directory_iterator each{directory / "targets.d", error}, end; !error && each != end;
         each.increment(error)) {
        auto const& path = each->path();
        if (path.extension() != ".toml")
            continue;
        if (is_target_name(path.stem().string()))
            read_target(path, read);
        else
            read.errors.push_back(
                path.string() +
                ": a target's name has only letters, digits, '-' and '_', at most 64");
    }
    std::ranges::sort(read.targets, {}, &TargetFile::name);
    return read;
}

} // namespace playsync
