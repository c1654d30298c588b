// SPDX-License-Identifier: MIT
#include "plugin/mailbox.hpp"

namespace playsync {

Mailbox::Mailbox(std::size_t capacity) : capacity_(capacity), events_(capacity) {}

Mailbox::~Mailbox()
{
    events_.consume_all([](Event* event) { delete event; });
}

Mailbox::Posted Mailbox::post(std::unique_ptr<Event> event) noexcept
{
    if (waiting_.fetch_add(1) >= capacity_ || !events_.bounded_push(event.get())) {
        waiting_.fetch_sub(1, std::memory_order_acq_rel);
        refused_.fetch_add(1, std::memory_order_relaxed);
        return Posted::refused;
    }
    static_cast<void>(event.release());
    accepted_.fetch_add(1, std::memory_order_acq_rel);
    return woken_.exchange(true) ? Posted::more : Posted::first;
}

/// First the bell is armed, then the box is looked at: a post is seen here, or it rings. Both sides
/// write one of two variables and read the other, so their order must be one for all threads.
bool Mailbox::may_sleep() noexcept
{
    woken_.store(false);
    return waiting_.load() == 0;
}

std::vector<std::unique_ptr<Event>> Mailbox::take(std::size_t limit)
{
    std::vector<std::unique_ptr<Event>> taken;
    Event* event = nullptr;
    while (taken.size() < limit && events_.pop(event))
        taken.emplace_back(event);
    waiting_.fetch_sub(taken.size(), std::memory_order_acq_rel);
    return taken;
}

void Mailbox::finished(std::size_t count)
{
    if (count == 0)
        return;
    std::scoped_lock const lock{mutex_};
    finished_ += count;
    progress_.notify_all();
}

bool Mailbox::wait_finished(std::chrono::milliseconds timeout)
{
    auto const goal = accepted_.load(std::memory_order_acquire);
    std::unique_lock lock{mutex_};
    return progress_.wait_for(lock, timeout, [&] { return finished_ >= goal; });
}

} // namespace playsync
