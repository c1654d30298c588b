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
    if (waiting_.fetch_add(1, std::memory_order_acq_rel) >= capacity_ ||
        !events_.bounded_push(event.get())) {
        waiting_.fetch_sub(1, std::memory_order_acq_rel);
        refused_.fetch_add(1, std::memory_order_relaxed);
        return Posted::refused;
    }
    static_cast<void>(event.release());
    accepted_.fetch_add(1, std::memory_order_acq_rel);
    return woken_.exchange(true, std::memory_order_acq_rel) ? Posted::more : Posted::first;
}

std::vector<std::unique_ptr<Event>> Mailbox::take(std::size_t limit)
{
    // Whoever posts from here on wakes the engine again.
    woken_.store(false, std::memory_order_release);
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
