// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/runner.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <system_error>

namespace playsync::standalone {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds busy_wait{5};
constexpr milliseconds look_again{250};
constexpr std::uint32_t flush_ms = 60'000;
constexpr int exit_failed_changes = 3;

/// sd_notify(3) without its library: one datagram to the socket systemd names.
void notify_systemd(std::string_view state)
{
    char const* const path = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    if (!path || std::strlen(path) >= sizeof address.sun_path)
        return;
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, path);
    if (address.sun_path[0] == '@')
        address.sun_path[0] = '\0';
    int const fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    auto const size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
    sendto(fd, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<sockaddr*>(&address),
           size);
    close(fd);
}

char const* level_word(playsync_log_level level) noexcept
{
    constexpr std::array<char const*, 5> words{"", "debug", "info", "warning", "error"};
    return level < words.size() ? words[level] : "";
}

} // namespace

Runner::Runner(RunOptions options)
    : options_(std::move(options)),
      data_(std::filesystem::absolute(options_.data).string()),
      config_(std::filesystem::absolute(options_.config).string()),
      terminal_(options_.progress),
      status_{sizeof status_, 0, report},
      network_{sizeof network_, 0, network},
      host_{sizeof host_,  PLAYSYNC_ABI_VERSION, this, "playsync-host", PLAYSYNC_VERSION_TEXT,
            data_.c_str(), config_.c_str(),      log,  extension},
      plugin_(options_.plugin),
      instance_(plugin_, host_)
{
}

int Runner::run(int stop_fd)
{
    auto const status = instance_.activate();
    if (status != PLAYSYNC_OK) {
        terminal_.complain(std::string{"the plugin is not active: "} + status_in_words(status));
        return status == PLAYSYNC_BUSY ? 2 : 1;
    }
    say_where_the_page_is();
    if (!options_.assume_online)
        follow_network();
    notify_systemd("READY=1");
    auto const fed = feed(stop_fd);
    if (skipped_ > 0)
        terminal_.complain(std::to_string(skipped_) + " lines skipped");
    if (fed == Fed::everything && !options_.exit_when_synced)
        while (pause_for(look_again, stop_fd))
            terminal_.show(totals());
    bool const synced = fed == Fed::everything && options_.exit_when_synced && wait_synced(stop_fd);
    notify_systemd("STOPPING=1");
    connectivity_.reset();
    auto const last = totals();
    terminal_.show(last);
    terminal_.finish();
    instance_.deactivate(options_.deadline_ms);
    if (synced || options_.progress)
        terminal_.say("synced " + std::to_string(last.synced) + ", failed " +
                      std::to_string(last.failed) + ", pending " + std::to_string(last.pending));
    return synced && last.failed > 0 ? exit_failed_changes : 0;
}

void Runner::say_where_the_page_is()
{
    auto const* admin = instance_.extension<playsync_plugin_admin>(PLAYSYNC_EXT_ADMIN);
    std::array<char, 256> url;
    std::uint32_t length = url.size();
    if (admin && admin->entry_url(instance_.get(), url.data(), &length) == PLAYSYNC_OK)
        terminal_.say(std::string{"admin page: "} + url.data());
}

Runner::Fed Runner::feed(int stop_fd)
{
    if (options_.events.empty())
        return Fed::everything;
    EventSource source{options_.events};
    auto shown = std::chrono::steady_clock::now();
    while (auto const text = source.next(stop_fd)) {
        auto const begin = text->find_first_not_of(" \t\r");
        if (begin == std::string::npos || (*text)[begin] == '#')
            continue;
        try {
            if (source.too_long())
                throw std::invalid_argument{"longer than 1 MiB"};
            if (!carry_out(parse_event_line(*text), stop_fd))
                return Fed::stopped;
        } catch (std::invalid_argument const& error) {
            terminal_.complain(source.place() + ": " + error.what());
            ++skipped_;
        }
        if (auto const now = std::chrono::steady_clock::now(); now - shown > look_again) {
            terminal_.show(totals());
            shown = now;
        }
    }
    return pause_for(milliseconds{0}, stop_fd) ? Fed::everything : Fed::stopped;
}

