// SPDX-License-Identifier: MIT
#include "plugin/config_watch.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <utility>

#include <sys/inotify.h>
#include <unistd.h>

namespace playsync {
namespace {

// An editor writes a file in several steps; what it leaves behind is what counts.
constexpr std::chrono::milliseconds settling_time{200};

constexpr std::uint32_t changes = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                  IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);

} // namespace

ConfigWatch::ConfigWatch(net::io_context& io, Clock& clock, std::filesystem::path directory)
    : directory_(std::move(directory)),
      clock_(clock),
      settling_(clock.alarm()),
      events_(io)
{
    int const fd = directory_.empty() ? -1 : inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (fd < 0)
        return;
    events_.assign(fd);
    watch_all();
}

int ConfigWatch::watch(std::filesystem::path const& directory)
{
    return inotify_add_watch(events_.native_handle(), directory.c_str(), changes | IN_ONLYDIR);
}

/// Watching what is watched already changes nothing, so this may be called again and again: a
/// folder may have been made, or made anew.
void ConfigWatch::watch_all()
{
    bool const exists = watch(directory_) >= 0;
    watch(directory_ / "targets.d");
    if (!exists)
        parent_ = watch(directory_.parent_path());
    else if (parent_ >= 0)
        inotify_rm_watch(events_.native_handle(), std::exchange(parent_, -1));
}

/// Reads what the kernel has to say, and forgets it: all files are read again anyway. Whether there
/// was anything.
bool ConfigWatch::drain()
{
    std::array<char, 4096> buffer;
    bool any = false;
    while (::read(events_.native_handle(), buffer.data(), buffer.size()) > 0)
        any = true;
    return any;
}

void ConfigWatch::skip()
{
    if (!events_.is_open())
        return;
    drain();
    watch_all();
}

net::awaitable<void> ConfigWatch::run(std::function<void()> changed)
{
    while (events_.is_open() && !stopping_) {
        auto const [error] = co_await events_.async_wait(events_.wait_read, no_throw);
        if (error || stopping_)
            break;
        co_await settling_->wait_until(clock_.steady() + settling_time);
        if (stopping_)
            break;
        if (!drain())
            continue;
        watch_all();
        changed();
    }
}

void ConfigWatch::stop()
{
    stopping_ = true;
    settling_->ring();
    boost::system::error_code ignored;
    events_.cancel(ignored);
}

} // namespace playsync
