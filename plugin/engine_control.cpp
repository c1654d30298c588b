// SPDX-License-Identifier: MIT
// The engine as the page sees it.
#include "plugin/engine.hpp"

#include <algorithm>

namespace playsync {
namespace {

constexpr std::size_t revived_a_call = 2000;
/// A change that is due and not sent for so long is an ailment.
constexpr UnixMs too_old = 15 * 60'000;

struct Ill {
    std::string_view why; // of a card
    std::string_view code;
    std::string_view words;
};
constexpr Ill ills[] = {{"needs_login", "target_needs_login", " needs log-in: "},
                        {"halted", "target_halted", " is halted: "},
                        {"unreachable", "target_unreachable", " is unreachable: "}};

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
    if (committer_.refusing().empty()) {
        status.store_bytes = queue_.used_bytes();
        status.watches = queue_.history().count();
    } else {
        status.refusing = committer_.refusing();
    }
    status.store_limit = config_.store_limit;
    status.notice = notice_;
    status.refused_events = mailbox_.refused();
    auto const& unknown = intake_.unknown_users();
    status.unknown_users.assign(unknown.begin(), unknown.end());
    status.kept = watch_book_.kept(status.unsent);
    for (auto const& worker : workers_)
        status.cards.push_back(worker->card());
    return status;
}

std::optional<web::Card> Engine::card(std::string_view target) const
{
    auto const* worker = find(target);
    return worker ? std::optional{worker->card()} : std::nullopt;
}

Surroundings Engine::around(TargetNo target) const
{
    for (auto const& worker : workers_)
        if (worker->number() == target)
            return worker->surroundings();
    Surroundings nobody;
    nobody.refusing = committer_.refusing();
    nobody.attempts = config_.attempts.attempts;
    return nobody;
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

void Engine::disown(std::string_view target)
{
    for (auto const& worker : retiring_)
        if (worker->name() == target)
            worker->disown();
}

web::Meters Engine::meters() const
{
    web::Meters all;
    all.commit = committer_.commit_times();
    for (auto const& worker : workers_)
        all.targets.emplace(worker->name(), worker->meters());
    return all;
}

std::vector<web::Ailment> Engine::ailments() const
{
    std::vector<web::Ailment> all;
    if (!committer_.refusing().empty())
        all.push_back({"store_refusing", committer_.refusing()});
    for (auto const& worker : workers_) {
        auto const card = worker->card();
        auto const* const ill = std::ranges::find(ills, card.why.code, &Ill::why);
        if (ill != std::end(ills))
            all.push_back({ill->code, card.id + std::string{ill->words} + card.why.detail});
        else if (card.oldest_pending && *card.oldest_pending < clock_.wall() - too_old &&
                 card.state != "paused")
            all.push_back({"changes_wait",
                           card.id + " has changes waiting since " +
                               std::to_string((clock_.wall() - *card.oldest_pending) / 60'000) +
                               " minutes"});
    }
    return all;
}

} // namespace playsync
