// SPDX-License-Identifier: MIT
// The real module and hosts of other builds: smaller and larger tables, other versions, nulls.
#include <gtest/gtest.h>

#include <dlfcn.h>

#include <limits>

#include "tests/abi/host.hpp"

namespace playsync::test {
namespace {

class AbiHostTest : public testing::Test {
protected:
    playsync_plugin const& plugin = module_table();
    TestHost host;
};

TEST_F(AbiHostTest, anotherMajorGetsNoTable)
{
    auto const path = std::filesystem::path{PLAYSYNC_TEST_MODULE};
    EXPECT_NO_THROW(Plugin{path});
    void* const module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    ASSERT_TRUE(module);
    auto const entry =
        reinterpret_cast<playsync_entry_function>(dlsym(module, PLAYSYNC_ENTRY_SYMBOL));
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry(2u << 16), nullptr);
    EXPECT_EQ(entry(2u << 16 | 5u), nullptr);
    EXPECT_EQ(entry(0), nullptr);
    EXPECT_EQ(entry(std::numeric_limits<std::uint32_t>::max()), nullptr);
    EXPECT_EQ(entry(1u << 16 | 0xffffu), &plugin);
    EXPECT_EQ(entry(PLAYSYNC_ABI_VERSION), &plugin);
}

TEST_F(AbiHostTest, hostOfAnotherMajorIsRefused)
{
    for (std::uint32_t const version : {0u, 1u, 2u << 16, 2u << 16 | 1u, 0xffffffffu}) {
        host.table.abi_version = version;
        auto* out = reinterpret_cast<playsync_instance*>(&host);
        EXPECT_EQ(plugin.create(&host.table, &out), PLAYSYNC_WRONG_ABI) << version;
        EXPECT_EQ(out, nullptr);
    }
    host.table.abi_version = PLAYSYNC_ABI_VERSION + 9; // a later minor
    Life life{host.table};
    EXPECT_EQ(life.activate(), PLAYSYNC_OK);
}

TEST_F(AbiHostTest, hostsOfAllSizesAreReadNoFurther)
{
    for (std::size_t size = sizeof(std::uint32_t); size < sizeof(playsync_host) + tail; size += 4) {
        Resized<playsync_host> resized{host.table, size};
        playsync_instance* out = nullptr;
        auto const status = plugin.create(resized.get(), &out);
        bool const enough = size >= END_OF(playsync_host, data_dir);
        EXPECT_EQ(status, enough ? PLAYSYNC_OK : PLAYSYNC_BAD_ARGUMENT) << size;
        EXPECT_EQ(out != nullptr, enough) << size;
        plugin.destroy(out);
    }
}

TEST_F(AbiHostTest, olderHostIsServed)
{
    for (auto const size : {END_OF(playsync_host, config_dir), END_OF(playsync_host, log)}) {
        Resized<playsync_host> older{host.table, size};
        Life life{*older.get()};
        EXPECT_EQ(life.activate(), PLAYSYNC_OK) << host.all_logged();
        EXPECT_EQ(life.tell(Watched{}.event), PLAYSYNC_OK);
        EXPECT_EQ(life.flush(), PLAYSYNC_OK);
        EXPECT_EQ(life.deactivate(), PLAYSYNC_OK);
    }
}

TEST_F(AbiHostTest, newerHostIsServed)
{
    Resized<playsync_host> newer{host.table, sizeof host.table + tail};
    Life life{*newer.get()};
    EXPECT_EQ(life.activate(), PLAYSYNC_OK) << host.all_logged();
    EXPECT_EQ(life.tell(Watched{}.event), PLAYSYNC_OK);
    EXPECT_EQ(life.flush(), PLAYSYNC_OK);
}

TEST_F(AbiHostTest, workingDirectoryIsNoConfiguration)
{
    host.write("playsync.toml", "this is no TOML\n");
    std::filesystem::current_path(host.table.config_dir);
    for (char const* const unknown : {static_cast<char const*>(nullptr), ""}) {
        host.table.config_dir = unknown;
        Life life{host.table};
        EXPECT_EQ(life.activate(), PLAYSYNC_OK);
        EXPECT_EQ(host.all_logged().find("playsync.toml"), std::string::npos) << host.all_logged();
    }
    std::filesystem::current_path("/");
}

TEST_F(AbiHostTest, hostWithoutDirectoryIsToldSo)
{
    playsync_instance* out = nullptr;
    host.table.data_dir = nullptr;
    EXPECT_EQ(plugin.create(&host.table, &out), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(out, nullptr);
    auto const file = host.path() / "file";
    std::ofstream{file} << "not a directory";
    auto const inside = (file / "data").string();
    for (char const* const impossible : {file.c_str(), inside.c_str()}) {
        host.table.data_dir = impossible;
        Life life{host.table};
        EXPECT_EQ(life.activate(), PLAYSYNC_FAILED) << impossible;
        EXPECT_NE(host.all_logged().find(impossible), std::string::npos);
        EXPECT_EQ(life.flush(), PLAYSYNC_INACTIVE);
        EXPECT_EQ(life.deactivate(), PLAYSYNC_OK);
    }
}

TEST_F(AbiHostTest, nullInstanceIsABadArgument)
{
    EXPECT_EQ(plugin.create(nullptr, nullptr), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(plugin.create(&host.table, nullptr), PLAYSYNC_BAD_ARGUMENT);
    auto* out = reinterpret_cast<playsync_instance*>(&host);
    EXPECT_EQ(plugin.create(nullptr, &out), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(out, nullptr);
    plugin.destroy(nullptr);
    EXPECT_EQ(plugin.activate(nullptr), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(plugin.deactivate(nullptr, 0), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(plugin.on_event(nullptr, nullptr), PLAYSYNC_BAD_ARGUMENT);
    Watched const watched;
    EXPECT_EQ(plugin.on_event(nullptr, &watched.event), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(plugin.on_network(nullptr, 1, 0), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(plugin.pause(nullptr), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(plugin.resume(nullptr), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(plugin.process_queue(nullptr), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(plugin.retry_failed(nullptr, nullptr), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(plugin.sync_now(nullptr, nullptr), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(plugin.flush(nullptr, 0), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(plugin.reload_config(nullptr), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(plugin.get_extension(nullptr, nullptr), nullptr);
    auto const* const admin = static_cast<playsync_plugin_admin const*>(
        plugin.get_extension(nullptr, PLAYSYNC_EXT_ADMIN));
    if (!admin)
        return;
    std::uint32_t length = 0;
    playsync_totals totals{};
    totals.size = sizeof totals;
    EXPECT_EQ(admin->entry_url(nullptr, nullptr, &length), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(admin->totals(nullptr, &totals), PLAYSYNC_BAD_ARGUMENT);
}

TEST_F(AbiHostTest, hostMayOfferNothing)
{
    host.table.name = host.table.version = nullptr;
    host.table.log = nullptr;
    host.table.get_extension = nullptr;
    Life life{host.table};
    EXPECT_EQ(life.activate(), PLAYSYNC_OK);
    EXPECT_EQ(plugin.on_event(life.self, nullptr), PLAYSYNC_BAD_ARGUMENT); // nowhere to log
    EXPECT_EQ(life.tell(Watched{}.event), PLAYSYNC_OK);
    EXPECT_EQ(life.flush(), PLAYSYNC_OK);
}

} // namespace
} // namespace playsync::test
