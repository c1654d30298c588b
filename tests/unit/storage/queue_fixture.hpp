// SPDX-License-Identifier: MIT
// The real store with two targets and a clock of its own.
#pragma once

#include <gtest/gtest.h>

#include "storage/lmdb_queue.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {

class QueueTest : public testing::Test {
protected:
    QueueTest() { open(); }

    void open(std::size_t limit = std::size_t{1} << 30, std::size_t first = 1 << 20)
    {
        queue_.reset();
        StoreOptions options;
        options.limit = limit;
        options.first_size = first;
        queue_ = std::make_unique<LmdbQueue>(dir_.path(), options);
        home_ = queue_->target("home");
        other_ = queue_->target("other");
    }

    Taken take(Draft const& draft) { return queue_->commit({&draft, 1}, {}, now_++).front(); }
    Taken take(Verb verb, std::string const& title, UnixMs at)
    {
        return take(test::draft(home_, verb, title, at));
    }

    std::vector<Claimed> claim_all(TargetNo target)
    {
        std::vector<Ulid> ids;
        for (auto const& due : queue_->due(target, now_, 1000))
            ids.push_back(due.id);
        return queue_->claim(target, ids);
    }

    /// Titles and verbs that wait, in the order they go out.
    std::vector<std::string> waiting()
    {
        std::vector<std::string> out;
        for (auto const& due : queue_->due(home_, now_ + 1'000'000, 1000)) {
            auto const entry = queue_->find(due.id);
            auto const change = decode_body(due.id, entry->body);
            out.push_back(std::string{name_of(change->verb)} + " " + change->item.title);
        }
        return out;
    }

    void settle(Claimed const& change, State state, LastError error = {}, UnixMs next = 0)
    {
        Settlement settlement;
        settlement.id = change.id;
        settlement.state = state;
        settlement.at = now_;
        settlement.next_attempt_at = next;
        settlement.attempts =
            static_cast<std::uint8_t>(change.attempts + (state == State::synced ? 0 : 1));
        settlement.error = std::move(error);
        queue_->commit({}, {&settlement, 1}, now_);
    }

    using Waiting = std::vector<std::string>;

    test::TempDir dir_;
    std::unique_ptr<LmdbQueue> queue_;
    TargetNo home_ = 0, other_ = 0;
    UnixMs now_ = 1'000'000;
};

} // namespace playsync
