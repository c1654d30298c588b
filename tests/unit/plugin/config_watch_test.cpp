// SPDX-License-Identifier: MIT
// Saving a file of the configuration is noticed. The kernel's events are real, so time is too; the
// limits only end a test that fails.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <fstream>

#include "plugin/config_watch.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class ConfigWatchTest : public testing::Test {
protected:
    void start()
    {
        watch_ = std::make_unique<ConfigWatch>(io_, *clock_, config_);
        net::co_spawn(io_, watch_->run([this] { ++told_; }), net::detached);
        io_.poll();
    }
    /// Whether it was told of a change since the last call.
    bool noticed()
    {
        told_ = 0;
        for (auto const end = std::chrono::steady_clock::now() + 20s;
             told_ == 0 && std::chrono::steady_clock::now() < end;)
            io_.run_one_for(100ms);
        return told_ > 0;
    }
    static void save(fs::path const& file) { std::ofstream{file} << "# changed\n"; }

    test::TempDir dir_;
    fs::path config_ = dir_ / "config";
    net::io_context io_{1};
    std::unique_ptr<Clock> clock_ = make_system_clock(io_);
    std::unique_ptr<ConfigWatch> watch_;
    int told_ = 0;
};

TEST_F(ConfigWatchTest, savedMovedAndDeletedFilesAreNoticed)
{
    fs::create_directories(config_ / "targets.d");
    start();
    save(config_ / "playsync.toml");
    EXPECT_TRUE(noticed());
    save(config_ / "targets.d/home.toml");
    EXPECT_TRUE(noticed());
    fs::rename(config_ / "targets.d/home.toml", config_ / "targets.d/house.toml");
    EXPECT_TRUE(noticed());
    fs::remove(config_ / "targets.d/house.toml");
    EXPECT_TRUE(noticed());
}

TEST_F(ConfigWatchTest, aDirectoryMadeLaterIsWatched)
{
    start();
    fs::create_directory(config_);
    EXPECT_TRUE(noticed());
    fs::create_directory(config_ / "targets.d");
    EXPECT_TRUE(noticed());
    save(config_ / "targets.d/home.toml");
    EXPECT_TRUE(noticed());
}

TEST_F(ConfigWatchTest, endsWhenToldTo)
{
    fs::create_directory(config_);
    start();
    watch_->stop();
    EXPECT_GT(io_.run_for(20s), 0u);
    EXPECT_TRUE(io_.stopped()) << "it still waits";
}

TEST_F(ConfigWatchTest, withoutADirectoryThereIsNothingToWatch)
{
    config_.clear();
    start();
    EXPECT_TRUE(io_.stopped());
}

TEST_F(ConfigWatchTest, whatIsSkippedIsNotToldAndNothingAfterItIsLost)
{
    fs::create_directories(config_ / "targets.d");
    start();
    save(config_ / "targets.d/home.toml");
    watch_->skip();
    io_.run_one_for(1s); // the kernel's word, which was there before
    EXPECT_EQ(told_, 0);
    save(config_ / "targets.d/house.toml");
    EXPECT_TRUE(noticed());
    EXPECT_EQ(told_, 1);
}

} // namespace
} // namespace playsync
