// SPDX-License-Identifier: MIT
// The other end for everybody: an HTTP server in a process of its own that answers 200 at once and
// counts the events it was sent by a word that each of them has once.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace playsync::bench {

/// Stands once in every event's text.
inline constexpr std::string_view event_word = "\"Wandering Star\"";

class Sink {
public:
    Sink();
    ~Sink();
    Sink(Sink const&) = delete;
    Sink& operator=(Sink const&) = delete;

    unsigned port() const noexcept { return port_; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/hook"; }
    std::uint64_t events() const noexcept { return shared_->events; }
    std::uint64_t requests() const noexcept { return shared_->requests; }
    /// Returns when `events` have arrived. Throws when none comes for long.
    void wait_for(std::uint64_t events) const;

private:
    struct Shared {
        std::atomic<std::uint64_t> events{0};
        std::atomic<std::uint64_t> requests{0};
    };
    static void serve(int listener, Shared& shared);

    Shared* shared_ = nullptr;
    unsigned port_ = 0;
    pid_t pid_ = 0;
};

} // namespace playsync::bench
