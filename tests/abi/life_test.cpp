// SPDX-License-Identifier: MIT
// The real module in trouble: a directory that is taken, a server that never answers.
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <system_error>

#include "tests/abi/host.hpp"

namespace playsync::test {
namespace {

/// Takes connections, as the kernel does for it, and never says a word.
class SilentServer {
public:
    SilentServer() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const name = reinterpret_cast<sockaddr*>(&address);
        if (bind(socket_, name, size) != 0 || listen(socket_, 8) != 0 ||
            getsockname(socket_, name, &size) != 0)
            throw std::system_error{errno, std::generic_category()};
        port_ = ntohs(address.sin_port);
    }
    ~SilentServer() { close(socket_); }
    SilentServer(SilentServer const&) = delete;
    SilentServer& operator=(SilentServer const&) = delete;
    std::uint16_t port() const noexcept { return port_; }
    /// The next connection; waits for it. Whoever asks closes it.
    int accepted() const { return accept(socket_, nullptr, nullptr); }

private:
    int socket_;
    std::uint16_t port_ = 0;
};

TEST(AbiLifeTest, aSecondInstanceOfADirectoryIsPassive)
{
    TestHost host;
    host.add_webhook(1);
    Life first{host.table};
    Life second{host.table};
    Watched const watched;
    ASSERT_EQ(first.activate(), PLAYSYNC_OK) << host.all_logged();
    EXPECT_EQ(second.activate(), PLAYSYNC_BUSY);
    EXPECT_NE(host.all_logged().find(host.table.data_dir), std::string::npos) << host.all_logged();
    EXPECT_EQ(second.tell(watched.event), PLAYSYNC_INACTIVE);
    EXPECT_EQ(second.deactivate(), PLAYSYNC_OK);
    EXPECT_EQ(first.tell(watched.event), PLAYSYNC_OK);
    EXPECT_EQ(first.flush(), PLAYSYNC_OK);
    EXPECT_EQ(first.totals().pending, 1u);
    EXPECT_EQ(first.deactivate(), PLAYSYNC_OK);
    EXPECT_EQ(second.activate(), PLAYSYNC_OK);
    EXPECT_EQ(second.totals().pending, 1u);
}

TEST(AbiLifeTest, aServerThatHangsDoesNotHoldUpTheStop)
{
    using namespace std::chrono_literals;
    SilentServer const server;
    TestHost host;
    host.add_webhook(server.port());
    Life life{host.table};
    ASSERT_EQ(life.activate(), PLAYSYNC_OK) << host.all_logged();
    Watched const watched;
    EXPECT_EQ(life.tell(watched.event), PLAYSYNC_OK);
    EXPECT_EQ(life.flush(), PLAYSYNC_OK);
    auto const connection = server.accepted();
    ASSERT_GE(connection, 0);
    auto const began = std::chrono::steady_clock::now();
    EXPECT_EQ(life.plugin.deactivate(life.self, 500), PLAYSYNC_OK);
    // The request itself would wait for 30 seconds.
    EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
    close(connection);
    EXPECT_EQ(life.activate(), PLAYSYNC_OK);
    EXPECT_EQ(life.totals().pending, 1u) << "what was in flight was lost";
}

} // namespace
} // namespace playsync::test
