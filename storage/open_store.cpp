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

constexpr std::size_t restored_a_commit = 1000;

fs::path free_name(fs::path const& directory)
{
    for (unsigned n = 1;; ++n) {
        auto path = directory / (std::string{data_name} + ".damaged-" + std::to_string(n));
        if (!fs::exists(path))
            return path;
    }
}

/// Takes over every change whose record and body are whole.
std::uint64_t rescue(fs::path const& from, LmdbQueue& queue)
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
    std::unordered_map<Ulid, Header> headers;
    visit_intact_entries(from, [&](std::string_view database, std::string_view key, auto value) {
        if (database != store::name::changes)
            return;
        auto const id = store::ulid_of(key);
        if (auto const header = decode_header(id, value);
            header && targets.contains(header->target))
            headers.emplace(id, *header);
    });
    std::uint64_t rescued = 0;
    std::vector<LmdbQueue::Restored> records;
    auto const restore = [&] {
        rescued += queue.restore(records);
        records.clear();
    };
    visit_intact_entries(from, [&](std::string_view database, std::string_view key, auto value) {
        if (database != store::name::bodies)
            return;
        auto const id = store::ulid_of(key);
        auto const body = checked_body(id, value);
        auto const header = headers.find(id);
        if (!body || header == headers.end())
            return;
        records.push_back({id, header->second, std::string{*body}});
        if (records.size() == restored_a_commit)
            restore();
    });
    restore();
    return rescued;
}

OpenedStore start_over(DataDir const& directory, StoreOptions const& options,
                       std::string const& why)
{
    auto const aside = free_name(directory.path());
    std::error_code error;
    fs::rename(directory.path() / data_name, aside, error);
    if (error)
        throw std::runtime_error{"the store is damaged (" + why +
                                 ") and cannot be set aside: " + error.message()};
    fs::remove(directory.path() / lock_name, error);
    OpenedStore opened{std::make_unique<LmdbQueue>(directory.path(), options), {}, 0};
    opened.rescued = rescue(aside, *opened.queue);
    opened.notice = "The store was damaged (" + why + "). It was set aside as " +
                    aside.filename().string() + "; " + std::to_string(opened.rescued) +
                    " changes were rescued into a new one.";
    return opened;
}

} // namespace

OpenedStore open_store(DataDir const& directory, StoreOptions const& options)
{
    auto const data = directory.path() / data_name;
    keep_private(data);
    keep_private(directory.path() / lock_name);
    auto const marker = directory.path() / marker_name;
    bool const was_there = fs::exists(marker);
    auto damage = find_damage(data, directory.power_was_lost());
    if (damage && !was_there && !holds_a_commit(data)) {
        fs::remove(data); // a first start that was cut short
        damage.reset();
    }
    if (damage)
        return start_over(directory, options, *damage);
    OpenedStore opened{std::make_unique<LmdbQueue>(directory.path(), options), {}, 0};
    if (!was_there)
        write_private_file(marker, "playsync store; its format is in FORMAT.md\n");
    return opened;
}

} // namespace playsync
