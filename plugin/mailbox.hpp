// SPDX-License-Identifier: MIT
// The bounded way from host threads to the engine: nobody waits, nothing is dropped in silence.
#pragma once

#include <boost/lockfree/queue.hpp>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "plugin/event.hpp"

namespace playsync {

class Mailbox {
public:
    explicit Mailbox(std::size_t capacity);
    ~Mailbox();

    enum class Posted : std::uint8_t { first, more, refused };
    /// [any-thread] `first`: the engine may be asleep and must be woken.
    Posted post(std::unique_ptr<Event> event) noexcept;

    /// [engine-thread] At most `limit` events, in the order of each host thread.
    std::vector<std::unique_ptr<Event>> take(std::size_t limit);
    /// [engine-thread] True when nothing waits; the next post() then answers `first`. Who sleeps
    /// without asking may never be woken.
    bool may_sleep() noexcept;
    /// [engine-thread] `count` more of what was taken is on disk, or needs not be.
    void finished(std::size_t count);

    /// [any-thread] Waits until all that was accepted before the call is finished.
    bool wait_finished(std::chrono::milliseconds timeout);

    std::uint64_t refused() const noexcept { return refused_.load(std::memory_order_relaxed); }
    bool empty() const noexcept { return waiting_.load(std::memory_order_acquire) == 0; }

private:
    std::size_t const capacity_;
    boost::lockfree::queue<Event*> events_;
    std::atomic<std::size_t> waiting_{0};
    std::atomic<std::uint64_t> accepted_{0};
    std::atomic<std::uint64_t> refused_{0};
    std::atomic<bool> woken_{false};
    std::mutex mutex_;
    std::condition_variable progress_;
    std::uint64_t finished_ = 0; // under mutex_
};

} // namespace playsync
