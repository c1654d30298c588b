// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <filesystem>

#include "plugin/targets/device.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {
namespace {

namespace fs = std::filesystem;

TEST(DeviceTest, isTheSameForEverAndNobodyElses)
{
    test::TempDir const here, there;
    auto const device = device_id(here.path(), "home");
    EXPECT_EQ(device.size(), 32u);
    EXPECT_EQ(device_id(here.path(), "home"), device);
    EXPECT_NE(device_id(here.path(), "bobs"), device) << "another target";
    EXPECT_NE(device_id(there.path(), "home"), device) << "another installation";
    auto const mode = fs::status(here / "installation").permissions();
    EXPECT_EQ(mode & (fs::perms::group_all | fs::perms::others_all), fs::perms::none);
}

TEST(DeviceTest, thatCannotBeKeptIsNone)
{
    EXPECT_THROW(device_id("/nowhere/at/all", "home"), std::runtime_error);
}

} // namespace
} // namespace playsync
