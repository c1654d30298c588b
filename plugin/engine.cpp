// SPDX-License-Identifier: MIT
#include "plugin/engine.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

#include "plugin/live.hpp"

namespace playsync {
namespace {

constexpr std::size_t records_a_sweep = 2000;
constexpr std::chrono::minutes between_sweeps{10};
/// So much more than it should be, and the history is cut before the next sweep is due.
constexpr std::uint64_t most_over_history = 5 * records_a_sweep;

std::string words_of(std::exception_ptr error)
{
    try {
        std::rethrow_exception(error);
    } catch (std::exception const& known) {
        return known.what();
    } catch (...) {
        return "an unknown exception";
    }
}

} // namespace

Engine::Engine(net::io_context& io, Queue& queue, Mailbox& mailbox, Clock& clock, Log& log,
               EngineHost host, std::filesystem::path data_dir, MakeTarget make)
    : io_(io),
      queue_(queue),
      mailbox_(mailbox),
      clock_(clock),
      log_(log),
      host_(std::move(host)),
      data_dir_(std::move(data_dir)),
      make_target_(std::move(make)),
      intake_(config_.thresholds, config_.progress_interval_ms, &queue.history(), host_.name),
      tasks_(io, [this](std::exception_ptr error) { complain(error); }),
      committer_(io, queue, mailbox, intake_, clock,
                 {[this](Event& event) { complete(event); }, [this] { after_commit(); },
                  [this] { after_store_changed(); },
                  [this](Event const& event) { tell_live(event); }}),
      accounts_(data_dir_, clock),
      desk_(queue, committer_, clock,
            {[this](TargetNo target) { return around(target); }, [this] { after_commit(); }}),
      watch_book_(queue, committer_, clock),
      care_(clock.alarm()),
      winding_down_(clock.alarm()),
      started_(clock.wall())
{
}

/// It is a bug, or there is no memory: not for a message either, perhaps.
void Engine::complain(std::exception_ptr error) noexcept
{
    try {
        log_.error("unexpected: " + words_of(error));
    } catch (std::exception const&) {
        return;
    }
}

void Engine::start()
{
    tasks_.keep(clock_, [this] { return committer_.run(); });
    tasks_.keep(clock_, [this] { return prune_now_and_then(); });
    update_totals();
}

void Engine::stop()
{
    stopping_ = true;
    end_errands();
    care_->ring();
    tasks_.keep(clock_, [this] { return wind_down(); });
}

/// First everything accepted is on disk. Then each target has its last call, because what a
/// playback's end left behind is what people look for elsewhere next. The committer ends last: a
/// batch that ends late still settles.
net::awaitable<void> Engine::wind_down()
{
    while (!committer_.idle() && !cancelled_)
        co_await winding_down_->wait_until(Steady::max());
    for (auto const& worker : workers_)
        worker->stop();
    while (anybody_works())
        co_await winding_down_->wait_until(Steady::max());
    committer_.stop();
}

net::awaitable<void> Engine::work(Worker& worker)
{
    co_await worker.run();
    winding_down_->ring();
}

bool Engine::anybody_works() const
{
    auto const works = [](auto const& worker) { return !worker->ended(); };
    return std::ranges::any_of(workers_, works) || std::ranges::any_of(retiring_, works);
}

void Engine::cancel()
{
    cancelled_ = true;
    for (auto const* list : {&workers_, &retiring_})
        for (auto const& worker : *list)
            worker->cancel();
    committer_.abandon();
    winding_down_->ring();
}

Worker* Engine::find(std::string_view target) const
{
    auto const found = std::ranges::find(
        workers_, target, [](auto const& worker) -> std::string_view { return worker->name(); });
    return found == workers_.end() ? nullptr : found->get();
}

void Engine::after_store_changed()
{
    audiences_.store(committer_.refusing());
    if (!committer_.refusing().empty()) {
        log_.error(committer_.refusing());
        return;
    }
    log_.info("the store takes changes again");
    if (waits_for_store_)
        configure(ConfigRead{configured_});
}

void Engine::after_commit()
{
    // First who has work now; what is shown of it may fail for want of memory.
    for (auto const* list : {&workers_, &retiring_})
        for (auto const& worker : *list)
            if (worker->has_news())
                worker->ring();
    if (stopping_)
        winding_down_->ring();
    for (auto const* list : {&workers_, &retiring_})
        for (auto const& worker : *list)
            worker->note_counts();
    if (history_overflows())
        care_->ring();
    takes_progress_.store(queue_.room() == Room::enough, std::memory_order_relaxed);
    update_totals();
}

void Engine::update_totals()
{
    Counts sum;
    for (auto const& worker : workers_) {
        auto const counts = queue_.counts(worker->number());
        sum.pending += counts.pending;
        sum.synced += counts.synced;
        sum.failed += counts.failed;
    }
    totals_.pending = sum.pending;
    totals_.synced = sum.synced;
    totals_.failed = sum.failed;
}

/// An event with a key and little else is what the host's library is asked about.
void Engine::complete(Event& event) const
{
    bool const enough = event.duration_ms > 0 && !event.item.ids.empty();
    if (!host_.library || enough || event.item.host_key.empty())
        return;
    auto const fill = [](void* context, playsync_item const* item) {
        auto& into = *static_cast<Event*>(context);
        try {
            std::int64_t duration = 0;
            auto known = read_item(item, &duration);
            known.host_key = into.item.host_key;
            if (into.duration_ms == 0)
                into.duration_ms = duration;
            if (into.item.ids.empty()) {
                into.item = std::move(known);
                into.episode_end = episode_end_of(*item, into.item);
            }
        } catch (std::invalid_argument const&) {
            return; // the library knows no more than the event
        }
    };
    auto const& key = event.library_key.empty() ? event.item.host_key : event.library_key;
    host_.library->look_up(host_.host_data, key.c_str(), fill, &event);
}

void Engine::tell_live(Event const& event)
{
    auto const live = live_of(event, clock_.wall());
    if (!live)
        return;
    for (auto const& worker : workers_)
        if (worker->traits().live && is_for(worker->traits().users, event.user))
            worker->hear(*live);
}

net::awaitable<void> Engine::prune_now_and_then()
{
    while (!stopping_) {
        auto const before = clock_.wall() - config_.history_ms;
        auto const pruned = committer_.attempt(
            [&] { return queue_.prune(before, config_.history_count, records_a_sweep); },
            std::size_t{0});
        bool const more = watch_book_.prune(config_.watches_ms);
        if (desk_.empty_trash() || more || pruned > 0 || history_overflows()) {
            // There is more; the others of this thread have their turn.
            co_await net::post(io_, net::use_awaitable);
            continue;
        }
        auto const next = clock_.steady() + between_sweeps;
        while (!stopping_ && clock_.steady() < next && !history_overflows())
            co_await care_->wait_until(next);
    }
}

/// By far, and the store takes deletions.
bool Engine::history_overflows() const
{
    if (!committer_.refusing().empty())
        return false;
    std::uint64_t kept = 0;
    for (auto const& worker : workers_)
        kept += queue_.counts(worker->number()).kept;
    return kept > config_.history_count + most_over_history;
}

bool Engine::for_targets(std::string_view target, std::function<void(Worker&)> const& action)
{
    if (!target.empty()) {
        auto* const worker = find(target);
        if (worker)
            action(*worker);
        return worker != nullptr;
    }
    for (auto const& worker : workers_)
        action(*worker);
    return true;
}

void Engine::set_network(bool online, bool metered)
{
    if (online == online_ && metered == metered_)
        return;
    bool const changed = online != online_;
    online_ = online;
    metered_ = metered;
    log_.info(online ? "the network is back" : "the network is gone: waiting");
    for (auto const& worker : workers_)
        worker->set_offline(!online);
    audiences_.network(online, metered);
    if (changed)
        online ? audiences_.resumed({}, "offline") : audiences_.paused({}, "offline");
}

void Engine::pause_by(std::string_view target, std::string const& by)
{
    if (target.empty())
        paused_by_ = by;
    for_targets(target, [&](Worker& worker) { worker.set_paused(by); });
    audiences_.paused(target, by);
}

void Engine::resume_by(std::string_view target, std::string const& by)
{
    if (target.empty())
        paused_by_.clear();
    for_targets(target, [](Worker& worker) { worker.set_paused({}); });
    audiences_.resumed(target, by);
}

void Engine::process_queue()
{
    committer_.ring();
    for (auto const& worker : workers_)
        worker->ring();
}

void Engine::sync_item(Item const* item)
{
    if (!item) {
        sync_now({});
        return;
    }
    // A host asks for what it shows, not for whom: the item of every user we know of.
    for (auto const& worker : workers_) {
        auto users = intake_.users();
        users.insert(worker->traits().users.begin(), worker->traits().users.end());
        for (auto const& user : users)
            worker->hasten(item_key(user, *item));
        worker->ring();
    }
}

} // namespace playsync
