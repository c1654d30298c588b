// SPDX-License-Identifier: MIT
#include "host_api/loader/loader.hpp"

#include <dlfcn.h>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <system_error>

namespace playsync {
namespace {

constexpr std::uint32_t most_majors = 64; // asked for, to name the one a plugin has

std::string version_text(std::uint32_t version)
{
    return std::to_string(PLAYSYNC_ABI_MAJOR_OF(version)) + "." +
           std::to_string(PLAYSYNC_ABI_MINOR_OF(version));
}

bool tells_its_version(playsync_plugin const& table) noexcept
{
    return PLAYSYNC_HAS(&table, playsync_plugin, abi_version);
}

/// The functions a host of 1.0 calls; what later minors append may be missing.
char const* missing_function(playsync_plugin const& table) noexcept
{
#define PLAYSYNC_REQUIRE(function)                                                                 \
    if (!PLAYSYNC_HAS(&table, playsync_plugin, function) || !table.function)                       \
        return #function;
    PLAYSYNC_REQUIRE(create)
    PLAYSYNC_REQUIRE(destroy)
    PLAYSYNC_REQUIRE(activate)
    PLAYSYNC_REQUIRE(deactivate)
    PLAYSYNC_REQUIRE(on_event)
    PLAYSYNC_REQUIRE(on_network)
    PLAYSYNC_REQUIRE(pause)
    PLAYSYNC_REQUIRE(resume)
    PLAYSYNC_REQUIRE(process_queue)
    PLAYSYNC_REQUIRE(retry_failed)
    PLAYSYNC_REQUIRE(sync_now)
    PLAYSYNC_REQUIRE(flush)
    PLAYSYNC_REQUIRE(reload_config)
    PLAYSYNC_REQUIRE(get_extension)
#undef PLAYSYNC_REQUIRE
    return nullptr;
}

/// A plugin that refuses our major is asked for others, so that the message can say which it has:
/// the entry has no side effect, and `abi_version` stands at one place in every major.
std::string versions_offered(playsync_entry_function entry)
{
    for (std::uint32_t major = 0; major < most_majors; ++major)
        if (auto const* table = entry(major << 16); table && tells_its_version(*table))
            return "ABI " + version_text(table->abi_version);
    return "another ABI";
}

std::string our_version()
{
    return "this host has " + version_text(PLAYSYNC_ABI_VERSION);
}

/// What is wrong with the plugin, or nothing; then `table` is set.
std::string handshake(playsync_entry_function entry, playsync_plugin const*& table)
{
    table = entry(PLAYSYNC_ABI_VERSION);
    if (!table)
        return "has " + versions_offered(entry) + ", " + our_version();
    if (!tells_its_version(*table))
        return "hands over a table of " + std::to_string(table->size) +
               " bytes, too small for any version";
    if (PLAYSYNC_ABI_MAJOR_OF(table->abi_version) != PLAYSYNC_ABI_MAJOR)
        return "has ABI " + version_text(table->abi_version) + ", " + our_version();
    if (auto const* missing = missing_function(*table))
        return std::string{"has no function "} + missing + ", which every plugin needs";
    return {};
}

} // namespace

Plugin::Plugin(std::filesystem::path const& path)
{
    auto const require = [&path](bool good, std::string const& what) {
        if (!good)
            throw std::runtime_error{"plugin " + path.string() + " " + what};
    };
    std::error_code error;
    bool const exists = std::filesystem::exists(path, error);
    require(!error, "cannot be read: " + error.message());
    require(exists, "does not exist");
    void* const library =
        dlopen(std::filesystem::absolute(path).c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library)
        require(false, std::string{"cannot be loaded: "} + dlerror());
    auto const entry =
        reinterpret_cast<playsync_entry_function>(dlsym(library, PLAYSYNC_ENTRY_SYMBOL));
    require(entry, "is no playsync plugin: it has no symbol " PLAYSYNC_ENTRY_SYMBOL);
    auto const wrong = handshake(entry, table_);
    require(wrong.empty(), wrong);
}

std::string Plugin::title() const
{
    auto const text = [](char const* value) { return value ? value : "?"; };
    return std::string{text(table_->name)} + " " + text(table_->version);
}

Instance::Instance(Plugin const& plugin, playsync_host const& host) : table_(plugin.table())
{
    auto const status = table_.create(&host, &self_);
    if (status != PLAYSYNC_OK)
        throw std::runtime_error{"the plugin refuses this host: " +
                                 std::string{status_in_words(status)}};
}

Instance::~Instance()
{
    table_.destroy(self_);
}

char const* status_in_words(playsync_status status) noexcept
{
    switch (status) {
    case PLAYSYNC_OK:
        return "ok";
    case PLAYSYNC_BAD_ARGUMENT:
        return "a bad argument";
    case PLAYSYNC_BUSY:
        return "busy";
    case PLAYSYNC_UNSUPPORTED:
        return "not supported";
    case PLAYSYNC_INACTIVE:
        return "not active";
    case PLAYSYNC_TIMED_OUT:
        return "timed out";
    case PLAYSYNC_TOO_SMALL:
        return "a buffer too small";
    case PLAYSYNC_WRONG_ABI:
        return "another ABI";
    case PLAYSYNC_FAILED:
        return "failed";
    default:
        return "an unknown status";
    }
}

} // namespace playsync
