// SPDX-License-Identifier: MIT
#include "host_api/loader/loader.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/support/temp_dir.hpp"

namespace playsync {
namespace {

std::string refusal(std::filesystem::path const& path)
{
    try {
        Plugin const plugin{path};
    } catch (std::runtime_error const& error) {
        return error.what();
    }
    return {};
}

TEST(LoaderTest, aPluginIsLoaded)
{
    Plugin const plugin{ECHO_PLUGIN};
    EXPECT_EQ(plugin.title(), "echo 1");
    EXPECT_EQ(plugin.table().abi_version, PLAYSYNC_ABI_VERSION);
}

TEST(LoaderTest, aNameWithoutAFolderIsAFileHere)
{
    auto const before = std::filesystem::current_path();
    std::filesystem::path const path{ECHO_PLUGIN};
    std::filesystem::current_path(path.parent_path());
    EXPECT_EQ(refusal(path.filename()), "");
    std::filesystem::current_path(before);
}

TEST(LoaderTest, whatCannotBeLoadedSaysWhy)
{
    test::TempDir const dir;
    EXPECT_EQ(refusal("/no/such/plugin.so"), "plugin /no/such/plugin.so does not exist");
    auto const text = (dir / "text.so").string();
    std::ofstream{text} << "no library\n";
    EXPECT_TRUE(refusal(text).starts_with("plugin " + text + " cannot be loaded: "));
    EXPECT_TRUE(refusal(dir.path()).find("cannot be loaded: ") != std::string::npos);
    EXPECT_EQ(refusal("libz.so.1"), "plugin libz.so.1 does not exist");
}

TEST(LoaderTest, bothNumbersOfAnotherMajorAreNamed)
{
    EXPECT_EQ(refusal(OTHER_MAJOR_PLUGIN),
              "plugin " OTHER_MAJOR_PLUGIN " has ABI 7.0, this host has 1.1");
}

TEST(LoaderTest, aMissingFunctionIsNamed)
{
    EXPECT_EQ(refusal(INCOMPLETE_PLUGIN),
              "plugin " INCOMPLETE_PLUGIN " has no function flush, which every plugin needs");
}

TEST(InstanceTest, aRefusalIsSaid)
{
    Plugin const plugin{ECHO_PLUGIN};
    playsync_host host{};
    host.size = sizeof host;
    host.data_dir = "/tmp";
    host.abi_version = 9u << 16;
    try {
        Instance const instance{plugin, host};
        ADD_FAILURE() << "taken";
    } catch (std::runtime_error const& error) {
        EXPECT_STREQ(error.what(), "the plugin refuses this host: another ABI");
    }
}

TEST(InstanceTest, callsReachThePlugin)
{
    Plugin const plugin{ECHO_PLUGIN};
    playsync_host host{};
    host.size = sizeof host;
    host.abi_version = PLAYSYNC_ABI_VERSION;
    host.data_dir = "/tmp";
    Instance instance{plugin, host};
    EXPECT_EQ(instance.pause(), PLAYSYNC_INACTIVE);
    EXPECT_EQ(instance.activate(), PLAYSYNC_OK);
    for (auto const status :
         {instance.on_network(true, false), instance.pause(), instance.resume(),
          instance.process_queue(), instance.retry_failed(""), instance.sync_now(nullptr),
          instance.flush(0), instance.reload_config()})
        EXPECT_EQ(status, PLAYSYNC_OK);
    EXPECT_EQ(instance.on_event({}), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(instance.extension<void>("no.such/1"), nullptr);
    EXPECT_EQ(instance.deactivate(0), PLAYSYNC_OK);
}

} // namespace
} // namespace playsync
