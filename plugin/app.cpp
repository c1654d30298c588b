// SPDX-License-Identifier: MIT
#include "plugin/app.hpp"

#include <boost/asio/post.hpp>

#include <random>

#include <pthread.h>
#include <signal.h>

#include "playsync/ext/network.h"
#include "plugin/memory.hpp"
#include "web/server.hpp"

namespace playsync {
namespace {

/// Events between the host's threads and the engine: two commits, and seconds of the busiest host.
/// Each costs 64 bytes at rest.
constexpr std::size_t mailbox_capacity = 8192;

template <class Extension>
Extension const* extension(playsync_host const& host, char const* id)
{
    if (!host.get_extension)
        return nullptr;
    auto const* found = static_cast<Extension const*>(host.get_extension(host.host_data, id));
    return found && found->size >= sizeof(Extension) ? found : nullptr;
}

StoreOptions store_options(Config const& config)
{
    StoreOptions options;
    options.limit = config.store_limit;
    options.first_size = std::min(options.first_size, config.store_limit);
    options.chance = std::random_device{}();
    options.chance = options.chance << 32 | std::random_device{}();
    return options;
}

EngineHost engine_host(playsync_host const& host)
{
    return {host.name ? host.name : "", host.version ? host.version : "",
            extension<playsync_host_library>(host, PLAYSYNC_EXT_LIBRARY), host.host_data};
}

/// Signals are the host's business; threads inherit what their maker blocks.
class SignalsBlocked {
public:
    SignalsBlocked()
    {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(SignalsBlocked const&) = delete;
    SignalsBlocked& operator=(SignalsBlocked const&) = delete;

private:
    sigset_t before_;
};

} // namespace

App::App(playsync_host const& host, Log& log)
    : host_(host),
      log_(log),
      config_dir_(host.config_dir ? host.config_dir : ""),
      data_dir_(host.data_dir ? host.data_dir : ""),
      mailbox_(mailbox_capacity),
      clock_(make_system_clock(io_)),
      config_watch_(io_, *clock_, config_dir_),
      setups_(config_dir_, setups_hooks()),
      work_(io_.get_executor()),
      deadline_(io_)
{
    read_ = read_config(config_dir_);
    config_ = read_.config;
    store_ = open_store(data_dir_, store_options(config_));
    if (!store_.notice.empty())
        log_.warning(store_.notice);
    engine_ = std::make_unique<Engine>(io_, *store_.queue, mailbox_, *clock_, log_,
                                       engine_host(host_), data_dir_.path());
    engine_->set_notice(store_.notice);
    engine_->on_reload([this] { return read_config_again(); });
    if (auto const* status = extension<playsync_host_status>(host_, PLAYSYNC_EXT_STATUS)) {
        reports_ = std::make_unique<HostReports>(*status, host_.host_data);
        engine_->audiences().add(*reports_);
    }
    if (auto const* network = extension<playsync_host_network>(host_, PLAYSYNC_EXT_NETWORK)) {
        std::uint32_t online = 1;
        std::uint32_t metered = 0;
        network->state(host_.host_data, &online, &metered);
        engine_->set_network(online != 0, metered != 0);
    }
    for (auto const& warning : read_.warnings)
        log_.warning(warning);
    for (auto const& error : read_.errors)
        log_.error(error);
    engine_->configure(read_);
    start_page();
    engine_->start();
    engine_->tasks().keep(*clock_,
                          [this] { return config_watch_.run([this] { read_config_again(); }); });
    SignalsBlocked const blocked;
    thread_ = std::thread{[this] { run(); }};
}

App::~App()
{
    if (thread_.joinable())
        stop(std::chrono::milliseconds{0});
}

void App::run() noexcept
{
    pthread_setname_np(pthread_self(), "playsync");
    be_patient_for_memory();
    for (;;) {
        try {
            io_.run();
            return;
        } catch (...) {
            engine_->complain(std::current_exception());
        }
    }
}

void App::stop(std::chrono::milliseconds deadline)
{
    net::post(io_, [this, deadline] { begin_stop_somehow(deadline); });
    thread_.join();
    hide_page();
    engine_->audiences().clear();
    data_dir_.mark_clean();
}

/// Memory that is not there now may be there in a moment; a host that unloads us waits no longer
/// than it said.
void App::begin_stop_somehow(std::chrono::milliseconds deadline)
{
    constexpr std::chrono::milliseconds moment{10};
    for (auto left = deadline;; left -= moment) {
        try {
            return begin_stop(deadline);
        } catch (std::bad_alloc const&) {
            if (left < moment)
                return io_.stop();
            std::this_thread::sleep_for(moment);
        }
    }
}

void App::begin_stop(std::chrono::milliseconds deadline)
{
    engine_->tasks().when_idle([this] {
        deadline_.cancel();
        work_.reset();
    });
    if (page_)
        page_->stop();
    config_watch_.stop();
    engine_->stop();
    // What is cancelled still has to settle: a little of the deadline is kept for that.
    deadline_.expires_after(deadline - deadline / 8);
    deadline_.async_wait([this](boost::system::error_code error) {
        if (!error)
            engine_->cancel();
    });
}

playsync_status App::accept(std::unique_ptr<Event> event)
{
    bool const routine = event->kind == PLAYSYNC_EVENT_PROGRESS;
    if (routine && !engine_->takes_progress())
        return PLAYSYNC_BUSY;
    make_plausible(*event, clock_->wall());
    switch (mailbox_.post(std::move(event))) {
    case Mailbox::Posted::refused:
        return PLAYSYNC_BUSY;
    case Mailbox::Posted::first:
        net::post(io_, [this] { engine_->ring(); });
        return PLAYSYNC_OK;
    case Mailbox::Posted::more:
        break;
    }
    return PLAYSYNC_OK;
}

void App::post(std::function<void(Engine&)> action)
{
    net::post(io_, [this, action = std::move(action)] { action(*engine_); });
}

void App::reload_config()
{
    net::post(io_, [this] { read_config_again(); });
}

std::vector<std::string> App::read_config_again()
{
    auto read = read_config(config_dir_);
    for (auto const& warning : read.warnings)
        log_.warning(warning);
    for (auto const& error : read.errors)
        log_.error(error);
    if (!read.errors.empty()) {
        log_.error("the configuration stays as it was");
        read_.errors = read.errors;
        return read.errors;
    }
    log_.info("the configuration was read again");
    read_ = std::move(read);
    return engine_->configure(read_);
}

playsync_totals App::totals() const noexcept
{
    auto const& shared = engine_->shared_totals();
    playsync_totals totals{};
    totals.size = sizeof totals;
    totals.pending = shared.pending;
    totals.synced = shared.synced;
    totals.failed = shared.failed;
    totals.refused = mailbox_.refused();
    return totals;
}

} // namespace playsync
