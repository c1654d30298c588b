// SPDX-License-Identifier: MIT
#include "web/visit.hpp"

#include <algorithm>
#include <array>

#include "storage/json_text.hpp"
#include "web/json.hpp"
#include "web/members.hpp"

namespace playsync::web {
namespace {

constexpr int usual_max_hz = 10;

std::optional<int> max_hz_of(Members const& members)
{
    if (!members.has("max_hz"))
        return usual_max_hz;
    auto const given = members.number("max_hz");
    if (!given || *given < 1)
        return std::nullopt;
    return static_cast<int>(std::min<std::int64_t>(*given, usual_max_hz));
}

/// Nothing when there is a topic that is none.
std::optional<bool> wants_log(Members const& members)
{
    auto const& topics = members.texts("topics");
    if (!std::ranges::all_of(topics, [](auto const& topic) { return topic == "log"; }))
        return std::nullopt;
    return !topics.empty();
}

} // namespace

Visit::Visit(Site& site, std::optional<Caller> caller, Times times, SteadyMs now,
             std::function<void()> ring)
    : site_(site),
      caller_(caller),
      times_(times),
      ring_(std::move(ring)),
      began_(now),
      sent_(now),
      checked_(now)
{
}

void Visit::leave(std::uint16_t code, std::string_view reason, int retry_ms)
{
    if (!farewell_)
        farewell_ = Farewell{code, reason, retry_ms};
}

void Visit::hear(std::string_view text, bool is_text, SteadyMs now)
{
    if (is_over())
        return;
    if (now - second_ >= 1000) {
        second_ = now;
        heard_ = 0;
    }
    if (!is_text)
        leave(close_code::not_text, "only text frames", 0);
    else if (++heard_ > messages_a_second)
        leave(close_code::abuse, "too many messages", 0);
    else if (!client_)
        hear_hello(text);
    else
        hear_wish(text);
}

void Visit::hear_hello(std::string_view text)
{
    constexpr std::array<std::string_view, 7> allowed{"type",  "v",      "token",   "epoch",
                                                      "since", "max_hz", "topics[]"};
    std::string wrong;
    auto const members = Members::read(text, allowed, wrong);
    if (!members || members->text("type") != "hello")
        return leave(close_code::abuse, "hello comes first", 0);
    if (members->number("v") != 1)
        return leave(close_code::version, "only version 1 is spoken here", 0);
    auto const max_hz = max_hz_of(*members);
    bool const has_epoch = members->has("epoch");
    std::optional<Standpoint> at;
    if (has_epoch && members->text("epoch") && members->number("since").value_or(-1) >= 0)
        at = Standpoint{*members->text("epoch"),
                        static_cast<std::uint64_t>(*members->number("since"))};
    auto const log = wants_log(*members);
    if (!max_hz || !log || has_epoch != members->has("since"))
        return leave(close_code::abuse, "hello is not as it should be", 0);
    if (auto const token = members->text("token")) {
        caller_ = site_.sessions.caller(*token, site_.control.now());
        if (!caller_)
            denied(site_, {});
    }
    if (!caller_)
        return leave(close_code::sign_in, "sign in", 0);
    greet(*max_hz, at);
    client_->follow_log(*log);
}

void Visit::follow(std::optional<Standpoint> const& at)
{
    greet(usual_max_hz, at);
}

void Visit::greet(int max_hz, std::optional<Standpoint> const& at)
{
    auto& feed = site_.feed;
    client_.emplace(feed, max_hz, at, ring_);
    auto const status = site_.control.status();
    if (!client_->is_resumed()) {
        auto& snapshot = greeting_.emplace_back(Frame{"snapshot", feed.seq(), "{"}).json;
        append_member(snapshot, "type", "snapshot");
        append_count(snapshot, "seq", feed.seq());
        append_key(snapshot, "status");
        append_status(snapshot, status, feed.epoch(), feed.seq());
        snapshot += '}';
    }
    auto& welcome = greeting_.emplace_back(Frame{"welcome", feed.seq(), "{"}).json;
    append_member(welcome, "type", "welcome");
    append_member(welcome, "epoch", feed.epoch());
    append_count(welcome, "seq", feed.seq());
    append_time_member(welcome, "now", status.now);
    append_member(welcome, "version", status.version);
    append_flag(welcome, "resumed", client_->is_resumed());
    welcome += '}';
}

/// How often, or of what, the page wants to be told.
void Visit::hear_wish(std::string_view text)
{
    constexpr std::array<std::string_view, 3> allowed{"type", "max_hz", "topics[]"};
    std::string wrong;
    auto const members = Members::read(text, allowed, wrong);
    auto const type = members ? members->text("type").value_or("") : "";
    bool const is_rate = type == "rate" && members->has("max_hz") && !members->has("topics");
    bool const is_topics = type == "topics" && members->has("topics") && !members->has("max_hz");
    auto const max_hz = members ? max_hz_of(*members) : std::nullopt;
    auto const log = members ? wants_log(*members) : std::nullopt;
    if (!max_hz || !log || (!is_rate && !is_topics))
        return leave(close_code::abuse, "there is no such message", 0);
    if (is_rate)
        client_->outbox().set_pace(*max_hz);
    else
        client_->follow_log(*log);
}

bool Visit::is_admitted(SteadyMs now)
{
    checked_ = now;
    return site_.sessions.admits(*caller_, site_.control.now());
}

/// Ends the visit when it must not go on.
bool Visit::may_stay(SteadyMs now)
{
    constexpr int soon_ms = 1000;
    if (!client_ && now - began_ >= times_.hello)
        leave(close_code::sign_in, "no hello came", 0);
    else if (client_ && now - checked_ >= session_check && !is_admitted(now))
        leave(close_code::sign_in, "the session has ended", 0);
    else if (client_ && client_->outbox().is_overrun())
        leave(close_code::too_slow, "the page reads too slowly", soon_ms);
    return !is_over();
}

std::optional<Frame> Visit::next(SteadyMs now)
{
    if (is_over() || !may_stay(now) || !client_)
        return std::nullopt;
    std::optional<Frame> frame;
    if (!greeting_.empty()) {
        frame = std::move(greeting_.back());
        greeting_.pop_back();
    } else {
        frame = client_->outbox().next(now);
    }
    if (!frame && now - sent_ >= times_.beat)
        frame = beat();
    if (frame)
        sent_ = now;
    return frame;
}

Frame Visit::beat() const
{
    Frame frame{"beat", client_->reached(), "{"};
    auto& out = frame.json;
    append_member(out, "type", "beat");
    append_count(out, "seq", frame.seq);
    append_time_member(out, "now", site_.control.now());
    out += '}';
    return frame;
}

SteadyMs Visit::wake_at(SteadyMs now) const
{
    if (!client_)
        return began_ + times_.hello;
    auto const routine = std::min(sent_ + times_.beat, checked_ + session_check);
    auto const ready = client_->ready_at(now);
    return greeting_.empty() ? std::min(routine, ready.value_or(routine)) : now;
}

Frame bye_frame(Farewell const& farewell)
{
    Frame frame{"bye", 0, "{"};
    auto& out = frame.json;
    append_member(out, "type", "bye");
    append_member(out, "reason", farewell.reason);
    append_member(out, "retry_ms", std::int64_t{farewell.retry_ms});
    out += '}';
    return frame;
}

} // namespace playsync::web
