// SPDX-License-Identifier: MIT
// A worker on the real queue, with virtual time and a scripted target.
#pragma once

#include <gtest/gtest.h>

#include "plugin/audiences.hpp"
#include "plugin/worker.hpp"
#include "storage/lmdb_queue.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scripted_target.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {

using namespace std::chrono_literals;

/// Remembers what a page would be told.
class Witness : public web::Audience {
public:
    void target_changed(web::Card const& card) override { state = card.state; }
    void target_removed(std::string_view) override {}
    void sync_started(std::string_view, web::RunView const&) override { said += "started "; }
    void sync_progress(std::string_view, web::RunView const& run) override
    {
        progress.push_back(run);
    }
    void sync_completed(std::string_view, web::RunView const& run, UnixMs) override
    {
        said += "completed:" + std::to_string(run.done) + "+" + std::to_string(run.failed) + " ";
    }
    void item_synced(web::ChangeView const&) override { ++synced; }
    void sync_failed(web::ChangeView const&, bool final) override { final ? ++dead : ++failed; }
    void paused(std::string_view, std::string_view) override {}
    void resumed(std::string_view, std::string_view) override {}
    void network(bool, bool) override {}
    void login_progress(std::string_view, web::LoginView const&) override {}
    void store(std::string_view) override {}
    bool present() const override { return true; }

    std::string said, state;
    std::vector<web::RunView> progress;
    int synced = 0, failed = 0, dead = 0;
};

class WorkerTest : public testing::Test {
protected:
    WorkerTest()
    {
        config_.gather_ms = 0;
        config_.attempts.backoff.jitter = config_.session.backoff.jitter = 0;
        intake_.configure({}, 0, {});
        start();
    }
    ~WorkerTest() override
    {
        if (worker_)
            end();
    }

    void start(std::function<void(test::ScriptedTarget&)> const& prepare = {})
    {
        queue_ = std::make_unique<LmdbQueue>(dir_.path(), StoreOptions{4 << 20, 1 << 30, 7});
        home_ = queue_->target("home");
        committer_ = std::make_unique<Committer>(io_, *queue_, mailbox_, intake_, clock_,
                                                 Committer::Hooks{[](Event&) {},
                                                                  [this] {
                                                                      if (worker_)
                                                                          worker_->note_counts();
                                                                  },
                                                                  [] {}});
        auto target = std::make_unique<test::ScriptedTarget>(clock_);
        target_ = target.get();
        if (prepare)
            prepare(*target);
        worker_ = std::make_unique<Worker>(
            WorkerContext{*queue_, clock_, *committer_, tasks_, config_, witness_,
                          [this](std::string_view line) { log_ += std::string{line} + "\n"; }},
            TargetFile{"home", "home.toml", ""}, home_, std::move(target));
        worker_->recall();
        tasks_.start(committer_->run());
        tasks_.start(worker_->run());
        clock_.poll();
    }
    void end()
    {
        worker_->stop();
        worker_->cancel();
        committer_->stop();
        clock_.run_for(1s);
        EXPECT_EQ(tasks_.running(), 0u);
        worker_.reset();
        committer_.reset();
        queue_.reset();
    }

    void take(Verb verb, std::string const& title)
    {
        auto const draft = test::draft(home_, verb, title, clock_.wall() + ++told_);
        auto due = draft;
        due.due_at = clock_.wall();
        queue_->commit({&due, 1}, {}, clock_.wall());
        worker_->note_counts();
        clock_.poll();
    }
    void take_plays(int count)
    {
        for (int i = 0; i < count; ++i)
            take(Verb::play, "Song " + std::to_string(told_));
    }
    static auto always(ErrorClass kind, std::uint16_t status = 0,
                       std::optional<Millis> retry_after = {})
    {
        return [=](auto) {
            Outcome outcome;
            outcome.error = {kind, status, "words"};
            outcome.retry_after = retry_after;
            return outcome;
        };
    }
    std::vector<std::int64_t> send_times() const
    {
        std::vector<std::int64_t> out;
        for (auto const& sent : target_->log)
            out.push_back((sent.at - target_->log.front().at) / 1s);
        return out;
    }
    Counts counts() const { return queue_->counts(home_); }

    using Times = std::vector<std::int64_t>;

    test::TempDir dir_;
    net::io_context io_{1};
    test::FakeClock clock_{io_};
    Config config_;
    Witness witness_;
    Mailbox mailbox_{100};
    Intake intake_{{}, 0};
    std::string errors_;
    Tasks tasks_{io_, [](std::exception_ptr error) { std::rethrow_exception(error); }};
    std::unique_ptr<LmdbQueue> queue_;
    std::unique_ptr<Committer> committer_;
    std::unique_ptr<Worker> worker_;
    test::ScriptedTarget* target_ = nullptr;
    TargetNo home_ = 0;
    int told_ = 0;
    std::string log_;
};

} // namespace playsync
