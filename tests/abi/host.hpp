// SPDX-License-Identifier: MIT
// A host for the tests of the real module: its directories, its table, what it was told.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host_api/loader/loader.hpp"
#include "playsync/ext/admin.h"
#include "playsync/plugin.h"
#include "tests/support/temp_dir.hpp"

namespace playsync::test {

constexpr std::size_t tail = 64;              // bytes a later version has appended
constexpr std::uint32_t patience_ms = 30'000; // for what must come; a test that works never waits

inline playsync_plugin const& module_table()
{
    static Plugin const plugin{PLAYSYNC_TEST_MODULE};
    return plugin.table();
}

#define END_OF(type, field) (offsetof(type, field) + sizeof(type::field))

/// `size` bytes of a struct in a block of just that size, so that sanitizers see who reads on. What
/// is more than the struct is filled with 0xAA; `size` is written into its first field.
template <class Struct>
class Resized {
public:
    Resized(Struct const& whole, std::size_t size) : block_(new std::byte[size])
    {
        std::memset(block_.get(), 0xaa, size);
        std::memcpy(block_.get(), &whole, std::min(size, sizeof whole));
        auto const written = static_cast<std::uint32_t>(size);
        std::memcpy(block_.get(), &written, std::min(size, sizeof written));
    }
    Struct* get() noexcept { return reinterpret_cast<Struct*>(block_.get()); }

private:
    std::unique_ptr<std::byte[]> block_;
};

class TestHost {
public:
    TestHost()
    {
        write("playsync.toml", "[admin]\nenabled = false\n[engine]\ngather_ms = 0\n");
        table.size = sizeof table;
        table.abi_version = PLAYSYNC_ABI_VERSION;
        table.host_data = this;
        table.name = "abi-test";
        table.version = "1";
        table.data_dir = data_.c_str();
        table.config_dir = config_.c_str();
        table.log = log;
    }
    TestHost(TestHost const&) = delete;
    TestHost& operator=(TestHost const&) = delete;

    void write(std::string const& name, std::string const& text)
    {
        auto const file = std::filesystem::path{config_} / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream{file} << text;
    }
    /// A webhook at this port of the loopback, for every user.
    void add_webhook(std::uint16_t port)
    {
        write("targets.d/home.toml",
              "type = \"webhook\"\nusers = [\"*\"]\nurl = \"http://127.0.0.1:" +
                  std::to_string(port) + "/hook\"\n");
    }
    std::filesystem::path path() const { return folder_.path(); }
    std::vector<std::string> logged()
    {
        std::scoped_lock const lock{mutex_};
        return lines_;
    }
    std::string all_logged()
    {
        std::string out;
        for (auto const& line : logged())
            out += line + "\n";
        return out;
    }

    playsync_host table{};

private:
    static void log(void* self, playsync_log_level, char const* message) PLAYSYNC_NOEXCEPT
    {
        auto& host = *static_cast<TestHost*>(self);
        std::scoped_lock const lock{host.mutex_};
        host.lines_.emplace_back(message);
    }

    TempDir folder_;
    std::string data_ = folder_ / "data";
    std::string config_ = folder_ / "config";
    std::mutex mutex_;
    std::vector<std::string> lines_;
};

/// An instance of the module, of the table one says.
class Life {
public:
    explicit Life(playsync_host const& host, playsync_plugin const& table = module_table())
        : plugin(table)
    {
        EXPECT_EQ(plugin.create(&host, &self), PLAYSYNC_OK);
    }
    ~Life() { end(); }
    Life(Life const&) = delete;
    Life& operator=(Life const&) = delete;

    void end()
    {
        plugin.destroy(self);
        self = nullptr;
    }
    playsync_status activate() { return plugin.activate(self); }
    playsync_status deactivate() { return plugin.deactivate(self, patience_ms); }
    playsync_status flush() { return plugin.flush(self, patience_ms); }
    playsync_status tell(playsync_event const& event) { return plugin.on_event(self, &event); }
    playsync_totals totals()
    {
        playsync_totals totals{};
        totals.size = sizeof totals;
        auto const* const admin = static_cast<playsync_plugin_admin const*>(
            plugin.get_extension(self, PLAYSYNC_EXT_ADMIN));
        EXPECT_EQ(admin->totals(self, &totals), PLAYSYNC_OK);
        return totals;
    }

    playsync_plugin const& plugin;
    playsync_instance* self = nullptr;
};

/// `watched` by alice, unless changed.
struct Watched {
    explicit Watched(std::string name = "Heat") : title(std::move(name))
    {
        item.size = sizeof item;
        item.kind = PLAYSYNC_ITEM_MOVIE;
        item.title = title.c_str();
        item.season = item.episode = -1;
        item.duration_ms = 10'200'000;
        event.size = sizeof event;
        event.kind = PLAYSYNC_EVENT_WATCHED;
        event.position_ms = -1;
        event.user = "alice";
        event.item = &item;
    }
    Watched(Watched const&) = delete;
    Watched& operator=(Watched const&) = delete;

    std::string title;
    playsync_item item{};
    playsync_event event{};
};

} // namespace playsync::test
