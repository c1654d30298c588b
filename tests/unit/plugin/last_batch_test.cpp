// SPDX-License-Identifier: MIT
// What becomes of a batch that is in flight when its target is removed.
#include "tests/unit/plugin/worker_fixture.hpp"

namespace playsync {
namespace {

/// A target that is removed while a batch is in flight; what was waiting is discarded by others.
class LastBatchTest : public WorkerTest {
protected:
    void remove_in_flight(std::function<Outcome(std::span<Claimed const>)> answer,
                          bool keep = false)
    {
        target_->takes = 5s;
        target_->answer = std::move(answer);
        take(Verb::watched, "Heat");
        ASSERT_EQ(queue_->in_flight(home_), 1u);
        worker_->retire();
        if (!keep)
            worker_->disown();
        clock_.run_for(1s);
        EXPECT_FALSE(worker_->ended());
    }
    Counts at_last()
    {
        clock_.run_for(1min);
        EXPECT_TRUE(worker_->ended());
        EXPECT_EQ(target_->log.size(), 1u);
        return counts();
    }
};

TEST_F(LastBatchTest, isDiscardedWhenItIsToBeTriedAgain)
{
    remove_in_flight(always(ErrorClass::transient, 500));
    EXPECT_EQ(counts().pending, 1u) << "nobody knows yet";
    EXPECT_EQ(at_last(), (Counts{0, 0, 0, 0, 0, 0, 1}));
    queue_->empty_trash(0, 10);
    EXPECT_TRUE(queue_->list({}).entries.empty());
}

TEST_F(LastBatchTest, isDiscardedWhenTheServiceRefusesIt)
{
    remove_in_flight(always(ErrorClass::rejected, 422));
    EXPECT_EQ(at_last(), (Counts{0, 0, 0, 0, 0, 0, 1}));
}

TEST_F(LastBatchTest, isDiscardedWhenItIsCutOff)
{
    target_->hangs = true;
    remove_in_flight(always(ErrorClass::none));
    worker_->cancel();
    EXPECT_EQ(at_last(), (Counts{0, 0, 0, 0, 0, 0, 1}));
}

TEST_F(LastBatchTest, staysInTheHistoryWhenTheServiceTookIt)
{
    remove_in_flight(always(ErrorClass::none));
    EXPECT_EQ(at_last(), (Counts{0, 0, 1, 1, 0, 0, 0}));
}

TEST_F(LastBatchTest, waitsOnWhenItIsToBeKept)
{
    remove_in_flight(always(ErrorClass::transient, 500), true);
    EXPECT_EQ(at_last(), (Counts{1, 0, 0, 0, 0, 0, 0}));
}

} // namespace
} // namespace playsync
