// SPDX-License-Identifier: MIT
#include "storage/open_store.hpp"

#include <cstring>
#include <set>
#include <stdexcept>

#include "storage/store_check.hpp"

namespace playsync {
namespace {

namespace fs = std::filesystem;

constexpr char const* data_name = "data.mdb";
constexpr char const* lock_name = "lock.mdb";
constexpr char const* marker_name = "store"; // there was a store: an empty file is damage, not new
/// A damaged file until all that is whole in it has been taken over. The name is what says so: who
/// finds it there goes on.
constexpr char const* rescue_name = "data.mdb.rescue";

constexpr std::size_t restored_a_commit = 1000;

fs::path free_name(fs::path const& directory)
{
    for (unsigned n = 1;; ++n) {
        auto path = directory / (std::string{data_name} + ".damaged-" + std::to_string(n));
        if (!fs::exists(path))
            return path;
    }
}

using Headers = std::unordered_map<Ulid, Header>;

/// The headers that are whole and whose target's name is known; `queue` knows those targets then.
Headers rescue_headers(fs::path const& from, LmdbQueue& queue)
{
    std::set<TargetNo> targets;
    visit_intact_entries(from, [&](std::string_view database, std::string_view key, auto value) {
        TargetNo number = 0;
        if (database != store::name::targets || value.size() != sizeof number)
            return;
        std::memcpy(&number, value.data(), sizeof number);
        boost::endian::little_to_native_inplace(number);
        if (targets.insert(number).second)
            queue.restore_target(number, key);
    });
    Headers headers;
    visit_intact_entries(from, [&](std::string_view database, std::string_view key, auto value) {
        if (database != store::name::changes)
            return;
        auto const id = store::ulid_of(key);
        if (auto const header = decode_header(id, value);
            header && targets.contains(header->target))
            headers.emplace(id, *header);
    });
    return headers;
}

/// Takes over the changes of `headers` whose body is whole: the history, or what is no history yet.
void rescue_changes(fs::path const& from, Headers const& headers, bool history, LmdbQueue& queue)
{
    std::vector<LmdbQueue::Restored> records;
    auto const restore = [&] {
        queue.restore(records);
        records.clear();
    };
    visit_intact_entries(from, [&](std::string_view database, std::string_view key, auto value) {
        if (database != store::name::bodies)
            return;
        auto const id = store::ulid_of(key);
        auto const header = headers.find(id);
        if (header == headers.end() || (header->second.state == State::synced) != history)
            return;
        auto const body = checked_body(id, value);
        if (!body)
            return;
        records.push_back({id, header->second, std::string{*body}});
        if (records.size() == restored_a_commit)
            restore();
    });
    restore();
}

void rescue_watches(fs::path const& from, LmdbQueue& queue)
{
    std::vector<LmdbQueue::RawEntry> entries;
    auto const restore = [&] {
        queue.restore_watches(entries);
        entries.clear();
    };
    visit_intact_entries(from, [&](std::string_view database, std::string_view key, auto value) {
        if (database != store::name::watches && database != store::name::playbacks)
            return;
        entries.push_back({std::string{database}, std::string{key}, std::string{value}});
        if (entries.size() == restored_a_commit)
            restore();
    });
    restore();
}

/// Takes over all that is whole and not there yet.
void rescue(fs::path const& from, LmdbQueue& queue)
{
    auto const headers = rescue_headers(from, queue);
    rescue_changes(from, headers, false, queue);
    try {
        rescue_watches(from, queue);
        rescue_changes(from, headers, true, queue);
    } catch (StoreFull const&) {
        return; // a store of this limit would prune the rest
    }
}

std::uint64_t changes_in(LmdbQueue const& queue)
{
    std::uint64_t sum = 0;
    for (TargetNo target = 1; !queue.name_of(target).empty(); ++target) {
        auto const counts = queue.counts(target);
        sum += counts.pending + counts.failed + counts.kept;
    }
    return sum;
}

void set_aside(DataDir const& directory, fs::path const& as, std::string const& why)
try {
    rename_for_good(directory.path() / data_name, as);
    std::error_code ignored;
    fs::remove(directory.path() / lock_name, ignored);
} catch (std::runtime_error const& error) {
    throw std::runtime_error{"the store is damaged (" + why +
                             ") and cannot be set aside: " + error.what()};
}

/// Until the rescue is over nobody else has the queue: all that is in it comes from that file.
OpenedStore take_over(DataDir const& directory, StoreOptions const& options, std::string const& why)
{
    OpenedStore opened{std::make_unique<LmdbQueue>(directory.path(), options), {}, 0};
    auto const from = directory.path() / rescue_name;
    rescue(from, *opened.queue);
    auto const aside = free_name(directory.path());
    rename_for_good(from, aside);
    opened.rescued = changes_in(*opened.queue);
    opened.notice = "The store was damaged (" + why + "). It was set aside as " +
                    aside.filename().string() + "; " + std::to_string(opened.rescued) +
                    " changes were rescued into a new one.";
    return opened;
}

} // namespace

OpenedStore open_store(DataDir& directory, StoreOptions const& options)
{
    auto const data = directory.path() / data_name;
    auto const unfinished = directory.path() / rescue_name;
    keep_private(data);
    keep_private(unfinished);
    keep_private(directory.path() / lock_name);
    auto const marker = directory.path() / marker_name;
    bool const was_there = fs::exists(marker);
    bool const goes_on = fs::exists(unfinished);
    auto damage = find_damage(data, directory.power_was_lost());
    if (damage && (goes_on || !was_there) && !holds_a_commit(data)) {
        fs::remove(data); // what made it was cut short
        damage.reset();
    }
    if (damage) // half a rescue that is damaged in turn holds nothing of its own
        set_aside(directory, goes_on ? free_name(directory.path()) : unfinished, *damage);
    OpenedStore opened;
    if (damage || goes_on)
        opened = take_over(directory, options, goes_on ? "its rescue was cut short" : *damage);
    else
        opened.queue = std::make_unique<LmdbQueue>(directory.path(), options);
    if (!was_there)
        write_private_file(marker, "playsync store; its format is in FORMAT.md\n");
    directory.mark_checked();
    return opened;
}

} // namespace playsync
