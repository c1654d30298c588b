// SPDX-License-Identifier: MIT
#include "plugin/desk.hpp"

#include <algorithm>

#include "plugin/bulk.hpp"
#include "web/secret.hpp"

namespace playsync {
namespace {

constexpr std::size_t forgotten_at_once = 500;
constexpr std::size_t most_ended = 64;

} // namespace

Desk::Desk(Queue& queue, Committer& committer, Clock& clock, Hooks hooks)
    : queue_(queue),
      committer_(committer),
      clock_(clock),
      hooks_(std::move(hooks)),
      // A restart forgets the tokens: what lies in the trash then cannot come back.
      trash_until_(static_cast<std::uint64_t>(std::max<UnixMs>(clock.wall(), 0)))
{
}

std::optional<Look> Desk::look_of(web::ChangeQuery const& query) const
{
    Look look;
    if (query.target) {
        look.filter.target = queue_.number_of(*query.target);
        if (!look.filter.target)
            return std::nullopt;
    }
    look.filter.state = query.state;
    look.filter.settled = query.settled;
    look.filter.user = query.user;
    look.filter.kind = query.kind;
    look.filter.words = query.words;
    look.filter.since = query.since;
    look.filter.until = query.until;
    look.order = query.order;
    look.from = query.from;
    look.limit = query.limit;
    look.enough = [this, end = clock_.steady() + Millis{query.longest_ms}] {
        return clock_.steady() >= end;
    };
    return look;
}

/// `known` is what is around the targets that were asked about already.
web::ChangeView Desk::view_of(Entry entry, Known& known) const
{
    auto around = known.find(entry.target);
    if (around == known.end())
        around = known.emplace(entry.target, hooks_.around(entry.target)).first;
    web::ChangeView view;
    view.why = explain(entry.standing, around->second, clock_.wall());
    view.target = queue_.name_of(entry.target);
    view.entry = std::move(entry);
    return view;
}

std::optional<web::ChangeList> Desk::list(web::ChangeQuery const& query) const
{
    auto const look = look_of(query);
    if (!look)
        return std::nullopt;
    auto page = queue_.list(*look);
    web::ChangeList list;
    Known known;
    for (auto& entry : page.entries)
        list.items.push_back(view_of(std::move(entry), known));
    list.next = std::move(page.next);
    return list;
}

web::ChangeDetail Desk::find(Ulid id) const
{
    web::ChangeDetail detail;
    detail.is_past = queue_.is_past(id);
    if (auto entry = queue_.find(id)) {
        Known known;
        detail.view = view_of(std::move(*entry), known);
        detail.tries = queue_.attempts(id);
    }
    return detail;
}

/// Of one change; nothing when the store refuses.
std::optional<Fate> Desk::order(std::function<std::vector<Fate>()> const& write)
{
    auto const fates = committer_.attempt(write, std::vector<Fate>{});
    hooks_.changed();
    return fates.empty() ? std::nullopt : std::optional{fates.front()};
}

std::optional<Fate> Desk::retry(Ulid id)
{
    return order([&] { return queue_.retry({&id, 1}, clock_.wall()); });
}

std::optional<Fate> Desk::park(Ulid id)
{
    return order([&] { return queue_.park({&id, 1}, clock_.wall()); });
}

std::optional<Fate> Desk::rematch(Ulid& id, web::Ids const& ids)
{
    return order([&] { return std::vector{queue_.rematch(id, ids, clock_.wall())}; });
}

std::optional<std::vector<TargetNo>> Desk::targets(std::optional<std::string> const& name) const
{
    std::vector<TargetNo> all;
    if (name) {
        auto const number = queue_.number_of(*name);
        return number ? std::optional{std::vector{*number}} : std::nullopt;
    }
    // They are given out from 1 on, without a gap.
    for (TargetNo number = 1; !queue_.name_of(number).empty(); ++number)
        all.push_back(number);
    return all;
}

std::unique_ptr<web::Bulk> Desk::begin(web::BulkOrder order)
{
    if (order.deed == web::Deed::undo)
        return std::make_unique<UndoWork>(*this, order.token);
    return std::make_unique<BulkWork>(*this, std::move(order));
}

std::uint64_t Desk::new_batch()
{
    auto const now = static_cast<std::uint64_t>(std::max<UnixMs>(clock_.wall(), 0));
    last_batch_ = std::max({now, last_batch_ + 1, trash_until_ + 1});
    return last_batch_;
}

web::BulkResult::Undo Desk::offer_undo(std::uint64_t batch)
{
    undos_.push_back({web::random_token(), batch, clock_.wall() + undo_time.count()});
    return {undos_.back().token, undos_.back().until};
}

std::optional<std::uint64_t> Desk::take_undo(std::string_view token)
{
    end_undos();
    auto const found = std::ranges::find(undos_, token, &Undo::token);
    if (found == undos_.end())
        return std::nullopt;
    auto const batch = found->batch;
    ended_.push_back(found->token);
    undos_.erase(found);
    return batch;
}

bool Desk::was_undo(std::string_view token) const
{
    return std::ranges::find(ended_, token) != ended_.end();
}

/// Those whose time is over; also those that a clock set back would keep.
void Desk::end_undos()
{
    auto const now = clock_.wall();
    auto const is_over = [now](Undo const& undo) {
        return now >= undo.until || now < undo.until - undo_time.count();
    };
    while (!undos_.empty() && is_over(undos_.front())) {
        trash_until_ = std::max(trash_until_, undos_.front().batch);
        ended_.push_back(undos_.front().token);
        undos_.erase(undos_.begin());
    }
    while (ended_.size() > most_ended)
        ended_.pop_front();
}

bool Desk::empty_trash()
{
    end_undos();
    return committer_.attempt([&] { return queue_.empty_trash(trash_until_, forgotten_at_once); },
                              std::size_t{0}) > 0;
}

} // namespace playsync
