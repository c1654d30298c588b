// SPDX-License-Identifier: MIT
// The composition root: what one active plugin instance owns, in the order it is built.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/steady_timer.hpp>

#include <thread>

#include "playsync/ext/admin.h"
#include "playsync/plugin.h"
#include "plugin/config_watch.hpp"
#include "plugin/engine.hpp"
#include "plugin/setups.hpp"
#include "storage/open_store.hpp"

namespace playsync {

namespace web {
class Server;
}

/// Constructed and destroyed on the host's control thread; everything else of it lives on its own
/// one thread.
class App {
public:
    /// Takes the data directory, opens the store and starts. Throws DirectoryBusy, or
    /// std::exception with what is wrong.
    App(playsync_host const& host, Log& log);
    ~App();

    /// [control] Nothing of ours runs when it returns; at `deadline` what is in flight is
    /// cancelled. Call once.
    void stop(std::chrono::milliseconds deadline);

    /// [any-thread]
    playsync_status accept(std::unique_ptr<Event> event);
    bool flush(std::chrono::milliseconds timeout) { return mailbox_.wait_finished(timeout); }
    /// [any-thread] Runs `action` on the engine's thread, later.
    void post(std::function<void(Engine&)> action);
    void reload_config();

    /// [any-thread] Empty when the page is off.
    std::string entry_url();
    playsync_totals totals() const noexcept;

private:
    std::vector<std::string> read_config_again();
    Setups::Hooks setups_hooks();
    void start_page();
    void announce_page();
    void hide_page() noexcept;
    std::filesystem::path address_file() const;
    void follow_log();
    void run() noexcept;
    void begin_stop_somehow(std::chrono::milliseconds deadline);
    void begin_stop(std::chrono::milliseconds deadline);

    playsync_host host_;
    Log& log_;
    std::filesystem::path config_dir_;
    DataDir data_dir_;
    Mailbox mailbox_;
    net::io_context io_{1};
    std::unique_ptr<Clock> clock_;
    OpenedStore store_;
    std::unique_ptr<HostReports> reports_;
    std::unique_ptr<Engine> engine_;
    Config config_;
    ConfigRead read_; // in force; its errors are the last reading's
    ConfigWatch config_watch_;
    Setups setups_;
    std::unique_ptr<web::Server> page_;
    net::executor_work_guard<net::io_context::executor_type> work_;
    net::steady_timer deadline_;
    std::optional<LogFollow> log_follow_;
    std::thread thread_;
};

} // namespace playsync
