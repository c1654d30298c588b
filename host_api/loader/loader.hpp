// SPDX-License-Identifier: MIT
// Loads a playsync plugin and shakes hands with it, for hosts written in C++.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "playsync/plugin.h"

namespace playsync {

/// A loaded plugin. Its code stays mapped until the process ends, whatever becomes of this object:
/// a thread of the plugin's that is still at work must find its code.
class Plugin {
public:
    /// Throws std::runtime_error with what is wrong: no such file, not a plugin, another ABI.
    /// A path without a slash is a file here, not a name for the linker's search.
    explicit Plugin(std::filesystem::path const& path);

    playsync_plugin const& table() const noexcept { return *table_; }
    /// "playsync 0.1.0"
    std::string title() const;

private:
    playsync_plugin const* table_ = nullptr;
};

/// One instance, destroyed with this object. `plugin` and `host`, and all the host's table points
/// to, must outlive it. Thread tags as in host.h.
class Instance {
public:
    /// [control] Throws std::runtime_error when the plugin refuses.
    Instance(Plugin const& plugin, playsync_host const& host);
    ~Instance();
    Instance(Instance const&) = delete;
    Instance& operator=(Instance const&) = delete;

    /// [control]
    playsync_status activate() noexcept { return table_.activate(self_); }
    playsync_status deactivate(std::uint32_t deadline_ms) noexcept
    {
        return table_.deactivate(self_, deadline_ms);
    }
    /// The plugin's table of that id, or null; valid as long as this object.
    template <class Table>
    Table const* extension(char const* id) noexcept
    {
        return static_cast<Table const*>(table_.get_extension(self_, id));
    }

    /// [any]
    playsync_status on_event(playsync_event const& event) noexcept
    {
        return table_.on_event(self_, &event);
    }
    playsync_status on_network(bool online, bool metered) noexcept
    {
        return table_.on_network(self_, online ? 1 : 0, metered ? 1 : 0);
    }
    playsync_status pause() noexcept { return table_.pause(self_); }
    playsync_status resume() noexcept { return table_.resume(self_); }
    playsync_status process_queue() noexcept { return table_.process_queue(self_); }
    playsync_status retry_failed(std::string const& target) noexcept
    {
        return table_.retry_failed(self_, target.c_str());
    }
    playsync_status sync_now(playsync_item const* item) noexcept
    {
        return table_.sync_now(self_, item);
    }
    playsync_status flush(std::uint32_t timeout_ms) noexcept
    {
        return table_.flush(self_, timeout_ms);
    }
    playsync_status reload_config() noexcept { return table_.reload_config(self_); }

    /// For the functions of extensions.
    playsync_instance* get() const noexcept { return self_; }

private:
    playsync_plugin const& table_;
    playsync_instance* self_ = nullptr;
};

/// For messages.
char const* status_in_words(playsync_status status) noexcept;

} // namespace playsync
