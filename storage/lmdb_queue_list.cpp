// SPDX-License-Identifier: MIT
// What the page and exports are shown.
#include <algorithm>

#include "storage/change_search.hpp"
#include "storage/lmdb_queue.hpp"

namespace playsync {
namespace {

constexpr std::size_t asked_every = 64; // records between two looks at the clock

/// The first id that could have been made at `time`.
Ulid first_id_at(UnixMs time)
{
    Ulid id;
    auto const ms = static_cast<std::uint64_t>(std::max<UnixMs>(time, 0));
    for (std::size_t i = 0; i < 6; ++i)
        id.bytes[i] = static_cast<std::uint8_t>(ms >> (8 * (5 - i)));
    return id;
}

/// Whether a page that has seen so much should end here.
bool is_enough(Look const& look, Page const& page, std::size_t seen)
{
    if (page.entries.size() == look.limit)
        return true;
    return seen > 0 && seen % asked_every == 0 && look.enough && look.enough();
}

bool fits(Filter const& filter, Header const& header, State state) noexcept
{
    if (filter.target && header.target != *filter.target)
        return false;
    bool const waits = state == State::pending || state == State::syncing;
    if (filter.settled && waits)
        return false;
    return !filter.state || state == *filter.state || (*filter.state == State::pending && waits);
}

bool is_in_time(Filter const& filter, Ulid id) noexcept
{
    return (!filter.since || id.time_ms() >= *filter.since) &&
           (!filter.until || id.time_ms() < *filter.until);
}

/// Goes to where a list by age begins. False when there is nothing.
bool begin(lmdb::Cursor& at, Look const& look)
{
    if (look.order == Order::oldest) {
        auto const first = first_id_at(look.filter.since.value_or(0));
        return at.seek(look.from.empty() ? store::view(first) : std::string_view{look.from});
    }
    auto const after = first_id_at(look.filter.until.value_or(0));
    if (look.from.empty() && !look.filter.until)
        return at.last();
    if (!look.from.empty() && at.seek_exactly(look.from))
        return true;
    auto const bound = look.from.empty() ? store::view(after) : std::string_view{look.from};
    return at.seek(bound) ? at.previous() : at.last();
}

} // namespace

Entry LmdbQueue::entry_of(lmdb::Txn const& txn, Ulid id, Header const& header) const
{
    Entry entry;
    entry.id = id;
    entry.target = header.target;
    entry.standing.state = in_flight_.contains(id) ? State::syncing : header.state;
    entry.standing.attempts = header.attempts;
    entry.standing.next_attempt_at = header.next_attempt_at;
    entry.standing.last_attempt_at = header.last_attempt_at;
    entry.standing.group = header.group;
    entry.standing.error = {header.error, header.http_status, {}};
    if (header.error != ErrorClass::none || header.state == State::synced)
        entry.standing.error.message =
            last_message(txn.find(attempts_, store::view(id)), header.error);
    if (auto const body = checked_body(id, txn.find(bodies_, store::view(id))))
        entry.body = *body;
    return entry;
}

/// Adds the change to the page if it fits.
void LmdbQueue::look_at(lmdb::Txn const& txn, Filter const& filter, Ulid id, Header const& header,
                        Page& page) const
{
    auto const state = in_flight_.contains(id) ? State::syncing : header.state;
    if (!fits(filter, header, state) || !is_in_time(filter, id))
        return;
    if (looks_into_body(filter) && !body_fits(filter, txn.find(bodies_, store::view(id))))
        return;
    page.entries.push_back(entry_of(txn, id, header));
}

Page LmdbQueue::list(Look const& look) const
{
    if (look.order == Order::next)
        return list_next(look);
    Page page;
    lmdb::ReadTxn txn{env()};
    lmdb::Cursor at{txn, changes_};
    bool const upwards = look.order == Order::oldest;
    auto const& filter = look.filter;
    bool more = begin(at, look);
    for (std::size_t seen = 0; more; more = upwards ? at.next() : at.previous(), ++seen) {
        auto const id = store::ulid_of(at.key());
        if (upwards ? filter.until && id.time_ms() >= *filter.until
                    : filter.since && id.time_ms() < *filter.since)
            break;
        if (is_enough(look, page, seen)) {
            page.next = at.key();
            break;
        }
        if (auto const header = decode_header(id, at.value()))
            look_at(txn, filter, id, *header, page);
    }
    return page;
}

/// Along the index of what is due: the targets one after the other.
Page LmdbQueue::list_next(Look const& look) const
{
    Page page;
    auto const state = look.filter.state.value_or(State::pending);
    lmdb::ReadTxn txn{env()};
    lmdb::Cursor at{txn, due_};
    std::size_t seen = 0;
    std::vector<TargetNo> targets;
    for (auto const& [number, counts] : tallies_)
        if (!look.filter.target || *look.filter.target == number)
            targets.push_back(number);
    for (auto const target : targets) {
        auto const first = store::due_key(target, state, 0, {});
        std::string_view const prefix = std::string_view{first}.substr(0, store::due_prefix);
        if (prefix < std::string_view{look.from}.substr(0, store::due_prefix))
            continue;
        bool const goes_on = look.from.starts_with(prefix);
        bool more = at.seek(goes_on ? std::string_view{look.from} : std::string_view{first});
        for (; more && at.key().starts_with(prefix); more = at.next(), ++seen) {
            if (is_enough(look, page, seen)) {
                page.next = at.key();
                return page;
            }
            auto const id = store::id_of(at.key());
            if (auto const header = header_in(txn, id))
                look_at(txn, look.filter, id, *header, page);
        }
    }
    return page;
}

std::optional<Entry> LmdbQueue::find(Ulid id) const
{
    lmdb::ReadTxn txn{env()};
    auto const header = header_in(txn, id);
    return header ? std::optional{entry_of(txn, id, *header)} : std::nullopt;
}

std::vector<Attempt> LmdbQueue::attempts(Ulid id) const
{
    lmdb::ReadTxn txn{env()};
    auto attempts = decode_attempts(txn.find(attempts_, store::view(id)));
    auto const header = header_in(txn, id);
    if (!header || header->state != State::synced)
        return attempts;
    // The one that succeeded is in the header alone: most changes have no other.
    if (attempts.size() == most_attempts)
        attempts.erase(attempts.begin());
    attempts.push_back({header->last_attempt_at,
                        header->next_attempt_at - header->last_attempt_at,
                        {ErrorClass::none, header->http_status, {}}});
    return attempts;
}

} // namespace playsync
