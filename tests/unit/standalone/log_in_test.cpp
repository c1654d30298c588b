// SPDX-License-Identifier: MIT
// What a person at the terminal is told of a log-in.
#include "host_api/hosts/standalone/log_in.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <stdexcept>

namespace playsync::standalone {
namespace {

boost::json::object login(char const* text)
{
    return boost::json::parse(text).as_object();
}

TEST(LogInTest, saysWhereToGoAndWhatToEnter)
{
    EXPECT_EQ(task_line(login(R"({"verify_url":"https://a.b/c","user_code":"5055"})")),
              "Open https://a.b/c and enter 5055");
    EXPECT_EQ(task_line(login(R"({"verify_url":"https://a.b/c","user_code":""})")),
              "Open https://a.b/c and say yes there");
    EXPECT_EQ(task_line(login(R"({"verify_url":"","user_code":"123456"})")),
              "Enter this code there: 123456");
}

TEST(LogInTest, countsDown)
{
    auto const waits = login(R"({"expires":"2026-08-01T20:15:00.000Z"})");
    std::int64_t const end = 1'785'615'300'000;
    EXPECT_EQ(waiting_line(waits, end - 581'000), "waiting, 9:41 left");
    EXPECT_EQ(waiting_line(waits, end - 9500), "waiting, 0:09 left");
    EXPECT_EQ(waiting_line(waits, end + 1000), "waiting, 0:00 left");
    EXPECT_EQ(waiting_line(login("{}"), end), "waiting");
}

TEST(LogInTest, saysHowItEnded)
{
    EXPECT_EQ(end_line(login(R"({"state":"in","user":"alice"})")), "logged in as alice");
    EXPECT_EQ(end_line(login(R"({"state":"in"})")), "logged in");
    EXPECT_EQ(end_line(login(R"({"state":"out","ended":"denied"})")), "it was denied there");
    EXPECT_EQ(end_line(login(R"({"state":"out","ended":"expired"})")),
              "the code has expired; try again");
    EXPECT_EQ(end_line(login(R"({"state":"out","ended":"failed","detail":"no such code"})")),
              "failed: no such code");
    EXPECT_EQ(end_line(login(R"({"state":"out"})")), "nobody was let in");
}

TEST(LogInTest, whereNobodyRunsThatIsSaid)
{
    LogInOptions options;
    options.target = "home";
    options.data = "/nonexistent";
    EXPECT_THROW(log_in(options, -1), std::runtime_error);
    options.target = "a/b";
    EXPECT_THROW(log_in(options, -1), std::runtime_error);
}

} // namespace
} // namespace playsync::standalone
