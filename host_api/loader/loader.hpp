// SPDX-License-Identifier: MIT
// Loads a playsync plugin and shakes hands with it, for hosts written in C++.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "playsync/plugin.h"

namespace playsync {

/// A loaded plugin. Its code stays mapped until the process ends, whatever becomes of this object.
class Plugin {
public:
    /// Throws std::runtime_error with what is wrong: no such file, not a plugin, another ABI.
    explicit Plugin(std::filesystem::path const& path);

    playsync_plugin const& table() const noexcept { return *table_; }

private:
    playsync_plugin const* table_ = nullptr;
};

/// One instance, destroyed with this object. `host` and `plugin` must outlive it.
class Instance {
public:
    /// Throws std::runtime_error when the plugin refuses.
    Instance(Plugin const& plugin, playsync_host const& host);
    ~Instance() { plugin_.destroy(instance_); }
    Instance(Instance const&) = delete;
    Instance& operator=(Instance const&) = delete;

    playsync_instance* get() const noexcept { return instance_; }
    playsync_plugin const* operator->() const noexcept { return &plugin_; }

private:
    playsync_plugin const& plugin_;
    playsync_instance* instance_ = nullptr;
};

/// For messages.
char const* status_in_words(playsync_status status) noexcept;

} // namespace playsync
