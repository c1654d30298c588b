// SPDX-License-Identifier: MIT
// A log-in from the first request to its end, in virtual time.
#include "plugin/log_in.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "tests/support/fake_clock.hpp"
#include "tests/support/scripted_target.hpp"

namespace playsync {
namespace {

using namespace std::chrono_literals;
using Kind = LogInStep::Kind;

class LogInTest : public testing::Test {
protected:
    LogInTest()
    {
        service_.first.verify_url = "https://service.example/activate";
        service_.first.user_code = "A1B2C3D4";
        service_.first.expires_in = 600s;
        service_.first.interval = 5s;
        auto target = std::make_unique<test::ScriptedTarget>(clock_);
        target->account = &service_;
        run_ = std::make_unique<LogInRun>(std::move(target), clock_, [this](auto const& view) {
            states_ += view.state + " ";
            last_ = view;
        });
    }

    void start()
    {
        net::co_spawn(io_, whole(*run_), net::detached);
        clock_.poll();
    }
    static net::awaitable<void> whole(LogInRun& run)
    {
        LogInRequest nothing;
        co_await run.begin(std::move(nothing));
        if (!run.is_over())
            co_await run.run();
    }
    void answer(std::initializer_list<Kind> kinds)
    {
        for (auto const kind : kinds)
            service_.answers.push_back(LogInStep::of(kind, "words"));
    }

    net::io_context io_;
    test::FakeClock clock_{io_};
    test::ScriptedLogIn service_;
    std::unique_ptr<LogInRun> run_;
    std::string states_;
    web::LoginView last_;
};

TEST_F(LogInTest, theCodeIsShownAndAskedAfterUntilThePersonIsDone)
{
    answer({Kind::waiting, Kind::waiting, Kind::done});
    start();
    EXPECT_EQ(states_, "waiting ");
    EXPECT_EQ(last_.user_code, "A1B2C3D4");
    EXPECT_EQ(last_.interval_s, 5u);
    clock_.run_for(14s);
    EXPECT_EQ(service_.polls, 2u);
    clock_.run_for(2s);
    EXPECT_EQ(states_, "waiting in ");
    EXPECT_EQ(last_.user, "alice");
    EXPECT_EQ(last_.user_code, "");
}

TEST_F(LogInTest, slowDownMakesTheWaitLongerForGood)
{
    answer({Kind::slower, Kind::waiting, Kind::done});
    start();
    clock_.run_for(5s);
    EXPECT_EQ(service_.polls, 1u);
    clock_.run_for(9s);
    EXPECT_EQ(service_.polls, 1u);
    clock_.run_for(2s);
    EXPECT_EQ(service_.polls, 2u);
    clock_.run_for(10s);
    EXPECT_EQ(states_, "waiting in ");
}

TEST_F(LogInTest, aServiceThatIsAwayForAMomentEndsNothing)
{
    answer({Kind::unsure, Kind::unsure, Kind::done});
    start();
    clock_.run_for(60s);
    EXPECT_EQ(states_, "waiting in ");
}

TEST_F(LogInTest, aCodeNobodyEntersExpires)
{
    service_.first.expires_in = 32s;
    start();
    clock_.run_for(31s);
    EXPECT_EQ(states_, "waiting ");
    clock_.run_for(2s);
    EXPECT_EQ(states_, "waiting expired ");
    auto const polls = service_.polls;
    clock_.run_for(60s);
    EXPECT_EQ(service_.polls, polls);
}

TEST_F(LogInTest, anEndIsSaidInTheServicesWords)
{
    answer({Kind::waiting, Kind::denied, Kind::done});
    start();
    clock_.run_for(60s);
    EXPECT_EQ(states_, "waiting denied ");
    EXPECT_EQ(last_.detail, "words");
    EXPECT_EQ(service_.polls, 2u);
}

TEST_F(LogInTest, aPersonCanChangeTheirMind)
{
    start();
    clock_.run_for(3s);
    run_->cancel();
    clock_.poll();
    EXPECT_EQ(states_, "waiting cancelled ");
    EXPECT_TRUE(run_->is_over());
    EXPECT_EQ(service_.polls, 0u);
}

TEST_F(LogInTest, aPasswordOrATokenIsDoneAtOnce)
{
    service_.first = LogInStep::of(Kind::done);
    start();
    EXPECT_EQ(states_, "in ");
}

TEST_F(LogInTest, withoutACodeThereIsNothingToAskAfter)
{
    service_.first = LogInStep::of(Kind::unsure, "no answer in time");
    start();
    EXPECT_EQ(states_, "failed ");
    EXPECT_EQ(last_.detail, "no answer in time");
}

} // namespace
} // namespace playsync
