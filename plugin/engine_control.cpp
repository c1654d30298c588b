// SPDX-License-Identifier: MIT
// The engine as the page sees it.
#include "plugin/engine.hpp"
#include "plugin/explain.hpp"

namespace playsync {
namespace {

constexpr std::size_t revived_a_call = 2000;
/// A change that is due and not sent for so long is an ailment.
constexpr UnixMs too_old = 15 * 60'000;

} // namespace

web::Status Engine::status() const
{
    web::Status status;
    status.now = clock_.wall();
    status.version = PLAYSYNC_VERSION_TEXT;
    status.host_name = host_.name;
    status.host_version = host_.version;
    status.uptime_s = static_cast<std::uint64_t>(std::max<UnixMs>(0, status.now - started_) / 1000);
    status.online = online_;
    status.metered = metered_;
    if (!paused_by_.empty())
        status.paused_by = paused_by_;
    if (committer_.refusing().empty())
        status.store_bytes = queue_.used_bytes();
    else
        status.refusing = committer_.refusing();
    status.notice = notice_;
    status.refused_events = mailbox_.refused();
    auto const& unknown = intake_.unknown_users();
    status.unknown_users.assign(unknown.begin(), unknown.end());
    for (auto const& worker : workers_)
        status.cards.push_back(worker->card());
    return status;
}

std::optional<web::Card> Engine::card(std::string_view target) const
{
    auto const* worker = find(target);
    return worker ? std::optional{worker->card()} : std::nullopt;
}

/// What holds a whole target back, or the store, says more than a change's own wait.
web::Why Engine::why_of(Entry const& entry, Worker const* worker) const
{
    auto own = explain(entry.standing, clock_.wall());
    if (entry.standing.state != State::pending)
        return own;
    if (!committer_.refusing().empty())
        return {"store_refusing", std::nullopt, committer_.refusing()};
    if (!worker)
        return own;
    auto targets = worker->why();
    bool const held_back = targets.code != "in_flight" && targets.code != "idle" &&
                           targets.code != "gathering" && targets.code != "backoff" &&
                           targets.code != "paced";
    return held_back ? targets : own;
}

web::ChangeView Engine::view_of(Entry entry) const
{
    Worker const* owner = nullptr;
    for (auto const& worker : workers_)
        if (worker->number() == entry.target)
            owner = worker.get();
    web::ChangeView view;
    view.why = why_of(entry, owner);
    view.target = owner ? owner->name() : queue_.name_of(entry.target);
    view.entry = std::move(entry);
    return view;
}

std::optional<web::ChangeList> Engine::changes(web::ChangeQuery const& query) const
{
    Filter filter;
    filter.state = query.state;
    if (query.target) {
        auto const* worker = find(*query.target);
        if (!worker)
            return std::nullopt;
        filter.target = worker->number();
    }
    auto page = queue_.list(filter, query.from, query.limit);
    web::ChangeList list;
    for (auto& entry : page.entries)
        list.items.push_back(view_of(std::move(entry)));
    if (page.next)
        list.next = page.next->text();
    return list;
}

std::optional<web::ChangeView> Engine::change(Ulid id) const
{
    auto entry = queue_.find(id);
    return entry ? std::optional{view_of(std::move(*entry))} : std::nullopt;
}

bool Engine::pause(std::string_view target)
{
    if (!target.empty() && !find(target))
        return false;
    pause_by(target, "page");
    return true;
}

bool Engine::resume(std::string_view target)
{
    if (!target.empty() && !find(target))
        return false;
    resume_by(target, "page");
    return true;
}

bool Engine::sync_now(std::string_view target)
{
    return for_targets(target, [](Worker& worker) { worker.nudge(); });
}

web::Control::Retried Engine::retry(Ulid id)
{
    auto const entry = queue_.find(id);
    if (!entry)
        return Retried::not_found;
    if (entry->standing.state == State::syncing)
        return Retried::in_flight;
    if (entry->standing.state != State::failed)
        return Retried::not_failed;
    bool const revived =
        committer_.attempt([&] { return queue_.revive_one(id, clock_.wall()); }, false);
    after_commit();
    // One that a newer state has replaced needs no revival.
    return revived || committer_.refusing().empty() ? Retried::done : Retried::refused;
}

std::optional<std::uint64_t> Engine::retry_failed(std::string_view target)
{
    std::uint64_t revived = 0;
    bool const known = for_targets(target, [&](Worker& worker) {
        for (;;) {
            auto const before = queue_.counts(worker.number()).failed;
            revived += committer_.attempt(
                [&] { return queue_.revive(worker.number(), clock_.wall(), revived_a_call); },
                std::size_t{0});
            if (queue_.counts(worker.number()).failed == before || before == 0)
                break;
        }
    });
    after_commit();
    return known ? std::optional{revived} : std::nullopt;
}

std::vector<std::string> Engine::ailments() const
{
    std::vector<std::string> all;
    if (!committer_.refusing().empty())
        all.push_back(committer_.refusing());
    for (auto const& worker : workers_) {
        auto const card = worker->card();
        if (card.why.code == "needs_login" || card.why.code == "halted" ||
            card.why.code == "unreachable")
            all.push_back(card.id + " is " + card.state + ": " + card.why.detail);
        else if (card.oldest_pending && *card.oldest_pending < clock_.wall() - too_old &&
                 card.state != "paused")
            all.push_back(card.id + " has changes waiting since " +
                          std::to_string((clock_.wall() - *card.oldest_pending) / 60'000) +
                          " minutes");
    }
    return all;
}

} // namespace playsync
