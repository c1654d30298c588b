// SPDX-License-Identifier: MIT
#include "host_api/loader/loader.hpp"

#include <dlfcn.h>

#include <stdexcept>
#include <string>

namespace playsync {
namespace {

std::string version_text(std::uint32_t version)
{
    return std::to_string(PLAYSYNC_ABI_MAJOR_OF(version)) + "." +
           std::to_string(PLAYSYNC_ABI_MINOR_OF(version));
}

/// The functions a host of 1.0 calls; what later minors add may be missing.
bool is_complete(playsync_plugin const& table) noexcept
{
    return table.size >= offsetof(playsync_plugin, get_extension) + sizeof table.get_extension &&
           table.create && table.destroy && table.activate && table.deactivate && table.on_event &&
           table.on_network && table.pause && table.resume && table.process_queue &&
           table.retry_failed && table.sync_now && table.flush && table.reload_config &&
           table.get_extension;
}

} // namespace

Plugin::Plugin(std::filesystem::path const& path)
{
    auto const fail = [&path](std::string const& what) {
        throw std::runtime_error{"plugin " + path.string() + ": " + what};
    };
    if (!std::filesystem::exists(path))
        fail("there is no such file");
    void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library)
        fail(std::string{"cannot be loaded: "} + dlerror());
    auto const entry =
        reinterpret_cast<playsync_entry_function>(dlsym(library, PLAYSYNC_ENTRY_SYMBOL));
    if (!entry)
        fail("is not a playsync plugin: it has no symbol " PLAYSYNC_ENTRY_SYMBOL);
    table_ = entry(PLAYSYNC_ABI_VERSION);
    if (!table_)
        fail("does not work with this host's ABI " + version_text(PLAYSYNC_ABI_VERSION));
    if (PLAYSYNC_ABI_MAJOR_OF(table_->abi_version) != PLAYSYNC_ABI_MAJOR)
        fail("has ABI " + version_text(table_->abi_version) + ", this host has " +
             version_text(PLAYSYNC_ABI_VERSION));
    if (!is_complete(*table_))
        fail("its table of functions is incomplete");
}

Instance::Instance(Plugin const& plugin, playsync_host const& host) : plugin_(plugin.table())
{
    auto const status = plugin_.create(&host, &instance_);
    if (status != PLAYSYNC_OK)
        throw std::runtime_error{std::string{"the plugin cannot be created: "} +
                                 status_in_words(status)};
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
    default:
        return "failed";
    }
}

} // namespace playsync
