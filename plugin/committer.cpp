// SPDX-License-Identifier: MIT
#include "plugin/committer.hpp"
#include "storage/sometimes.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace playsync {
namespace {

constexpr std::size_t events_a_commit = 4096;
constexpr std::size_t pruned_when_full = 20'000;
/// From one commit to the next while nobody waits: a disk takes hundreds of commits a second, and
/// thousands of changes in each.
constexpr Millis gathering{5};
/// Between two tries of a store that refuses; space that comes back is used within seconds.
constexpr Backoff store_retry{Millis{250}, Millis{4000}, 0.0};

} // namespace

Committer::Committer(net::io_context& io, Queue& queue, Mailbox& mailbox, Intake& intake,
                     Clock& clock, Hooks hooks)
    : io_(io),
      queue_(queue),
      mailbox_(mailbox),
      intake_(intake),
      clock_(clock),
      hooks_(std::move(hooks)),
      alarm_(clock.alarm())
{
}

bool Committer::idle() const
{
    return taken_.empty() && settlements_.empty() && mailbox_.empty();
}

net::awaitable<void> Committer::run()
{
    while (!abandoned_) {
        if (idle() && (refusing_.empty() || stopping_)) {
            if (stopping_)
                break;
            if (mailbox_.may_sleep())
                co_await alarm_->wait_until(Steady::max());
            continue;
        }
        if (!urgent_ && !stopping_ && clock_.steady() < gather_until_) {
            co_await alarm_->wait_until(gather_until_);
            continue;
        }
        gather_until_ = clock_.steady() + gathering;
        urgent_ = false;
        // A store that comes back first makes the targets that could not be made: the events are
        // for them too.
        if (refusing_.empty())
            take_events();
        if (commit()) {
            // The others of this thread have their turn between two commits.
            co_await net::post(io_, net::use_awaitable);
            continue;
        }
        sometimes("committer.waits_for_store");
        auto const again = clock_.steady() + delay_after(failures_, store_retry, 0);
        while (!abandoned_ && clock_.steady() < again)
            co_await alarm_->wait_until(again);
    }
    // Time is up, but a store that takes something takes all.
    while (refusing_.empty() && !idle()) {
        take_events();
        commit();
    }
    for (auto* waiter : waiters_)
        waiter->alarm->ring();
}

net::awaitable<bool> Committer::settle(std::vector<Settlement> settlements, bool urgent)
{
    Waiter waiter;
    waiter.alarm = clock_.alarm();
    settlements_.insert(settlements_.end(), std::make_move_iterator(settlements.begin()),
                        std::make_move_iterator(settlements.end()));
    Place const place{waiters_, waiter};
    urgent_ = urgent_ || urgent;
    alarm_->ring();
    while (!waiter.done && !abandoned_)
        co_await waiter.alarm->wait_until(Steady::max());
    co_return waiter.done;
}

void Committer::stop()
{
    stopping_ = true;
    alarm_->ring();
}

void Committer::abandon()
{
    abandoned_ = true;
    alarm_->ring();
    for (auto* waiter : waiters_)
        waiter->alarm->ring();
}

/// What cannot be read for want of memory is read again: no event is lost, and none is read twice.
void Committer::take_events()
{
    if (taken_.empty())
        taken_ = mailbox_.take(events_a_commit);
    auto const now = clock_.wall();
    while (read_ < taken_.size()) {
        auto& event = *taken_[read_];
        hooks_.complete(event);
        intake_.accept(event, now, drafts_);
        ++read_;
        if (hooks_.accepted)
            hooks_.accepted(event);
    }
    intake_.collect(watched_);
}

bool Committer::commit()
{
    if (!drafts_.empty() || !settlements_.empty() || !watched_.empty() || !refusing_.empty()) {
        auto const began = clock_.steady();
        try {
            queue_.commit(drafts_, settlements_, clock_.wall(), watched_);
            commit_times_.note(std::chrono::duration<double>(clock_.steady() - began).count());
        } catch (StoreFull const& error) {
            recover(error.what(), true);
            return false;
        } catch (std::exception const& error) {
            recover(error.what(), false);
            return false;
        }
    }
    auto const finished = std::exchange(read_, 0);
    taken_.erase(taken_.begin(), taken_.begin() + static_cast<std::ptrdiff_t>(finished));
    drafts_.clear();
    settlements_.clear();
    watched_.clear();
    failures_ = 0;
    for (auto* waiter : waiters_) {
        waiter->done = true;
        waiter->alarm->ring();
    }
    try {
        if (!refusing_.empty()) {
            refusing_.clear();
            hooks_.store_changed();
        }
        hooks_.committed();
    } catch (std::exception const&) {
        sometimes("committer.not_shown"); // for want of memory; the next commit shows more
    }
    // Last, so that who waited for a flush finds the counts that belong to it.
    mailbox_.finished(finished);
    return true;
}

void Committer::doubt(std::string const& what, bool full)
{
    recover(what, full);
    alarm_->ring();
}

void Committer::recover(std::string const& what, bool full)
{
    ++failures_;
    auto reason = "The store takes nothing: " + what;
    try {
        if (full)
            queue_.prune(clock_.wall(), 0, pruned_when_full);
        else
            queue_.reopen();
    } catch (std::exception const& error) {
        reason += "; " + std::string{error.what()};
    }
    if (refusing_ != reason) {
        refusing_ = std::move(reason);
        hooks_.store_changed();
    }
}

} // namespace playsync
