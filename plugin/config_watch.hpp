// SPDX-License-Identifier: MIT
// Notices that the configuration's files were changed (inotify), so that saving one is enough.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>

#include <filesystem>
#include <functional>
#include <memory>

#include "plugin/clock.hpp"

namespace playsync {

/// [engine-thread]
class ConfigWatch {
public:
    /// `directory` need not exist, but then its parent should. Where the system cannot watch, this
    /// does nothing: what has changed is read at the next reload_config.
    ConfigWatch(net::io_context& io, Clock& clock, std::filesystem::path directory);

    /// Calls `changed` a moment after files were changed, until stop().
    net::awaitable<void> run(std::function<void()> changed);
    /// What happened so far is known: the caller changed files, and reads all of them next.
    void skip();
    void stop();

private:
    void watch_all();
    int watch(std::filesystem::path const& directory);
    bool drain();

    std::filesystem::path directory_;
    Clock& clock_;
    std::unique_ptr<Alarm> settling_;
    net::posix::stream_descriptor events_;
    int parent_ = -1;
    bool stopping_ = false;
};

} // namespace playsync
