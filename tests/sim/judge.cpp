// SPDX-License-Identifier: MIT
// What a service must never see.
#include "plugin/sync/verdict.hpp"
#include "storage/codec.hpp"
#include "tests/sim/service.hpp"

namespace playsync::sim {

std::string text_of(Claimed const& change)
{
    auto const known = decode_body(change.id, change.body);
    if (!known)
        return "something unreadable";
    return std::string{name_of(known->verb)} + " " + known->item.title + " of " + known->user;
}

void Service::judge_arrival(std::span<Claimed const> batch, unsigned asked_by, Steady now)
{
    auto const here = name_ + " was asked ";
    trace_.require(!batch.empty() && batch.size() <= traits_.limits.changes, 7,
                   here + std::to_string(batch.size()) + " changes at once");
    // Those of settings that are gone may still be under way.
    trace_.require(++requests_flying_[asked_by] <= traits_.lanes, 7, here + "in too many lanes");
    trace_.require(exists && asked_by == generation, 3, here + "by settings that are gone");
    trace_.require(!paused, 8, here + "while paused");
    trace_.require(reachable || !traits_.needs_network, 8, here + "while offline");
    trace_.require(!halted_, 8, here + "without a log-in");
    trace_.require(!limit_known_ || !limited_until_ || now >= *limited_until_, 8,
                   here + "before the end of its limit");
    if (open_)
        trace_.require(probes_flying_[asked_by] == 0, 8,
                       here + "twice at once while the breaker is open");
    for (auto const& change : batch)
        judge_change(change);
}

void Service::judge_change(Claimed const& change)
{
    auto const known = decode_body(change.id, change.body);
    if (!known) {
        trace_.violate(3, name_ + " was told something unreadable");
        return;
    }
    auto const what = name_ + " was told " + text_of(change);
    auto const* told = oracle_.find(known->occurred_at);
    bool const position = known->verb == Verb::progress;
    trace_.require(told && told->user == known->user && told->title == known->item.title &&
                       (told->word == Word::position) == position &&
                       (told->word == Word::unwatched) == (known->verb == Verb::unwatched),
                   3, what + ", which nobody said");
    trace_.require(is_for(known->user), 3, what + ", who is none of its users");
    trace_.require((known->verb == Verb::play) <= (keeps() == Keeps::plays), 3, what);
    trace_.require(flying_.insert(change.id).second, 7, what + " twice at once");
    auto const confirmed = confirmed_.find(change.id);
    trace_.require(confirmed == confirmed_.end() || confirmed->second != life, 4,
                   what + " again, though it had said yes");
    if (!position) {
        auto const first = ids_told_.emplace(known->occurred_at, change.id).first;
        trace_.require(first->second == change.id, 4, what + " under a second id");
    }
    if (known->verb != Verb::play) {
        auto const item = ItemName{known->user, known->item.title};
        trace_.require(items_flying_.emplace(item, change.id).second, 7,
                       what + " while another state of it is under way");
    }
}

/// Where watches count: by what the host said first, since its clock may jump.
void Service::judge_taken_back(Claimed const& watch, UnixMs at, UnixMs taken_back)
{
    auto const* first = oracle_.find(at);
    auto const* then = oracle_.find(taken_back);
    trace_.require(at >= taken_back || !first || !then || first->order > then->order, 6,
                   name_ + " was told " + text_of(watch) + ", which was taken back since");
}

/// A mark may come after a later position only when it was told after it, or had died meanwhile.
void Service::judge_overtaken(Claimed const& mark, UnixMs at, UnixMs position)
{
    auto const* first = oracle_.find(at);
    auto const* then = oracle_.find(position);
    bool const dead = spent(mark.id) >= AttemptPolicy{}.attempts || refused(at);
    if (first && then && position > at && !dead)
        trace_.require(first->order > then->order, 6,
                       name_ + " was told " + text_of(mark) + " after a position that followed it");
}

} // namespace playsync::sim
