// SPDX-License-Identifier: MIT
// Everybody who is told what happens: the page's feed, the host's status extension.
#pragma once

#include <algorithm>
#include <vector>

#include "playsync/ext/status.h"
#include "web/control.hpp"

namespace playsync {

/// [engine-thread]
class Audiences : public web::Audience {
public:
    void add(web::Audience& audience) { all_.push_back(&audience); }
    void clear() { all_.clear(); }

    void target_changed(web::Card const& card) override;
    void target_removed(std::string_view target) override;
    void sync_started(std::string_view target, web::RunView const& run) override;
    void sync_progress(std::string_view target, web::RunView const& run) override;
    void sync_completed(std::string_view target, web::RunView const& run, UnixMs took) override;
    void item_synced(web::ChangeView const& change) override;
    void sync_failed(web::ChangeView const& change, bool final) override;
    void paused(std::string_view target, std::string_view by) override;
    void resumed(std::string_view target, std::string_view by) override;
    void network(bool online, bool metered) override;
    void login_progress(std::string_view target, web::LoginView const& login) override;
    void store(std::string_view refusing) override;
    bool present() const override;

private:
    std::vector<web::Audience*> all_;
};

/// The six reports, to a host that offers "playsync.status/1".
class HostReports : public web::Audience {
public:
    HostReports(playsync_host_status const& status, void* host_data)
        : status_(status),
          host_data_(host_data)
    {
    }

    void target_changed(web::Card const&) override {}
    void target_removed(std::string_view) override {}
    void sync_started(std::string_view target, web::RunView const& run) override;
    void sync_progress(std::string_view target, web::RunView const& run) override;
    void sync_completed(std::string_view target, web::RunView const& run, UnixMs took) override;
    void item_synced(web::ChangeView const&) override {}
    void sync_failed(web::ChangeView const& change, bool final) override;
    void paused(std::string_view target, std::string_view by) override;
    void resumed(std::string_view target, std::string_view by) override;
    void network(bool, bool) override {}
    void login_progress(std::string_view, web::LoginView const&) override {}
    void store(std::string_view) override {}
    bool present() const override { return false; } // needs none of what is costly to prepare

private:
    void report(playsync_report_kind kind, std::string_view target, web::RunView const* run,
                std::string_view item, std::string_view message, bool final);

    playsync_host_status const& status_;
    void* host_data_;
};

} // namespace playsync
