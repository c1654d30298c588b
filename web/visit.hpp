// SPDX-License-Identifier: MIT
// One who follows the events, a page or a program, as a machine without a socket: what it is told,
// when, and why it ends.
// Time is an argument.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/api.hpp"
#include "web/feed.hpp"

namespace playsync::web {

struct Farewell {
    std::uint16_t code = 0; // of the close frame
    std::string_view reason;
    int retry_ms = 0; // when the page may come back
};

/// Close codes of API.md.
namespace close_code {
constexpr std::uint16_t going_away = 1001;
constexpr std::uint16_t not_text = 1003;
constexpr std::uint16_t abuse = 1008;
constexpr std::uint16_t too_slow = 1013;
constexpr std::uint16_t sign_in = 4401;
constexpr std::uint16_t version = 4406;
} // namespace close_code

/// [engine-thread]
class Visit {
public:
    static constexpr unsigned messages_a_second = 20;
    static constexpr SteadyMs session_check = 1000;

    struct Times {
        SteadyMs hello = 5000;
        SteadyMs beat = 15'000;
    };

    /// `caller` is set when the upgrade brought a token: hello then needs none. `ring` is called
    /// when next() may have something.
    Visit(Site& site, std::optional<Caller> caller, Times times, SteadyMs now,
          std::function<void()> ring);

    /// Without a hello: the caller of an event stream.
    void follow(std::optional<Standpoint> const& at);
    void hear(std::string_view text, bool is_text, SteadyMs now);
    /// The next frame to send, if there is one now. May find that the visit has to end.
    std::optional<Frame> next(SteadyMs now);
    /// When to call next() again, at the latest.
    SteadyMs wake_at(SteadyMs now) const;

    void leave(std::uint16_t code, std::string_view reason, int retry_ms);
    /// The page hung up: there is nobody to say farewell to.
    void hung_up() noexcept { gone_ = true; }

    bool is_overrun() const noexcept { return client_ && client_->is_overrun(); }
    bool is_over() const noexcept { return gone_ || farewell_; }
    /// What to say and how to close; nothing when the page hung up.
    std::optional<Farewell> farewell() const { return gone_ ? std::nullopt : farewell_; }

private:
    void hear_hello(std::string_view text);
    void hear_wish(std::string_view text);
    void greet(int max_hz, std::optional<Standpoint> const& at);
    bool may_stay(SteadyMs now);
    bool is_admitted(SteadyMs now);
    Frame beat() const;

    Site& site_;
    std::optional<Caller> caller_;
    Times times_;
    std::function<void()> ring_;
    SteadyMs began_;
    SteadyMs sent_;
    SteadyMs checked_;    // that the session still is
    SteadyMs second_ = 0; // begin of the second that messages are counted in
    unsigned heard_ = 0;
    std::optional<Feed::Client> client_; // since hello
    std::vector<Frame> greeting_;        // last first
    std::optional<Farewell> farewell_;
    bool gone_ = false;
};

/// The bye message.
Frame bye_frame(Farewell const& farewell);

} // namespace playsync::web
