// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/runner.hpp"

#include <poll.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "host_api/hosts/standalone/systemd.hpp"

namespace playsync::standalone {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds busy_least{1}, busy_most{50};
constexpr milliseconds look_again{20};
constexpr milliseconds show_again{250};
constexpr std::uint32_t flush_slice_ms = 250;

void require(playsync_status status)
{
    if (status != PLAYSYNC_OK)
        throw std::invalid_argument{std::string{"the plugin says: "} + status_in_words(status)};
}

} // namespace

Runner::Runner(RunOptions options)
    : options_(std::move(options)),
      terminal_(options_.progress),
      host_(options_.data, options_.config, options_.log_level, terminal_),
      plugin_(options_.plugin),
      instance_(plugin_, host_.table())
{
}

int Runner::run(int stop_fd)
{
    std::optional<EventSource> source;
    if (!options_.events.empty())
        source.emplace(options_.events);
    watch_network();
    if (auto const status = instance_.activate(); status != PLAYSYNC_OK)
        return complain_of_start(status);
    admin_ = instance_.extension<playsync_plugin_admin>(PLAYSYNC_EXT_ADMIN);
    if (watch_)
        watch_->start([this](bool online) { instance_.on_network(online, false); });
    say_where_the_page_is();
    notify_systemd("READY=1");
    bool going = !source || feed(*source, stop_fd);
    if (skipped_ > 0)
        terminal_.complain(std::to_string(skipped_) +
                           (skipped_ == 1 ? " line skipped" : " lines skipped"));
    bool const synced = going && options_.exit_when_synced && wait_synced(stop_fd);
    for (; going && !options_.exit_when_synced; show_progress())
        going = pause_for(options_.progress ? show_again : milliseconds{-1}, stop_fd);
    notify_systemd("STOPPING=1");
    watch_.reset();
    auto const last = totals();
    terminal_.finish(last);
    if (auto const status = instance_.deactivate(options_.deadline_ms); status != PLAYSYNC_OK)
        terminal_.complain(std::string{"the end was not graceful: "} + status_in_words(status));
    if (!options_.exit_when_synced)
        return 0;
    terminal_.say("synced " + std::to_string(last.synced) + ", failed " +
                  std::to_string(last.failed) + ", pending " + std::to_string(last.pending));
    return !synced ? not_synced : last.failed > 0 ? changes_failed : 0;
}

int Runner::complain_of_start(playsync_status status)
{
    if (status == PLAYSYNC_BUSY) {
        terminal_.complain("playsync-host: the data directory " + host_.data() +
                           " is in use by another playsync");
        return directory_in_use;
    }
    terminal_.complain(std::string{"playsync-host: the plugin cannot start: "} +
                       status_in_words(status));
    return cannot_run;
}

void Runner::say_where_the_page_is()
{
    if (!admin_ || !PLAYSYNC_HAS(admin_, playsync_plugin_admin, entry_url))
        return;
    std::uint32_t length = 256;
    std::string url(length, '\0');
    auto status = admin_->entry_url(instance_.get(), url.data(), &length);
    if (status == PLAYSYNC_TOO_SMALL) {
        url.resize(length);
        status = admin_->entry_url(instance_.get(), url.data(), &length);
    }
    if (status == PLAYSYNC_OK)
        terminal_.say("admin page: " + std::string{url.c_str()});
}

bool Runner::feed(EventSource& source, int stop_fd)
{
    while (auto const text = source.next(stop_fd)) {
        auto const begin = text->find_first_not_of(" \t\r");
        if (begin == std::string_view::npos || (*text)[begin] == '#')
            continue;
        show_progress();
        if (source.too_long()) {
            skip(source, "longer than 1 MiB");
            continue;
        }
        try {
            if (!carry_out(parse_event_line(*text), stop_fd))
                return false;
        } catch (std::invalid_argument const& error) {
            skip(source, error.what());
        }
    }
    return pause_for(milliseconds{0}, stop_fd);
}

void Runner::skip(EventSource const& source, std::string const& why)
{
    terminal_.complain(source.place() + ": " + why);
    ++skipped_;
}

