// SPDX-License-Identifier: MIT
// Follows mpv's events to its end, and tells the plugin what the player makes of them.
#pragma once

#include "playsync/plugin.h"

#include <mpv/client.h>

#include <cstdint>
#include <string>

#include "host_api/hosts/mpv/mpv_host.hpp"
#include "host_api/hosts/mpv/player.hpp"

namespace playsync::mpv {

class Follower {
public:
    Follower(mpv_handle* mpv, MpvHost const& host, playsync_plugin const& plugin,
             playsync_instance* instance);

    /// Returns when mpv shuts down.
    void run() noexcept;

private:
    void observe();
    void follow(mpv_event const& event);
    void follow_property(mpv_event_property const& property);
    void follow_restart();
    void catch_up();
    Item read_item() const;
    Position position() const;
    void send(Reports const& reports);

    mpv_handle* mpv_;
    MpvHost const& host_;
    playsync_plugin const& plugin_;
    playsync_instance* instance_;
    Player player_;
};

/// Keeps mpv company until it shuts down; it waits for every script, and for every hook's end.
void follow_passively(mpv_handle* mpv) noexcept;

} // namespace playsync::mpv
