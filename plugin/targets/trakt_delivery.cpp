// SPDX-License-Identifier: MIT
#include "plugin/targets/trakt_delivery.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "plugin/http/answer.hpp"
#include "storage/codec.hpp"
#include "storage/json_text.hpp"

namespace playsync::trakt {
namespace {

/// What happened longer ago may have met another state there meanwhile.
constexpr UnixMs late = 60'000;
/// 250 entries each; an account holds 100,000 plays (D account-limits).
constexpr unsigned most_pages = 400;

/// Sent before, and not known to have been refused.
bool is_doubtful(Claimed const& claimed) noexcept
{
    return claimed.uncertain || claimed.group != 0 || claimed.last_error == ErrorClass::transient;
}

} // namespace

Delivery::Delivery(Service& service, Watches& watches, Strategy strategy, Clock& clock,
                   std::span<Claimed const> batch)
    : service_(service),
      watches_(watches),
      strategy_(strategy),
      clock_(clock)
{
    for (auto const& claimed : batch)
        sort_in(claimed);
}

void Delivery::sort_in(Claimed const& claimed)
{
    auto change = decode_body(claimed.id, claimed.body);
    auto nameless = change ? fault_of(change->item) : std::string{};
    auto fault = change ? fault_of(*change, clock_.wall()) : "its record is damaged";
    if (!nameless.empty())
        verdicts_.push_back({claimed.id, ItemVerdict::Kind::no_match, std::move(nameless)});
    else if (!fault.empty())
        verdicts_.push_back({claimed.id, ItemVerdict::Kind::refused, std::move(fault)});
    else if (change->verb == Verb::watched && is_doubtful(claimed))
        doubtful_.push_back(std::move(*change));
    else
        changes_.push_back(std::move(*change));
}

void Delivery::settle(Change const& change, std::string why)
{
    verdicts_.push_back({change.id, ItemVerdict::Kind::taken, std::move(why)});
}

/// Whether what must be on disk first is.
bool Delivery::remember(std::function<void()> const& write)
{
    try {
        write();
        return true;
    } catch (std::runtime_error const& error) {
        outcome_.error = {ErrorClass::unreachable, 0, error.what()};
        return false;
    }
}

bool Delivery::failed() const noexcept
{
    return outcome_.error.kind != ErrorClass::none || outcome_.cancelled;
}

net::awaitable<Outcome> Delivery::run()
{
    auto const verb = changes_.empty() ? Verb::watched : changes_.front().verb;
    if (verb == Verb::unwatched)
        co_await tell_removals();
    else if (verb == Verb::progress)
        co_await tell_position();
    else
        co_await tell_plays();
    if (!failed()) { // else the others would lose an attempt to it, or be shown twice
        std::ranges::move(verdicts_, std::back_inserter(outcome_.items));
        outcome_.conflicts = std::move(conflicts_);
    }
    co_return std::move(outcome_);
}

net::awaitable<void> Delivery::tell_plays()
{
    auto asked = std::move(doubtful_);
    auto const movies = std::ranges::partition(
        asked, [](Change const& each) { return each.item.kind == ItemKind::episode; });
    std::vector<Change> films(std::make_move_iterator(movies.begin()),
                              std::make_move_iterator(movies.end()));
    asked.erase(movies.begin(), movies.end());
    co_await drop_known(std::move(films), ItemKind::movie);
    if (!failed())
        co_await drop_known(std::move(asked), ItemKind::episode);
    if (!failed())
        co_await drop_left();
    if (failed() || changes_.empty())
        co_return;
    for (auto const& change : changes_)
        watches_.told(change);
    auto body = encode_plays(changes_);
    co_await tell("/sync/history", std::move(body));
}

/// What was told as watched when it was left is no other play when the host says so too.
net::awaitable<void> Delivery::drop_left()
{
    auto const marks = std::exchange(changes_, {});
    for (auto const& mark : marks) {
        auto const* const known = watches_.left(key_of(mark.item));
        if (!known || !is_told(*known, mark)) {
            if (known && mark.occurred_at > known->at &&
                !remember([&] { watches_.forget(known->item); }))
                co_return;
            changes_.push_back(mark);
            continue;
        }
        Left const left = *known;
        auto play = mark;
        play.occurred_at = left.at;
        auto const days = windows_of({&play, 1});
        Entries there;
        co_await read_history(mark.item.kind, days.front(), there);
        if (failed())
            co_return;
        if (!find_plays({&play, 1}, std::move(there)).front())
            changes_.push_back(mark);
        else if (remember([&] { watches_.close(left, mark.occurred_at); }))
            settle(mark, "Trakt has it as watched since it was left at " + time_text(left.at));
        else
            co_return;
    }
}

/// What is there is told already; the rest is to be.
net::awaitable<void> Delivery::drop_known(std::vector<Change> asked, ItemKind kind)
{
    Entries there;
    auto const windows = windows_of(asked);
    for (auto const window : windows) {
        co_await read_history(kind, window, there);
        if (failed())
            co_return;
    }
    auto const found = find_plays(asked, std::move(there));
    for (std::size_t i = 0; i < asked.size(); ++i)
        if (!found[i])
            changes_.push_back(std::move(asked[i]));
}

net::awaitable<void> Delivery::tell_removals()
{
    Entries plays;
    co_await read_since(ItemKind::movie, plays);
    co_await read_since(ItemKind::episode, plays);
    if (failed())
        co_return;
    std::erase_if(changes_, [&](Change const& each) {
        auto const theirs = state_there(each, plays, {});
        // Plays before it were not asked for: they are what it takes back.
        return theirs.watched && !stands(each, theirs);
    });
    if (changes_.empty() || !remember([&] {
            for (auto const& each : changes_)
                watches_.forget(key_of(each.item));
        }))
        co_return;
    auto body = encode_removals(changes_);
    co_await tell("/sync/history/remove", std::move(body));
}

/// Whether ours is to be told.
bool Delivery::stands(Change const& change, TheirState const& theirs)
{
    auto const ours = state_of(change);
    auto const decision = resolve(strategy_, ours, theirs);
    if (decision.is_conflict())
        conflicts_.push_back({change.id, decision.resolution, in_words(change.item),
                              in_words(change.item, ours, theirs, decision)});
    return decision.resolution != Resolution::theirs && decision.resolution != Resolution::same;
}

net::awaitable<void> Delivery::tell(std::string path, std::string body)
{
    http::Request request;
    request.path = std::move(path);
    request.body = std::move(body);
    Reply const reply = co_await service_.ask(std::move(request));
    outcome_ =
        reply.is_answer() ? decode_told(reply.response, changes_, clock_.wall()) : reply.outcome;
}

/// Plays there of the kind since the first of the changes that happened a while ago.
net::awaitable<void> Delivery::read_since(ItemKind kind, Entries& entries)
{
    auto const now = clock_.wall();
    Window window{now, now};
    for (auto const& each : changes_)
        if (each.item.kind == kind)
            window.first = std::min(window.first, each.occurred_at);
    if (!failed() && window.first < now - late)
        co_await read_history(kind, whole_days(window), entries);
}

/// T users/subroutes/history.ts; of days, since its dates are described as such.
net::awaitable<void> Delivery::read_history(ItemKind kind, Window window, Entries& entries)
{
    auto path = std::string{"/users/me/history/"} + list_of(kind) +
                "?start_at=" + time_text(window.first) + "&end_at=" + time_text(window.last) + "&";
    co_await read(std::move(path), entries);
}

/// Pages are of 250 at most, and how many there are is said by X-Pagination-Page-Count (#924).
net::awaitable<void> Delivery::read(std::string path, Entries& entries)
{
    unsigned pages = 1;
    for (unsigned page = 1; page <= std::min(pages, most_pages); ++page) {
        http::Request request;
        request.method = "GET";
        request.path = path + "page=" + std::to_string(page) + "&limit=250";
        Reply reply = co_await service_.ask(std::move(request));
        outcome_ = std::move(reply.outcome);
        if (failed())
            co_return;
        auto some = decode_entries(reply.response.body);
        if (!some) {
            outcome_.error = unlike_success(reply.response);
            outcome_.error.kind = ErrorClass::unreachable; // nothing was changed by a question
            co_return;
        }
        std::ranges::move(*some, std::back_inserter(entries));
        pages = pages_of(reply.response);
    }
}

} // namespace playsync::trakt
