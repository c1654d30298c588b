// SPDX-License-Identifier: MIT
// What waits and what is claimed.
#include <algorithm>

#include "storage/lmdb_queue.hpp"
#include "storage/sometimes.hpp"

namespace playsync {
namespace {

/// Entries of `due` looked at for the oldest change: those that were tried and put off stand
/// behind the ones that were not.
constexpr std::size_t oldest_scan = 256;

} // namespace

bool LmdbQueue::waits_for_item(Header const& header) const
{
    return header.verb != Verb::play && items_in_flight_.contains({header.target, header.item});
}

std::string_view LmdbQueue::free_from(TargetNo target) const
{
    auto const [at, added] = free_from_.try_emplace(target);
    if (added)
        at->second = std::string_view{store::due_key(target, State::pending, 0, {})};
    return at->second;
}

std::vector<Due> LmdbQueue::due(TargetNo target, UnixMs now, std::size_t limit) const
{
    std::vector<Due> found;
    lmdb::ReadTxn txn{env()};
    lmdb::Cursor at{txn, due_};
    auto const first = free_from(target);
    auto from = first;
    bool all_in_flight = true;
    for (bool more = at.seek(first); more && found.size() < limit; more = at.next()) {
        if (!at.key().starts_with(first.substr(0, store::due_prefix)) ||
            store::when_of(at.key()) > now)
            break;
        from = all_in_flight ? at.key() : from;
        auto const id = store::id_of(at.key());
        if (in_flight_.contains(id))
            continue;
        all_in_flight = false;
        auto const header = header_in(txn, id);
        if (header && waits_for_item(*header))
            continue;
        // A damaged header is due as well: claim() sets it aside.
        auto const known = header.value_or(Header{});
        found.push_back(
            {id, known.group, known.item, known.verb, known.attempts, known.body_bytes});
    }
    if (from != first)
        free_from_[target] = std::string{from};
    return found;
}

std::optional<UnixMs> LmdbQueue::next_due(TargetNo target) const
{
    if (!env_)
        return std::nullopt; // as oldest_pending()
    lmdb::ReadTxn txn{env()};
    lmdb::Cursor at{txn, due_};
    auto const first = free_from(target);
    auto const prefix = first.substr(0, store::due_prefix);
    for (bool more = at.seek(first); more && at.key().starts_with(prefix); more = at.next()) {
        auto const id = store::id_of(at.key());
        if (in_flight_.contains(id))
            continue;
        auto const header = items_in_flight_.empty() ? std::nullopt : header_in(txn, id);
        if (!header || !waits_for_item(*header))
            return store::when_of(at.key());
    }
    return std::nullopt;
}

std::vector<Claimed> LmdbQueue::claim(TargetNo target, std::span<Ulid const> ids)
{
    std::vector<Claimed> claimed;
    std::vector<InFlight> flights;
    std::vector<Ulid> damaged;
    std::vector<Ulid> replaced;
    claimed.reserve(ids.size());
    flights.reserve(ids.size());
    {
        lmdb::ReadTxn txn{env()};
        for (auto const& id : ids) {
            auto const header = header_in(txn, id);
            auto const body = checked_body(id, txn.find(bodies_, store::view(id)));
            if (!header || !body) {
                damaged.push_back(id);
                continue;
            }
            if (is_replaced(txn, id, *header)) {
                replaced.push_back(id);
                continue;
            }
            bool const uncertain = header->error == ErrorClass::ambiguous;
            claimed.push_back({id, header->attempts, header->group, uncertain, std::string{*body},
                               header->error});
            flights.push_back(
                {target, header->verb == Verb::play ? std::nullopt : std::optional{header->item}});
        }
    }
    // What can fail comes first: nothing is in flight that nobody got.
    if (!damaged.empty())
        set_aside(target, damaged);
    if (!replaced.empty()) {
        sometimes("queue.claimed_replaced");
        drop_replaced(replaced);
    }
    take_off(claimed, flights);
    return claimed;
}

/// All of them, or none when it throws.
void LmdbQueue::take_off(std::span<Claimed const> claimed, std::span<InFlight const> flights)
{
    std::size_t taken = 0;
    try {
        for (; taken < claimed.size(); ++taken)
            take_off(claimed[taken].id, flights[taken]);
    } catch (...) { // no memory
        for (auto const& one : claimed.first(taken))
            land({&one.id, 1});
        throw;
    }
}

/// All of it, or none when it throws.
void LmdbQueue::take_off(Ulid id, InFlight const& flight)
{
    auto& count = in_flight_counts_[flight.target];
    auto const place = in_flight_.emplace(id, flight).first;
    try {
        if (flight.item)
            items_in_flight_.emplace(flight.target, *flight.item);
    } catch (...) {
        in_flight_.erase(place);
        throw;
    }
    ++count;
}

void LmdbQueue::release(std::span<Ulid const> ids) noexcept
{
    for (auto const& id : ids)
        if (auto const found = in_flight_.find(id); found != in_flight_.end())
            free_from_.erase(found->second.target);
    land(ids);
}

/// They are not in flight any more, and where they stand in `due`, if they do, is known.
void LmdbQueue::land(std::span<Ulid const> ids) noexcept
{
    for (auto const& id : ids) {
        auto const found = in_flight_.find(id);
        if (found == in_flight_.end())
            continue;
        --in_flight_counts_[found->second.target];
        if (found->second.item)
            items_in_flight_.erase({found->second.target, *found->second.item});
        in_flight_.erase(found);
    }
}

Counts LmdbQueue::counts(TargetNo target) const
{
    auto const found = tallies_.find(target);
    return found == tallies_.end() ? Counts{} : found->second;
}

std::size_t LmdbQueue::in_flight(TargetNo target) const
{
    auto const found = in_flight_counts_.find(target);
    return found == in_flight_counts_.end() ? 0 : found->second;
}

std::optional<UnixMs> LmdbQueue::oldest_pending(TargetNo target) const
{
    if (!env_)
        return std::nullopt; // a store that could not be opened again has nothing to show
    lmdb::ReadTxn txn{env()};
    lmdb::Cursor at{txn, due_};
    auto const first = store::due_key(target, State::pending, 0, {});
    std::string_view const prefix = std::string_view{first}.substr(0, store::due_prefix);
    std::optional<Ulid> oldest;
    std::size_t seen = 0;
    for (bool more = at.seek(first); more && at.key().starts_with(prefix); more = at.next()) {
        auto const id = store::id_of(at.key());
        if (!oldest || id < *oldest)
            oldest = id;
        if (++seen == oldest_scan)
            break;
    }
    return oldest ? std::optional{oldest->time_ms()} : std::nullopt;
}

} // namespace playsync
