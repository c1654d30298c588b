// SPDX-License-Identifier: MIT
// Follows the machine's network over rtnetlink(7), on a thread of its own.
#pragma once

#include <functional>
#include <thread>

#include "host_api/hosts/standalone/connectivity.hpp"

namespace playsync::standalone {

class NetworkWatch {
public:
    /// Looks once. Throws std::system_error when the kernel offers no rtnetlink.
    NetworkWatch();
    /// No call is under way, and none will come, when it returns.
    ~NetworkWatch();
    NetworkWatch(NetworkWatch const&) = delete;
    NetworkWatch& operator=(NetworkWatch const&) = delete;

    /// As seen by the constructor.
    bool online_at_start() const noexcept { return online_; }
    /// From now on `changed` is called on the watch's thread, whenever the answer is another one.
    void start(std::function<void(bool online)> changed);

private:
    void follow();

    int socket_ = -1;
    int wake_ = -1;
    bool online_ = true;
    std::function<void(bool)> changed_;
    std::thread thread_;
};

} // namespace playsync::standalone
