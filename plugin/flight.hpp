// SPDX-License-Identifier: MIT
// What a task holds while it is under way, given back however the task ends: also by an exception,
// such as that there is no memory.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "storage/queue.hpp"

namespace playsync {

/// One more of `count`, until it is given back or goes out of scope. The latter is how an exception
/// ends it: then `lost` is called, which must not throw, since nobody else says that there is one
/// less.
class Lease {
public:
    using Lost = std::function<void()>;

    explicit Lease(unsigned& count, Lost lost = {}) noexcept
        : count_(&count),
          lost_(std::move(lost))
    {
        ++count;
    }
    Lease(Lease&& other) noexcept
        : count_(std::exchange(other.count_, nullptr)),
          lost_(std::move(other.lost_))
    {
    }
    Lease& operator=(Lease&&) = delete;
    ~Lease()
    {
        bool const is_lost = count_ != nullptr;
        give_back();
        if (is_lost && lost_)
            lost_();
    }

    void give_back() noexcept
    {
        if (count_)
            --*count_;
        count_ = nullptr;
    }

private:
    unsigned* count_;
    Lost lost_;
};

/// Claimed changes. Unless they land, they are pending again as if they had not been claimed.
class Flight {
public:
    Flight(Queue& queue, std::vector<Claimed> batch) noexcept
        : queue_(&queue),
          batch_(std::move(batch))
    {
    }
    Flight(Flight&& other) noexcept
        : queue_(std::exchange(other.queue_, nullptr)),
          batch_(std::move(other.batch_))
    {
    }
    Flight& operator=(Flight&&) = delete;
    ~Flight()
    {
        for (auto const& change : batch_)
            if (queue_)
                queue_->release({&change.id, 1});
    }

    std::vector<Claimed>& batch() noexcept { return batch_; }
    /// They are settled or released already, and may be in the air again.
    void land() noexcept { queue_ = nullptr; }

private:
    Queue* queue_;
    std::vector<Claimed> batch_;
};

} // namespace playsync
