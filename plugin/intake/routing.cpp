// SPDX-License-Identifier: MIT
#include "plugin/intake/routing.hpp"

#include <algorithm>

namespace playsync {
namespace {

/// Seconds given out lately, a target.
constexpr std::size_t most_starts = 4096;

bool knows(Addressee const& addressee, ItemKind kind)
{
    return addressee.kinds.empty() ||
           std::ranges::find(addressee.kinds, kind) != addressee.kinds.end();
}

/// A play log hears of whole plays and of what is taken back; a state target of every state.
std::optional<Verb> verb_for(Keeps keeps, Fact::Kind kind) noexcept
{
    switch (kind) {
    case Fact::Kind::position:
        return keeps == Keeps::state ? std::optional{Verb::progress} : std::nullopt;
    case Fact::Kind::watched:
        return keeps == Keeps::state ? Verb::watched : Verb::play;
    case Fact::Kind::unwatched:
        return Verb::unwatched;
    }
    return std::nullopt;
}

} // namespace

bool is_for(std::vector<std::string> const& users, std::string_view user)
{
    return std::ranges::any_of(
        users, [user](std::string const& each) { return each == "*" || each == user; });
}

void Routing::configure(UnixMs progress_interval, std::vector<Addressee> addressees)
{
    progress_interval_ = progress_interval;
    addressees_ = std::move(addressees);
}

bool Routing::has(std::string_view user) const
{
    return std::ranges::any_of(addressees_,
                               [&](auto const& each) { return is_for(each.users, user); });
}

/// A second for a track's start that no other has.
UnixMs Routing::start_of(Addressee const& addressee, UnixMs started)
{
    if (!addressee.distinct_seconds)
        return started;
    auto& taken = starts_[addressee.number];
    auto second = started / 1000;
    bool const moved = taken.contains(second);
    while (!taken.insert(second).second)
        ++second;
    if (taken.size() > most_starts)
        taken.erase(taken.begin());
    return moved ? second * 1000 : started;
}

unsigned Routing::draft(Event const& event, ItemKey const& item, ItemText const& text,
                        Fact const& fact, UnixMs now, std::vector<Draft>& drafts)
{
    unsigned told = 0;
    Change change;
    for (auto const& addressee : addressees_) {
        auto const verb = verb_for(addressee.keeps, fact.kind);
        if (!verb || !is_for(addressee.users, event.user) || !knows(addressee, event.item.kind) ||
            (*verb == Verb::unwatched && !addressee.takes_back))
            continue;
        // Music services date a listen by its start (ListenBrainz, "listened_at").
        // A mark by itself says when it was made.
        bool const listen = *verb == Verb::play && event.item.kind == ItemKind::track;
        auto const happened = listen && !fact.by_itself ? fact.started : fact.at;
        bool const puts_off = addressee.at_rest && fact.moving;
        auto const wait = puts_off ? rest_after : fact.urgent ? 0 : progress_interval_;
        // What it is known by stays as it was told, so that a host's repeat is one.
        drafts.push_back({addressee.number, *verb, item, happened, now + wait, puts_off, {}});
        change.verb = *verb;
        change.position_ms = fact.position_ms;
        change.duration_ms = event.duration_ms;
        change.restart = fact.restart;
        change.occurred_at = listen ? start_of(addressee, happened) : happened;
        append_body(drafts.back().body, text, change);
        ++told;
    }
    return told;
}

} // namespace playsync
