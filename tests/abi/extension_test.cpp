// SPDX-License-Identifier: MIT
// The real module and hosts that offer extensions, of the sizes a test says.
#include <gtest/gtest.h>

#include <atomic>
#include <cstring>

#include "playsync/ext/network.h"
#include "playsync/ext/status.h"
#include "tests/abi/host.hpp"

namespace playsync::test {
namespace {

struct ExtensionHost : TestHost {
    ExtensionHost(std::size_t status_size, std::size_t network_size)
        : status({0, 0, report}, status_size),
          network({0, 0, state}, network_size)
    {
        table.get_extension = extension;
    }
    static void const* extension(void* self, char const* id) PLAYSYNC_NOEXCEPT
    {
        auto& host = *static_cast<ExtensionHost*>(static_cast<TestHost*>(self));
        if (std::strcmp(id, PLAYSYNC_EXT_STATUS) == 0)
            return host.status.get();
        return std::strcmp(id, PLAYSYNC_EXT_NETWORK) == 0 ? host.network.get() : nullptr;
    }
    static void report(void* self, playsync_report const* report) PLAYSYNC_NOEXCEPT
    {
        EXPECT_GE(report->size, sizeof(playsync_report));
        ++static_cast<ExtensionHost*>(static_cast<TestHost*>(self))->reports;
    }
    static void state(void* self, std::uint32_t* online, std::uint32_t* metered) PLAYSYNC_NOEXCEPT
    {
        ++static_cast<ExtensionHost*>(static_cast<TestHost*>(self))->asked;
        *online = 0;
        *metered = 1;
    }

    Resized<playsync_host_status> status;
    Resized<playsync_host_network> network;
    std::atomic<int> reports{0};
    int asked = 0;
};

TEST(AbiExtensionTest, tooSmallOnesAreLeftAlone)
{
    ExtensionHost host{8, 8};
    Life life{host.table};
    EXPECT_EQ(life.activate(), PLAYSYNC_OK);
    EXPECT_EQ(life.plugin.pause(life.self), PLAYSYNC_OK);
    EXPECT_EQ(life.deactivate(), PLAYSYNC_OK);
    EXPECT_EQ(host.reports, 0);
    EXPECT_EQ(host.asked, 0);
}

TEST(AbiExtensionTest, largerOnesAreUsed)
{
    ExtensionHost host{sizeof(playsync_host_status) + tail, sizeof(playsync_host_network) + tail};
    Life life{host.table};
    EXPECT_EQ(life.activate(), PLAYSYNC_OK);
    EXPECT_EQ(life.plugin.pause(life.self), PLAYSYNC_OK);
    EXPECT_EQ(life.plugin.resume(life.self), PLAYSYNC_OK);
    EXPECT_EQ(life.deactivate(), PLAYSYNC_OK);
    EXPECT_GE(host.reports, 2);
    EXPECT_EQ(host.asked, 1);
}

} // namespace
} // namespace playsync::test
