// SPDX-License-Identifier: MIT
// The plugin as a host runs it, and the event that is told.
#pragma once

#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "host_api/loader/loader.hpp"
#include "playsync/ext/admin.h"
#include "tests/support/temp_dir.hpp"

namespace playsync::bench {

inline void quiet(void*, playsync_log_level level, char const* message) PLAYSYNC_NOEXCEPT
{
    if (level >= PLAYSYNC_LOG_ERROR)
        std::fprintf(stderr, "%s\n", message);
}

/// An active plugin on a fresh data directory, with one target or two.
class Running {
public:
    /// `settings`: more of playsync.toml than the store's limit.
    Running(std::string const& plugin, std::string const& target, std::string const& other = {},
            std::string const& settings = "[admin]\nenabled = false\n")
        : data_(dir_ / "data"),
          config_(dir_ / "config"),
          plugin_(plugin),
          host_{sizeof host_,  PLAYSYNC_ABI_VERSION, nullptr, "bench", "1",
                data_.c_str(), config_.c_str(),      quiet,   nullptr}
    {
        std::filesystem::create_directories(config_ + "/targets.d");
        std::ofstream{config_ + "/playsync.toml"} << "[queue]\nlimit_mib = 8192\n" << settings;
        if (!target.empty())
            std::ofstream{config_ + "/targets.d/home.toml"} << target;
        if (!other.empty())
            std::ofstream{config_ + "/targets.d/other.toml"} << other;
        instance_ = std::make_unique<Instance>(plugin_, host_);
        if (instance_->activate() != PLAYSYNC_OK)
            throw std::runtime_error{"the plugin is not active"};
    }
    ~Running() { instance_->deactivate(5000); }

    Instance& operator*() { return *instance_; }
    Instance* operator->() { return instance_.get(); }
    std::uint64_t synced()
    {
        playsync_totals totals{};
        totals.size = sizeof totals;
        auto const* admin = instance_->extension<playsync_plugin_admin>(PLAYSYNC_EXT_ADMIN);
        admin->totals(instance_->get(), &totals);
        return totals.synced;
    }

private:
    test::TempDir dir_;
    std::string data_, config_;
    Plugin plugin_;
    playsync_host host_;
    std::unique_ptr<Instance> instance_;
};

/// The `n`-th play of one host thread: an item of its own, as a real event looks.
inline playsync_status tell_once(Instance& instance, std::uint64_t n, char const* user)
{
    auto const key = "track-" + std::to_string(n);
    playsync_id const id{"mbid", key.c_str()};
    playsync_item item{};
    item.size = sizeof item;
    item.kind = PLAYSYNC_ITEM_TRACK;
    item.title = "Wandering Star";
    item.artist = "Portishead";
    item.album = "Dummy";
    item.host_key = key.c_str();
    item.ids = &id;
    item.id_count = 1;
    item.year = 1994;
    item.season = item.episode = -1;
    item.duration_ms = 291'000;
    playsync_event event{};
    event.size = sizeof event;
    event.kind = PLAYSYNC_EVENT_WATCHED;
    event.user = user;
    event.position_ms = 291'000;
    event.item = &item;
    return instance.on_event(event);
}

inline void tell(Instance& instance, std::uint64_t n, char const* user = "alice")
{
    while (tell_once(instance, n, user) == PLAYSYNC_BUSY)
        std::this_thread::sleep_for(std::chrono::microseconds{200}); // a host would wait, too
}

} // namespace playsync::bench
