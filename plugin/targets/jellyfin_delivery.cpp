// SPDX-License-Identifier: MIT
#include "plugin/targets/jellyfin_delivery.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <set>

#include "storage/codec.hpp"

namespace playsync::jellyfin {
namespace {

/// Requests in flight at once: the server writes to SQLite, one after the other anyway.
constexpr unsigned lanes = 3;

std::string names_of(Item const& item)
{
    std::string text = in_words(item);
    for (auto const& [scheme, value] : item.ids)
        text += ", " + scheme + " " + value;
    return text;
}

} // namespace

Delivery::Delivery(Server& server, Catalogue& catalogue, Strategy strategy, Clock& clock,
                   std::span<Claimed const> batch)
    : server_(server),
      catalogue_(catalogue),
      strategy_(strategy),
      clock_(clock),
      lane_ended_(clock.alarm())
{
    for (auto const& claimed : batch) {
        auto& errand = errands_.emplace_back();
        errand.id = claimed.id;
        if (auto change = decode_body(claimed.id, claimed.body))
            errand.change = std::move(*change);
        else
            errand.refused = "what is stored of it cannot be read";
    }
}

bool Delivery::failed() const noexcept
{
    return outcome_.error.kind != ErrorClass::none || outcome_.cancelled;
}

net::awaitable<Outcome> Delivery::run()
{
    outcome_ = co_await server_.enter();
    if (!failed() && asks_for_rule())
        outcome_ = co_await server_.learn_rule();
    for (auto& errand : errands_) {
        if (!failed() && errand.refused.empty())
            co_await find(errand);
        if (!failed() && errand.refused.empty())
            open_.push_back(&errand);
    }
    while (!failed() && !open_.empty()) {
        auto const round = take_round();
        co_await read_states(round);
        if (failed())
            break;
        for (auto* errand : round)
            decide(*errand);
        co_await tell_all();
        if (!failed())
            co_await close(round);
    }
    for (auto& errand : errands_)
        failed() ? note_told(errand) : settle(errand);
    co_return std::move(outcome_);
}

/// Only a position is judged by it.
bool Delivery::asks_for_rule() const noexcept
{
    return std::ranges::any_of(errands_, [](Errand const& errand) {
        return errand.refused.empty() && errand.change.verb == Verb::progress;
    });
}

net::awaitable<void> Delivery::find(Errand& errand)
{
    outcome_ = co_await catalogue_.find(errand.change.item, errand.items);
    if (errand.items.empty())
        errand.refused = "is not in the server's library: " + names_of(errand.change.item);
}

/// Two changes of one item there are never in one round: the second is decided on what the first
/// left.
Delivery::Errands Delivery::take_round()
{
    Errands round, later;
    std::set<std::string> taken;
    for (auto* errand : open_) {
        bool const free =
            std::ranges::none_of(errand->items, [&](auto const& id) { return taken.contains(id); });
        (free ? round : later).push_back(errand);
        taken.insert(errand->items.begin(), errand->items.end());
    }
    open_ = std::move(later);
    return round;
}

net::awaitable<void> Delivery::read_states(Errands const& round)
{
    states_.clear();
    std::vector<std::string> ids;
    for (auto const* errand : round)
        ids.insert(ids.end(), errand->items.begin(), errand->items.end());
    for (std::size_t from = 0; from < ids.size(); from += most_ids) {
        auto const first = ids.begin() + static_cast<std::ptrdiff_t>(from);
        auto const count = std::min(most_ids, ids.size() - from);
        auto request = ask_states(server_.user_id(), std::span{first, count});
        Reply reply = co_await server_.ask(std::move(request));
        auto page = reply.is_good() ? decode_items(reply.body) : std::nullopt;
        bool const whole = page && std::ranges::all_of(page->items, &ItemInfo::has_state);
        if (!whole) {
            outcome_ = reply.is_good() ? not_ours(reply.body) : std::move(reply.outcome);
            co_return;
        }
        for (auto& item : page->items)
            states_[item.id] = std::move(item);
    }
}

void Delivery::decide(Errand& errand)
{
    errand.lost = false;
    errand.conflict.reset();
    errand.untold = 0;
    for (auto const& id : errand.items) {
        auto const found = states_.find(id);
        if (found == states_.end()) {
            errand.lost = true;
            continue;
        }
        auto const& rule = server_.resume_rule();
        auto const ours = state_of(errand.change, found->second, rule);
        auto const& theirs = found->second.state;
        auto const decision = resolve(strategy_, ours, theirs);
        if (decision.is_conflict() && !errand.conflict)
            errand.conflict =
                ConflictNote{errand.id, decision.resolution, in_words(errand.change.item),
                             in_words(errand.change.item, ours, theirs, decision)};
        auto messages =
            messages_of(errand.change, decision, found->second, rule, server_.user_id());
        if (messages.empty())
            continue;
        tellings_.push_back({&errand, std::move(messages)});
        ++errand.untold;
    }
}

/// Lanes work in this object, so it ends after the last of them, whatever is thrown. One that could
/// not begin leaves its work to the others; that none could is the batch's error.
net::awaitable<void> Delivery::tell_all()
{
    next_ = 0;
    auto const executor = co_await net::this_coro::executor;
    for (unsigned lane = 0; lane < lanes && lane < tellings_.size(); ++lane)
        begin_lane(executor);
    while (lanes_ > 0)
        co_await lane_ended_->wait_until(Steady::max());
    bool const undone = next_ < tellings_.size() && !failed();
    tellings_.clear();
    if (auto const error = thrown_ ? thrown_ : undone ? not_begun_ : nullptr)
        std::rethrow_exception(error);
}

void Delivery::begin_lane(net::any_io_executor const& executor) noexcept
{
    ++lanes_;
    try {
        net::co_spawn(executor, tell_on(), [this](std::exception_ptr error) {
            --lanes_;
            thrown_ = error ? error : thrown_;
            lane_ended_->ring();
        });
    } catch (...) { // no memory
        --lanes_;
        not_begun_ = std::current_exception();
    }
}

/// What speaks for the server stops all lanes; what speaks for one item does not.
net::awaitable<void> Delivery::tell_on()
{
    while (next_ < tellings_.size() && !failed())
        co_await tell(tellings_[next_++]);
}

/// What is not proved ends the telling of this item: what would come after it says it again.
net::awaitable<void> Delivery::tell(Telling& telling)
{
    auto& errand = *telling.errand;
    for (auto& [request, proof] : telling.messages) {
        Reply reply = co_await server_.ask(std::move(request));
        if (!is_proved(errand, reply, proof))
            co_return;
    }
    --errand.untold;
}

bool Delivery::is_proved(Errand& errand, Reply& reply, Proof const& proof)
{
    auto& error = reply.outcome.error;
    auto const proved = reply.is_good() ? proves(proof, reply.body) : Proved::not_ours;
    if (proved == Proved::yes)
        return true;
    if (error.http_status == 404)
        errand.lost = true;
    else if (error.kind == ErrorClass::rejected)
        errand.refused = error.message;
    else if (error.kind == ErrorClass::transient)
        errand.again = error.message;
    else if (proved == Proved::otherwise)
        errand.again = "the server answered 200, and holds something else than it was told";
    else if (!failed())
        outcome_ = reply.is_good() ? not_ours(reply.body) : std::move(reply.outcome);
    return false;
}

/// An item that was in the library and is no more may be there under another id.
net::awaitable<void> Delivery::close(Errands const& round)
{
    std::set<ItemKind> distrusted;
    for (auto* errand : round) {
        if (!errand->lost || failed())
            continue;
        if (errand->sought_twice) {
            errand->refused =
                "the server lists it but does not know it: " + names_of(errand->change.item);
            continue;
        }
        if (distrusted.insert(errand->change.item.kind).second)
            catalogue_.distrust(errand->change.item.kind);
        errand->sought_twice = true;
        co_await find(*errand);
        if (!failed() && errand->refused.empty())
            open_.push_back(errand);
    }
}

/// The batch goes out again, and then finds what was told: this is when it is known.
void Delivery::note_told(Errand& errand)
{
    bool const told =
        errand.untold == 0 && errand.conflict && errand.conflict->resolution != Resolution::theirs;
    if (told)
        outcome_.conflicts.push_back(std::move(*errand.conflict));
}

void Delivery::settle(Errand& errand)
{
    using Kind = ItemVerdict::Kind;
    if (!errand.refused.empty())
        outcome_.items.push_back({errand.id, Kind::refused, std::move(errand.refused)});
    else if (!errand.again.empty())
        outcome_.items.push_back({errand.id, Kind::again, std::move(errand.again)});
    else if (errand.conflict)
        outcome_.conflicts.push_back(std::move(*errand.conflict));
}

} // namespace playsync::jellyfin