bool Runner::carry_out(Line const& line, int stop_fd)
{
    if (auto const* playback = std::get_if<PlaybackLine>(&line))
        return tell(*playback, stop_fd);
    if (auto const* wait = std::get_if<WaitLine>(&line)) {
        if (options_.speed <= 0)
            return true;
        auto const span = static_cast<double>(wait->ms) / options_.speed;
        return pause_for(milliseconds{static_cast<std::int64_t>(span)}, stop_fd);
    }
    if (auto const* network = std::get_if<NetworkLine>(&line)) {
        network_told_ = true;
        instance_.on_network(network->online, network->metered);
    } else if (auto const* retry = std::get_if<RetryFailedLine>(&line)) {
        instance_.retry_failed(retry->target);
    } else if (auto const* sync = std::get_if<SyncNowLine>(&line)) {
        sync_now(*sync);
    } else {
        switch (std::get<PlainCommand>(line)) {
        case PlainCommand::pause:
            instance_.pause();
            break;
        case PlainCommand::resume:
            instance_.resume();
            break;
        case PlainCommand::process_queue:
            instance_.process_queue();
            break;
        case PlainCommand::flush:
            if (instance_.flush(flush_ms) != PLAYSYNC_OK)
                terminal_.complain("flush: the store did not take everything in time");
            break;
        }
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
    for (;;) {
        auto const status = instance_.on_event(event);
        if (status == PLAYSYNC_OK)
            return true;
        if (status != PLAYSYNC_BUSY)
            throw std::invalid_argument{std::string{"the plugin says: "} + status_in_words(status)};
        if (!pause_for(busy_wait, stop_fd))
            return false;
    }
}

void Runner::sync_now(SyncNowLine const& line)
{
    std::vector<playsync_id> ids;
    playsync_item item{};
    if (line.item)
        item = native(*line.item, ids);
    instance_.sync_now(line.item ? &item : nullptr);
}

void Runner::follow_network()
{
    try {
        connectivity_ = std::make_unique<Connectivity>([this](bool online) {
            if (!network_told_)
                instance_.on_network(online, false);
        });
    } catch (std::system_error const& error) {
        terminal_.complain(std::string{"the machine's network is not followed: "} + error.what());
    }
}

bool Runner::wait_synced(int stop_fd)
{
    if (instance_.flush(flush_ms) != PLAYSYNC_OK)
        terminal_.complain("the store did not take everything in time");
    auto const* admin = instance_.extension<playsync_plugin_admin>(PLAYSYNC_EXT_ADMIN);
    constexpr milliseconds soon{20};
    auto shown = std::chrono::steady_clock::now();
    while (admin && totals().pending > 0) {
        if (!pause_for(soon, stop_fd))
            return false;
        if (auto const now = std::chrono::steady_clock::now(); now - shown > look_again) {
            terminal_.show(totals());
            shown = now;
        }
    }
    return true;
}

/// False when told to stop.
bool Runner::pause_for(milliseconds span, int stop_fd)
{
    pollfd stop{stop_fd, POLLIN, 0};
    return poll(&stop, 1, static_cast<int>(span.count())) == 0;
}

playsync_totals Runner::totals()
{
    playsync_totals totals{};
    totals.size = sizeof totals;
    auto const* admin = instance_.extension<playsync_plugin_admin>(PLAYSYNC_EXT_ADMIN);
    if (admin)
        admin->totals(instance_.get(), &totals);
    return totals;
}

void Runner::log(void* self, playsync_log_level level, char const* message) PLAYSYNC_NOEXCEPT
{
    auto& runner = *static_cast<Runner*>(self);
    if (level >= runner.options_.log_level)
        runner.terminal_.complain(std::string{level_word(level)} + ": " + message);
}

void const* Runner::extension(void* self, char const* id) PLAYSYNC_NOEXCEPT
{
    auto const& runner = *static_cast<Runner*>(self);
    std::string_view const wanted{id};
    if (wanted == PLAYSYNC_EXT_STATUS)
        return &runner.status_;
    return wanted == PLAYSYNC_EXT_NETWORK ? &runner.network_ : nullptr;
}

void Runner::report(void* self, playsync_report const* report) PLAYSYNC_NOEXCEPT
{
    if (auto const line = report_line(*report); !line.empty())
        static_cast<Runner*>(self)->terminal_.complain(line);
}

void Runner::network(void* self, std::uint32_t* online, std::uint32_t* metered) PLAYSYNC_NOEXCEPT
{
    *metered = 0;
    *online = 1;
    if (static_cast<Runner*>(self)->options_.assume_online)
        return;
    try {
        *online = Connectivity::online_now() ? 1 : 0;
    } catch (std::system_error const&) {
        *online = 1; // follow_network() says why nothing is known
    }
}

} // namespace playsync::standalone
