// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/runner.hpp"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "tests/support/temp_dir.hpp"

namespace playsync::standalone {
namespace {

class RunnerTest : public testing::Test {
protected:
    RunnerTest()
    {
        options.plugin = ECHO_PLUGIN;
        options.data = dir / "data";
        options.config = dir / "config";
        options.exit_when_synced = true;
        options.assume_online = true;
    }
    ~RunnerTest() override { close(stop); }

    int run(std::string const& events)
    {
        options.events = (dir / "evening.jsonl").string();
        std::ofstream{options.events} << events;
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        int const code = Runner{options}.run(stop);
        said = testing::internal::GetCapturedStdout();
        complained = testing::internal::GetCapturedStderr();
        return code;
    }
    std::string place(int line) const { return options.events + ":" + std::to_string(line); }

    test::TempDir dir;
    int stop = eventfd(0, EFD_CLOEXEC);
    RunOptions options;
    std::string said, complained;
};

TEST_F(RunnerTest, tellsThePluginLineByLine)
{
    EXPECT_EQ(
        run(R"({"event":"progress","user":"a","position_ms":5,"item":{"kind":"movie","title":"Heat"}}
# a comment

{"event":"network","online":false}
{"event":"network","online":true,"metered":true}
{"event":"pause"}
{"event":"resume"}
{"event":"process_queue"}
{"event":"retry_failed"}
{"event":"sync_now"}
{"event":"sync_now","item":{"kind":"movie","title":"Heat"}}
{"event":"flush"}
)"),
        0);
    EXPECT_EQ(complained, "info: active, online\ninfo: event 2 of a at 5: Heat\ninfo: offline\n"
                          "info: online, metered\ninfo: pause\ninfo: resume\ninfo: process_queue\n"
                          "info: retry_failed\ninfo: sync_now\ninfo: sync_now of an item\n"
                          "info: flush\ninfo: flush\n");
    EXPECT_EQ(said, "synced 1, failed 0, pending 0\n");
}

TEST_F(RunnerTest, badLinesAreNamedAndSkipped)
{
    options.log_level = PLAYSYNC_LOG_ERROR;
    EXPECT_EQ(run("{\n{\"event\":\"retry_failed\",\"target\":\"nobody\"}\n" +
                  std::string(2 * longest_line, 'x') +
                  "\n{\"event\":\"stop\",\"user\":\"a\",\"item\":{\"kind\":\"movie\","
                  "\"title\":\"x\"}}"),
              0);
    EXPECT_EQ(complained, place(1) + ": not JSON: incomplete JSON at column 2\n" + place(2) +
                              ": the plugin says: a bad argument\n" + place(3) +
                              ": longer than 1 MiB\n3 lines skipped\n");
    EXPECT_EQ(said, "synced 1, failed 0, pending 0\n");
}

TEST_F(RunnerTest, whatABusyPluginRefusesIsOfferedAgain)
{
    options.plugin = BUSY_PLUGIN;
    options.log_level = PLAYSYNC_LOG_ERROR;
    std::string events;
    for (int i = 0; i < 20; ++i)
        events += R"({"event":"stop","user":"a","item":{"kind":"movie","title":"x"}})"
                  "\n";
    EXPECT_EQ(run(events), 0);
    EXPECT_EQ(said, "synced 20, failed 0, pending 0\n");
    EXPECT_EQ(complained, "");
}

TEST_F(RunnerTest, aWaitEndsWhenToldToStop)
{
    options.log_level = PLAYSYNC_LOG_ERROR;
    std::uint64_t const one = 1;
    ASSERT_EQ(write(stop, &one, sizeof one), 8);
    EXPECT_EQ(run("{\"event\":\"wait\",\"ms\":3600000}\n"), not_synced);
}

TEST_F(RunnerTest, waitsAreScaled)
{
    options.speed = 0;
    EXPECT_EQ(run("{\"event\":\"wait\",\"ms\":3600000}\n"), 0);
    options.speed = 1e6;
    EXPECT_EQ(run("{\"event\":\"wait\",\"ms\":3600000}\n"), 0);
}

TEST_F(RunnerTest, withoutAnEndItRunsUntilToldToStop)
{
    options.exit_when_synced = false;
    std::uint64_t const one = 1;
    ASSERT_EQ(write(stop, &one, sizeof one), 8);
    EXPECT_EQ(run(""), 0);
    EXPECT_EQ(said, "");
}

TEST_F(RunnerTest, eventsThatCannotBeReadAreAnErrorBeforeAnythingStarts)
{
    options.events = "/no/such/file";
    Runner runner{options};
    EXPECT_THROW(runner.run(stop), std::runtime_error);
}

} // namespace
} // namespace playsync::standalone
