// SPDX-License-Identifier: MIT
// The symbol mpv calls, on a thread of the script's own, to run the plugin until mpv shuts down.
// Whatever fails here, mpv plays on.
#include "playsync/plugin.h"

#include <mpv/client.h>

#include <csignal>
#include <cstdint>

#include "host_api/hosts/mpv/follower.hpp"
#include "host_api/hosts/mpv/mpv_host.hpp"

using namespace playsync::mpv;

namespace {

/// mpv leaves all signals to this thread and, by inheritance, to the plugin's: SIGPIPE of a lost
/// connection would end the player, and SIGINT is mpv's to handle.
void block_signals() noexcept
{
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

class Instance {
public:
    Instance(playsync_plugin const& plugin, MpvHost const& host) noexcept : plugin_(plugin)
    {
        if (plugin_.create(&host.table(), &instance_) == PLAYSYNC_OK)
            active_ = plugin_.activate(instance_) == PLAYSYNC_OK;
    }
    ~Instance()
    {
        // mpv waits for us at its end, however long it takes, and its user with it.
        constexpr std::uint32_t deadline_ms = 2000;
        if (active_)
            plugin_.deactivate(instance_, deadline_ms);
        plugin_.destroy(instance_);
    }
    Instance(Instance const&) = delete;
    Instance& operator=(Instance const&) = delete;

    playsync_instance* active() const noexcept { return active_ ? instance_ : nullptr; }

private:
    playsync_plugin const& plugin_;
    playsync_instance* instance_ = nullptr;
    bool active_ = false;
};

/// False when the plugin could not be started; why is in the log by then.
bool follow(mpv_handle* mpv)
{
    MpvHost const host{mpv};
    if (!host.has_folders()) {
        host.log(PLAYSYNC_LOG_WARNING,
                 "nothing is recorded: mpv runs without a configuration folder; name one with "
                 "--script-opts=playsync-data=DIRECTORY");
        return false;
    }
    auto const* plugin = playsync_plugin_entry(PLAYSYNC_ABI_VERSION);
    if (!plugin)
        return false;
    Instance const instance{*plugin, host};
    if (!instance.active()) {
        host.log(PLAYSYNC_LOG_WARNING, "this copy of the plugin records nothing");
        return false;
    }
    Follower{mpv, host, *plugin, instance.active()}.run();
    return true;
}

} // namespace

PLAYSYNC_EXPORT int mpv_open_cplugin(mpv_handle* mpv) PLAYSYNC_NOEXCEPT
{
    block_signals();
    bool followed = false;
    try {
        followed = follow(mpv);
    } catch (...) { // out of memory, most likely; let through, it would end mpv
    }
    if (!followed)
        follow_passively(mpv);
    return 0;
}
