// SPDX-License-Identifier: MIT
// The bounded way from host threads to the engine: nobody waits, nothing is dropped in silence.
// When it is full, because the disk is slower than the events, the positions of one playback merge
// into the newest; everything else is refused.
#pragma once

#include <boost/lockfree/queue.hpp>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "plugin/event.hpp"

namespace playsync {

class Mailbox {
public:
    /// Room for `capacity` events, and for the newest position of `playbacks` more.
    explicit Mailbox(std::size_t capacity, std::size_t playbacks = 4096);
    ~Mailbox();

    enum class Posted : std::uint8_t { first, more, refused };
    /// [any-thread] `first`: the engine may be asleep and must be woken.
    Posted post(std::unique_ptr<Event> event);

    /// [engine-thread] At most `limit` events, in the order of each host thread; and once nothing
    /// else waits, the positions that merged.
    std::vector<std::unique_ptr<Event>> take(std::size_t limit);
    /// [engine-thread] True when nothing waits; the next post() then answers `first`. Who sleeps
    /// without asking may never be woken.
    bool may_sleep() noexcept;
    /// [engine-thread] The next `count` events of the last take() are on disk, or need not be. Call
    /// for all of them before the next take().
    void finished(std::size_t count);

    /// [any-thread] Waits until all that was accepted before the call is finished.
    bool wait_finished(std::chrono::milliseconds timeout);

    std::uint64_t refused() const noexcept { return refused_.load(std::memory_order_relaxed); }
    bool empty() const noexcept
    {
        return waiting_.load(std::memory_order_acquire) == 0 &&
               merged_.load(std::memory_order_acquire) == 0;
    }

private:
    Posted push(std::unique_ptr<Event> event);
    Posted merge(std::unique_ptr<Event> event);
    void forget_position(PlaybackKey const& playback);
    Posted ring() noexcept { return woken_.exchange(true) ? Posted::more : Posted::first; }

    std::size_t const capacity_;
    std::size_t const playbacks_;
    boost::lockfree::queue<Event*> events_;
    std::atomic<std::size_t> waiting_{0};
    std::atomic<std::uint64_t> accepted_{0};
    std::atomic<std::uint64_t> refused_{0};
    std::atomic<bool> woken_{false};
    std::atomic<std::size_t> merged_{0}; // positions_.size()
    std::size_t events_taken_ = 0;       // [engine-thread] and neither finished nor positions
    std::mutex mutex_;                   // of all below
    std::condition_variable progress_;
    /// The newest, by playback.
    std::unordered_map<PlaybackKey, std::unique_ptr<Event>, PlaybackKey::Hash> positions_;
    std::uint64_t positions_open_ = 0; // accepted and not finished
    std::uint64_t finished_ = 0;
};

} // namespace playsync
