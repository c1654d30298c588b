// SPDX-License-Identifier: MIT
#include "plugin/mailbox.hpp"

#include <algorithm>

namespace playsync {

Mailbox::Mailbox(std::size_t capacity, std::size_t playbacks)
    : capacity_(capacity),
      playbacks_(playbacks),
      events_(capacity)
{
}

Mailbox::~Mailbox()
{
    events_.consume_all([](Event* event) { delete event; });
}

Mailbox::Posted Mailbox::post(std::unique_ptr<Event> event)
{
    if (merged_.load() == 0)
        return push(std::move(event));
    // A position that overtook those that merged would be followed by an older one.
    if (event->kind == PLAYSYNC_EVENT_PROGRESS)
        return merge(std::move(event));
    auto const playback = playback_key(*event);
    auto const posted = push(std::move(event));
    if (posted != Posted::refused)
        forget_position(playback); // it comes before this event, and would be told after it
    return posted;
}

Mailbox::Posted Mailbox::push(std::unique_ptr<Event> event)
{
    if (waiting_.fetch_add(1) >= capacity_ || !events_.bounded_push(event.get())) {
        waiting_.fetch_sub(1, std::memory_order_acq_rel);
        if (event->kind == PLAYSYNC_EVENT_PROGRESS)
            return merge(std::move(event));
        refused_.fetch_add(1, std::memory_order_relaxed);
        return Posted::refused;
    }
    static_cast<void>(event.release());
    accepted_.fetch_add(1, std::memory_order_acq_rel);
    return ring();
}

Mailbox::Posted Mailbox::merge(std::unique_ptr<Event> event)
{
    auto const key = playback_key(*event);
    std::scoped_lock const lock{mutex_};
    auto const found = positions_.find(key);
    if (found != positions_.end()) {
        found->second = std::move(event);
        return Posted::more; // whoever put the first one there rang
    }
    if (positions_.size() >= playbacks_) {
        refused_.fetch_add(1, std::memory_order_relaxed);
        return Posted::refused;
    }
    positions_.emplace(key, std::move(event));
    ++positions_open_;
    merged_.store(positions_.size());
    return ring();
}

void Mailbox::forget_position(PlaybackKey const& playback)
{
    std::scoped_lock const lock{mutex_};
    positions_open_ -= positions_.erase(playback);
    merged_.store(positions_.size());
    progress_.notify_all();
}

/// First the bell is armed, then the box is looked at: a post is seen here, or it rings. Both sides
/// write one of two variables and read the other, so their order must be one for all threads.
bool Mailbox::may_sleep() noexcept
{
    woken_.store(false);
    return waiting_.load() == 0 && merged_.load() == 0;
}

std::vector<std::unique_ptr<Event>> Mailbox::take(std::size_t limit)
{
    std::vector<std::unique_ptr<Event>> taken;
    taken.reserve(std::min(limit, waiting_.load() + merged_.load()));
    Event* event = nullptr;
    while (taken.size() < taken.capacity() && events_.pop(event))
        taken.emplace_back(event);
    events_taken_ = taken.size();
    bool const more = waiting_.fetch_sub(taken.size(), std::memory_order_acq_rel) > taken.size();
    if (more || merged_.load() == 0)
        return taken;
    std::scoped_lock const lock{mutex_};
    for (auto position = positions_.begin();
         position != positions_.end() && taken.size() < taken.capacity();
         position = positions_.erase(position))
        taken.push_back(std::move(position->second));
    merged_.store(positions_.size());
    return taken;
}

void Mailbox::finished(std::size_t count)
{
    if (count == 0)
        return;
    std::scoped_lock const lock{mutex_};
    auto const events = std::min(count, events_taken_); // they come first
    events_taken_ -= events;
    finished_ += events;
    positions_open_ -= count - events;
    progress_.notify_all();
}

bool Mailbox::wait_finished(std::chrono::milliseconds timeout)
{
    auto const goal = accepted_.load(std::memory_order_acquire);
    std::unique_lock lock{mutex_};
    return progress_.wait_for(lock, timeout,
                              [&] { return finished_ >= goal && positions_open_ == 0; });
}

} // namespace playsync