bool Runner::carry_out(Line const& line, int stop_fd)
{
    if (auto const* playback = std::get_if<PlaybackLine>(&line))
        return tell(*playback, stop_fd);
    if (auto const* command = std::get_if<PlainCommand>(&line))
        return obey(*command, stop_fd);
    if (auto const* wait = std::get_if<WaitLine>(&line)) {
        auto const ms = options_.speed > 0 ? static_cast<double>(wait->ms) / options_.speed : 0;
        return pause_for(milliseconds{static_cast<std::int64_t>(ms)}, stop_fd);
    }
    if (auto const* network = std::get_if<NetworkLine>(&line)) {
        watch_.reset();
        require(instance_.on_network(network->online, network->metered));
    } else if (auto const* retry = std::get_if<RetryFailedLine>(&line)) {
        require(instance_.retry_failed(retry->target));
    } else {
        sync_now(std::get<SyncNowLine>(line));
    }
    return true;
}

bool Runner::obey(PlainCommand command, int stop_fd)
{
    switch (command) {
    case PlainCommand::pause:
        require(instance_.pause());
        break;
    case PlainCommand::resume:
        require(instance_.resume());
        break;
    case PlainCommand::process_queue:
        require(instance_.process_queue());
        break;
    case PlainCommand::flush:
        return flush(stop_fd);
    }
    return true;
}

/// An event the plugin is too busy for is offered again: nothing is dropped, the input waits.
bool Runner::tell(PlaybackLine const& line, int stop_fd)
{
    std::vector<playsync_id> ids;
    auto const item = native(line.item, ids);
    playsync_event event{};
    event.size = sizeof event;
    event.kind = line.kind;
    event.session = line.session;
    event.at_ms = line.at_ms;
    event.position_ms = line.position_ms;
    event.user = line.user.c_str();
    event.item = &item;
    auto wait = busy_least;
    auto status = instance_.on_event(event);
    while (status == PLAYSYNC_BUSY) {
        if (!pause_for(wait, stop_fd))
            return false;
        wait = std::min(wait * 2, busy_most);
        show_progress();
        status = instance_.on_event(event);
    }
    require(status);
    return true;
}

void Runner::sync_now(SyncNowLine const& line)
{
    std::vector<playsync_id> ids;
    playsync_item item{};
    if (line.item)
        item = native(*line.item, ids);
    require(instance_.sync_now(line.item ? &item : nullptr));
}

bool Runner::flush(int stop_fd)
{
    auto status = instance_.flush(0);
    while (status == PLAYSYNC_TIMED_OUT && pause_for(milliseconds{0}, stop_fd))
        status = instance_.flush(flush_slice_ms);
    if (status == PLAYSYNC_TIMED_OUT)
        return false;
    require(status);
    return true;
}

bool Runner::wait_synced(int stop_fd)
{
    if (!flush(stop_fd))
        return false;
    while (totals().pending > 0) {
        if (!pause_for(look_again, stop_fd))
            return false;
        show_progress();
    }
    return true;
}

/// The progress goes on meanwhile; a negative span has no end.
bool Runner::pause_for(milliseconds span, int stop_fd)
{
    using Clock = std::chrono::steady_clock;
    pollfd stop{stop_fd, POLLIN, 0};
    if (span < milliseconds{0}) {
        while (poll(&stop, 1, -1) <= 0)
            ;
        return false;
    }
    for (auto const end = Clock::now() + span;;) {
        auto const left = std::chrono::ceil<milliseconds>(end - Clock::now());
        auto const slice = std::clamp(left, milliseconds{0}, show_again);
        if (poll(&stop, 1, static_cast<int>(slice.count())) > 0)
            return false;
        if (Clock::now() >= end)
            return true;
        show_progress();
    }
}

void Runner::watch_network()
{
    if (options_.assume_online)
        return;
    try {
        watch_ = std::make_unique<NetworkWatch>();
        host_.set_online(watch_->online_at_start());
    } catch (std::system_error const& error) {
        terminal_.complain(
            std::string{"the machine's network is not followed, it is taken to be there: "} +
            error.what());
    }
}

void Runner::show_progress()
{
    auto const now = std::chrono::steady_clock::now();
    if (!options_.progress || now - shown_ < show_again)
        return;
    shown_ = now;
    terminal_.show(totals());
}

playsync_totals Runner::totals()
{
    playsync_totals totals{};
    totals.size = sizeof totals;
    if (admin_ && PLAYSYNC_HAS(admin_, playsync_plugin_admin, totals))
        admin_->totals(instance_.get(), &totals);
    return totals;
}

} // namespace playsync::standalone
