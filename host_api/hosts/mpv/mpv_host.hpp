// SPDX-License-Identifier: MIT
// mpv as the plugin sees it: its name, its folders, its log.
#pragma once

#include "playsync/host.h"

#include <mpv/client.h>

#include <string>

namespace playsync::mpv {

/// Must outlive the plugin's instance; does not touch mpv after its construction.
class MpvHost {
public:
    /// Reads the options playsync-data, playsync-config and playsync-user of --script-opts.
    explicit MpvHost(mpv_handle* mpv);
    MpvHost(MpvHost const&) = delete;
    MpvHost& operator=(MpvHost const&) = delete;

    /// False when mpv runs without folders of its own (--no-config) and no option names one.
    bool has_folders() const noexcept { return !data_dir_.empty(); }
    playsync_host const& table() const noexcept { return table_; }
    std::string const& user() const noexcept { return user_; }

    void log(playsync_log_level level, char const* message) const noexcept;

private:
    bool terminal_; // with --no-terminal the screen belongs to another program
    std::string version_;
    std::string data_dir_;
    std::string config_dir_;
    std::string user_;
    playsync_host table_;
};

} // namespace playsync::mpv
