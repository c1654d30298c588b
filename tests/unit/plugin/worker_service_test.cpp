// SPDX-License-Identifier: MIT
// What a worker does for services with accounts, limits and an interest in what plays right now.
#include <set>

#include "tests/unit/plugin/worker_fixture.hpp"

namespace playsync {
namespace {

class WorkerServiceTest : public WorkerTest {
protected:
    WorkerServiceTest() { account_.in = true; }
    ~WorkerServiceTest() override
    {
        if (worker_)
            end();
    }

    /// As after a restart, with a target the test has prepared.
    void restart(PaceLimit pace, bool wants_login = false)
    {
        end();
        start([&](test::ScriptedTarget& target) {
            target.traits_.pace = pace;
            target.traits_.live = true;
            target.traits_.limits.changes = 1;
            target.account = wants_login ? &account_ : nullptr;
        });
    }
    static Live playing(std::string title)
    {
        Live live;
        live.item.title = std::move(title);
        return live;
    }

    test::ScriptedLogIn account_;
};

TEST_F(WorkerServiceTest, batchesKeepThePublishedPace)
{
    restart({1, 1000ms});
    take_plays(5);
    clock_.run_for(300ms);
    EXPECT_EQ(worker_->card().why.code, "paced");
    EXPECT_EQ(worker_->card().state, "syncing");
    clock_.run_for(6s);
    EXPECT_EQ(send_times(), (Times{0, 1, 2, 3, 4}));
    EXPECT_EQ(counts().synced, 5u);
}

/// A year of it, in batches of a hundred, one a second and a bit: nine minutes.
TEST_F(WorkerServiceTest, fiftyThousandPlaysGoOutAtThePublishedPace)
{
    constexpr std::size_t plays = 50'000;
    std::vector<Draft> year;
    for (std::size_t n = 0; n < plays; ++n) {
        auto const at = clock_.wall() - static_cast<UnixMs>(plays - n) * 600'000;
        year.push_back(test::draft(home_, Verb::watched, "Film " + std::to_string(n), at));
        year.back().due_at = clock_.wall();
    }
    queue_->commit(year, {}, clock_.wall());
    end();
    start([](test::ScriptedTarget& target) {
        target.traits_.pace = {1, 1100ms};
        target.traits_.limits.alike = true;
    });
    auto const began = clock_.steady();
    clock_.run_for(300s);
    auto const run = worker_->card().run;
    ASSERT_TRUE(run);
    EXPECT_EQ(run->total, plays);
    EXPECT_EQ(run->done + run->left, plays);
    EXPECT_NEAR(run->rate, 91, 3) << "changes a second";
    clock_.run_for(260s);
    EXPECT_EQ(counts().synced, plays);
    EXPECT_EQ(counts().pending, 0u);
    ASSERT_EQ(target_->log.size(), plays / 100);
    std::set<Ulid> told;
    for (std::size_t i = 0; i < target_->log.size(); ++i) {
        told.insert(target_->log[i].ids.begin(), target_->log[i].ids.end());
        if (i > 0) {
            EXPECT_GE(target_->log[i].at - target_->log[i - 1].at, 1100ms);
        }
    }
    EXPECT_EQ(told.size(), plays) << "each once";
    EXPECT_LE(target_->log.back().at - began, 560s);
}

TEST_F(WorkerServiceTest, aUsedUpAllowanceIsALimitThatOutlivesARestart)
{
    target_->answer = [](auto) {
        Outcome outcome;
        outcome.allowance = Allowance{0, 30s};
        return outcome;
    };
    take_plays(1);
    EXPECT_EQ(counts().synced, 1u);
    restart({});
    take_plays(1);
    clock_.run_for(20s);
    EXPECT_EQ(worker_->card().state, "rate limited");
    EXPECT_TRUE(target_->log.empty());
    clock_.run_for(10s);
    EXPECT_EQ(target_->log.size(), 1u);
}

TEST_F(WorkerServiceTest, theCardSaysWhatTheServiceWillStillTake)
{
    target_->answer = [](auto) {
        Outcome outcome;
        outcome.allowance = Allowance{12, 30s};
        return outcome;
    };
    take_plays(1);
    auto const shown = worker_->card().throughput;
    EXPECT_EQ(shown.left, 12u);
    EXPECT_EQ(shown.resets, clock_.wall() + 30'000);
    clock_.run_for(31s);
    EXPECT_FALSE(worker_->card().throughput.left);
}

TEST_F(WorkerServiceTest, withNobodyLoggedInNothingIsSentOrSpent)
{
    account_.in = false;
    restart({}, true);
    EXPECT_EQ(worker_->card().state, "needs log-in"); // also before anything waits
    take_plays(2);
    worker_->nudge();
    clock_.run_for(2h);
    EXPECT_TRUE(target_->log.empty());
    EXPECT_EQ(worker_->card().login->state, "out");
    account_.in = true;
    web::LoginView in;
    in.state = "in";
    worker_->show_login(in);
    clock_.run_for(1s);
    EXPECT_EQ(counts().synced, 2u);
    EXPECT_EQ(worker_->card().login->user, "alice");
}

TEST_F(WorkerServiceTest, credentialsAreRenewedWhenTheyWantToBe)
{
    account_.refresh_due = clock_.wall() + 3600'000;
    restart({}, true);
    clock_.run_for(59min);
    EXPECT_EQ(account_.refreshes, 0u);
    clock_.run_for(2min);
    EXPECT_EQ(account_.refreshes, 1u);
    clock_.run_for(10h);
    EXPECT_EQ(account_.refreshes, 1u);
}

TEST_F(WorkerServiceTest, aRenewalThatFailsIsTriedAgainAndHoldsNothingBack)
{
    account_.refresh_due = clock_.wall();
    account_.refreshed.error = {ErrorClass::transient, 500, "words"};
    restart({}, true);
    clock_.run_for(10s);
    EXPECT_EQ(account_.refreshes, 1u);
    take_plays(1);
    EXPECT_EQ(counts().synced, 1u);
    clock_.run_for(1h);
    EXPECT_GE(account_.refreshes, 5u);
    EXPECT_LE(account_.refreshes, 7u);
    account_.refreshed.error.kind = ErrorClass::auth;
    account_.in = false;
    clock_.run_for(2h);
    EXPECT_EQ(worker_->card().state, "needs log-in");
}

TEST_F(WorkerServiceTest, aBatchWithoutAnAnswerAndWhatARestartFoundAreUncertain)
{
    restart({});
    target_->answer = always(ErrorClass::ambiguous);
    take_plays(1);
    EXPECT_FALSE(target_->log.front().uncertain);
    target_->answer = [](auto) { return Outcome{}; };
    clock_.run_for(5s);
    ASSERT_EQ(target_->log.size(), 2u);
    EXPECT_TRUE(target_->log.back().uncertain);
    target_->answer = always(ErrorClass::unreachable);
    take_plays(1);
    EXPECT_FALSE(target_->log.back().uncertain);
    restart({});
    EXPECT_TRUE(target_->log.front().uncertain);
    take_plays(1);
    EXPECT_FALSE(target_->log.back().uncertain);
}

TEST_F(WorkerServiceTest, whatPlaysIsToldOnceAndOnlyTheNewest)
{
    restart({1, 1000ms});
    worker_->hear(playing("one"));
    clock_.poll();
    worker_->hear(playing("two"));
    worker_->hear(playing("three"));
    clock_.run_for(3s);
    ASSERT_EQ(target_->told.size(), 2u);
    EXPECT_EQ(target_->told[1].item.title, "three");
    EXPECT_GE(target_->told_at[1] - target_->told_at[0], 1000ms);
}

TEST_F(WorkerServiceTest, whatPlaysNeverDelaysTheQueue)
{
    restart({1, 1000ms});
    take_plays(8);
    worker_->hear(playing("one"));
    clock_.run_for(7500ms);
    EXPECT_EQ(send_times(), (Times{0, 1, 2, 3, 4, 5, 6, 7}));
    EXPECT_TRUE(target_->told.empty()); // it was too late to be true
}

TEST_F(WorkerServiceTest, whatPlaysIsForgottenWhenTheWayIsBlocked)
{
    restart({});
    worker_->set_paused("page");
    worker_->hear(playing("one"));
    worker_->set_paused({});
    clock_.run_for(10s);
    EXPECT_TRUE(target_->told.empty());
    worker_->hear(playing("two"));
    clock_.run_for(1s);
    EXPECT_EQ(target_->told.size(), 1u);
}

} // namespace
} // namespace playsync
