// SPDX-License-Identifier: MIT
// The admin page of an active plugin: what it works on, and where it is found.
#include <boost/asio/post.hpp>

#include <future>

#include "plugin/app.hpp"
#include "web/server.hpp"

namespace playsync {

/// What the page writes is in force at once, and read once.
Setups::Hooks App::setups_hooks()
{
    return {[this](ConfigTable& table, TargetFile const& file) {
                return engine_->try_target(table, file);
            },
            [this] {
                config_watch_.skip();
                read_config_again();
            },
            [this]() -> ConfigRead const& { return read_; },
            [this](std::string_view target) { engine_->forget_account(target); }};
}

/// Where those who may read the data directory find the page.
std::filesystem::path App::address_file() const
{
    return data_dir_.path() / "admin-address";
}

void App::announce_page()
{
    try {
        write_private_file(address_file(), "127.0.0.1:" + std::to_string(page_->port()) + "\n");
    } catch (std::runtime_error const& error) {
        log_.warning(std::string{"`playsync-host status` will not find the page: "} + error.what());
    }
}

void App::hide_page() noexcept
{
    std::error_code ignored;
    std::filesystem::remove(address_file(), ignored);
}

void App::start_page()
{
    hide_page(); // who had the directory before may have died
    if (!config_.admin)
        return;
    web::ServerOptions options;
    options.port = config_.admin_port;
    options.host_names = config_.admin_hosts;
    options.metrics_allow = config_.metrics_allow;
    options.token_file = data_dir_.path() / "admin-token";
    options.log = [this](int level, std::string_view line) {
        log_.write(static_cast<playsync_log_level>(level), line);
    };
    web::Backstage const backstage{*engine_, engine_->desk(), engine_->watch_book(), setups_,
                                   log_.ring()};
    try {
        page_ = std::make_unique<web::Server>(io_, backstage, std::move(options));
        engine_->audiences().add(page_->audience());
        page_->start();
        engine_->set_page_port(page_->port());
        announce_page();
        follow_log();
        log_.info("admin page: http://127.0.0.1:" + std::to_string(page_->port()) +
                  "/ (its token is in " + (data_dir_.path() / "admin-token").string() + ")");
    } catch (std::exception const& error) {
        // A watch matters more than the page about it.
        log_.error(error.what());
        page_.reset();
    }
}

/// Any thread may log; the page is told on its own.
void App::follow_log()
{
    log_follow_.emplace(log_.ring(), [this](web::LogEntry const& entry) {
        net::post(io_, [this, entry] {
            if (page_)
                page_->tell_log(entry);
        });
    });
}

std::string App::entry_url()
{
    if (!page_)
        return {};
    std::promise<std::string> url;
    auto answer = url.get_future();
    net::post(io_, [this, &url] {
        try {
            url.set_value("http://127.0.0.1:" + std::to_string(page_->port()) +
                          "/#code=" + page_->new_code());
        } catch (...) {
            url.set_exception(std::current_exception()); // the host waits for an answer
        }
    });
    return answer.get();
}

} // namespace playsync
