// SPDX-License-Identifier: MIT
#include "plugin/targets/jellyfin_catalogue.hpp"

#include <algorithm>
#include <span>

namespace playsync::jellyfin {
namespace {

constexpr Millis known_missing{15 * 60'000};
constexpr std::size_t most_missed = 10'000;

Millis since(Steady then, Steady now)
{
    return std::chrono::duration_cast<Millis>(now - then);
}

} // namespace

bool is_worth_reading(Millis since_read, std::optional<Millis> since_missed,
                      Millis at_most_every) noexcept
{
    return since_read >= at_most_every && (!since_missed || *since_missed >= known_missing);
}

void Catalogue::forget_others()
{
    auto user = server_.user_id();
    if (user == whose_)
        return;
    whose_ = std::move(user);
    shelves_.clear();
    missed_.clear();
}

bool Catalogue::is_worth_another_look(ItemKind kind, ItemKey const& key) const
{
    auto const now = clock_.steady();
    auto const missed = missed_.find(key);
    auto const since_missed =
        missed == missed_.end() ? std::nullopt : std::optional{since(missed->second, now)};
    return is_worth_reading(since(shelves_.at(kind).read, now), since_missed, at_most_every_);
}

net::awaitable<Outcome> Catalogue::find(Item const& item, std::vector<std::string>& ids)
{
    forget_others();
    ids.clear();
    auto const key = item_key({}, item);
    bool fresh = false;
    if (!shelves_.contains(item.kind)) {
        Outcome outcome = co_await read(item.kind);
        if (outcome.error.kind != ErrorClass::none || outcome.cancelled)
            co_return outcome;
        fresh = true;
    }
    ids = shelves_.at(item.kind).library.find(item);
    if (ids.empty() && !fresh && is_worth_another_look(item.kind, key)) {
        Outcome outcome = co_await read(item.kind);
        if (outcome.error.kind != ErrorClass::none || outcome.cancelled)
            co_return outcome;
        ids = shelves_.at(item.kind).library.find(item);
        fresh = true;
    }
    if (!ids.empty()) {
        missed_.erase(key);
    } else if (fresh || !missed_.contains(key)) {
        if (missed_.size() >= most_missed)
            missed_.clear();
        missed_[key] = clock_.steady();
    }
    co_return Outcome{};
}

net::awaitable<Outcome> Catalogue::read(ItemKind kind)
{
    Library library;
    for (auto const types : types_of(kind)) {
        Outcome outcome = co_await read_pages(types, library);
        if (outcome.error.kind != ErrorClass::none || outcome.cancelled)
            co_return outcome;
    }
    Outcome outcome = co_await read_missing_series(library);
    if (outcome.error.kind != ErrorClass::none || outcome.cancelled)
        co_return outcome;
    library.seal();
    shelves_.insert_or_assign(kind, Shelf{std::move(library), clock_.steady()});
    co_return Outcome{};
}

net::awaitable<Outcome> Catalogue::read_pages(std::string_view types, Library& library)
{
    for (std::size_t from = 0, total = 1; from < total; from += page_size) {
        auto request = ask_library(server_.user_id(), types, from);
        Outcome outcome = co_await read_page(std::move(request), library, total);
        if (outcome.error.kind != ErrorClass::none || outcome.cancelled)
            co_return outcome;
    }
    co_return Outcome{};
}

/// Where a library joins series of several folders, a listing has one of each and all their
/// episodes. The others are there when they are asked for by id, and there too one of each at a
/// time (BaseItemRepository, EnableGroupByPresentationUniqueKey). What nobody may see stays away.
net::awaitable<Outcome> Catalogue::read_missing_series(Library& library)
{
    auto missing = library.missing_series();
    for (std::size_t before = missing.size() + 1; !missing.empty() && missing.size() < before;) {
        before = missing.size();
        for (std::size_t from = 0; from < before; from += most_ids) {
            auto const some = std::span{missing}.subspan(from, std::min(most_ids, before - from));
            std::size_t total = 0;
            auto request = ask_series(server_.user_id(), some);
            Outcome outcome = co_await read_page(std::move(request), library, total);
            if (outcome.error.kind != ErrorClass::none || outcome.cancelled)
                co_return outcome;
        }
        missing = library.missing_series();
    }
    co_return Outcome{};
}

/// A failure here says nothing of the changes that made us look.
net::awaitable<Outcome> Catalogue::read_page(http::Request request, Library& library,
                                             std::size_t& total)
{
    Reply reply = co_await server_.ask(std::move(request));
    if (reply.outcome.error.kind == ErrorClass::transient ||
        reply.outcome.error.kind == ErrorClass::rejected)
        reply.outcome.error.kind = ErrorClass::unreachable;
    if (!reply.is_good())
        co_return reply.outcome;
    auto const page = decode_items(reply.body);
    if (!page)
        co_return not_ours(reply.body);
    for (auto const& item : page->items)
        library.add(item);
    total = page->total;
    co_return Outcome{};
}

} // namespace playsync::jellyfin
