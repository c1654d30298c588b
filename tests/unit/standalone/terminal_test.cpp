// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/terminal.hpp"

#include <gtest/gtest.h>

namespace playsync::standalone {
namespace {

TEST(ProgressLineTest, saysWhatIsKnown)
{
    EXPECT_EQ(progress_line({}), "synced 0, left 0, failed 0");
    Progress progress;
    progress.synced = 120;
    progress.per_second = 39.6;
    progress.left = 55;
    progress.failed = 1;
    progress.note = "paused (offline)";
    EXPECT_EQ(progress_line(progress), "synced 120 (40/s), left 55, failed 1, paused (offline)");
}

playsync_report failure(char const* item, char const* message, bool final)
{
    playsync_report report{};
    report.size = sizeof report;
    report.kind = PLAYSYNC_REPORT_SYNC_FAILED;
    report.target = "home";
    report.item = item;
    report.message = message;
    report.final = final ? 1 : 0;
    return report;
}

TEST(FailureLineTest, saysWhatFailedAndWhy)
{
    EXPECT_EQ(failure_line(failure("Heat", "no such film", true)),
              "home: Heat failed: no such film");
    EXPECT_EQ(failure_line(failure("Heat", "no answer", false)),
              "home: Heat failed and will be tried again: no answer");
    EXPECT_EQ(failure_line(failure(nullptr, nullptr, true)), "home: a change failed");
}

class TerminalTest : public testing::Test {
protected:
    void SetUp() override
    {
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
    }
    static playsync_report pause(playsync_report_kind kind, char const* target)
    {
        playsync_report report{};
        report.size = sizeof report;
        report.kind = kind;
        report.target = target;
        report.message = "page";
        return report;
    }
    playsync_totals totals{};
};

TEST_F(TerminalTest, pausesArePartOfTheProgress)
{
    Terminal terminal{true};
    terminal.note(pause(PLAYSYNC_REPORT_SYNC_PAUSED, "home"));
    terminal.show(totals);
    terminal.note(pause(PLAYSYNC_REPORT_SYNC_RESUMED, "home"));
    terminal.show(totals); // within the same second: left out
    terminal.finish(totals);
    EXPECT_EQ(testing::internal::GetCapturedStdout(),
              "synced 0, left 0, failed 0, home paused (page)\nsynced 0, left 0, failed 0\n");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(TerminalTest, whatIsTriedAgainIsSaidOnce)
{
    Terminal terminal{false};
    for (char const* item : {"Heat", "Ronin"})
        terminal.note(failure(item, "no answer", false));
    for (char const* item : {"Heat", "Ronin"})
        terminal.note(failure(item, "no such film", true));
    terminal.show(totals);
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "home: Heat failed and will be tried again: no answer\n"
              "home: Heat failed: no such film\nhome: Ronin failed: no such film\n");
}

} // namespace
} // namespace playsync::standalone
