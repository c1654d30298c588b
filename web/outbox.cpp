// SPDX-License-Identifier: MIT
#include "web/outbox.hpp"

#include <algorithm>

#include "storage/json_text.hpp"
#include "web/json.hpp"

namespace playsync::web {

void Outbox::set_pace(int max_hz) noexcept
{
    pace_ = 1000 / std::clamp(max_hz, 1, 10);
}

bool Outbox::is_too_many(SteadyMs now) noexcept
{
    if (now - second_ >= 1000) {
        second_ = now;
        items_ = 0;
    }
    return ++items_ > items_a_second;
}

bool Outbox::drop(Key const& key)
{
    auto const found = slots_.find(key);
    if (found == slots_.end())
        return false;
    entries_.erase(found->second);
    slots_.erase(found);
    return true;
}

/// Of what waits: one more, or one less.
void Outbox::count(Message const& message, int change) noexcept
{
    auto const one = static_cast<std::size_t>(change);
    if (message.kind == Message::Kind::log) {
        log_lines_ += one;
        return;
    }
    messages_ += one;
    bytes_ += one * message.rest.size();
}

bool Outbox::put(Key key, std::uint64_t seq, MessagePtr message, std::uint64_t items)
{
    bool is_new = true;
    if (key.slot == Slot::none) {
        count(*message, 1);
    } else {
        is_new = !drop(key);
        slots_[key] = seq;
    }
    entries_.emplace(seq, Entry{std::move(key), std::move(message), items});
    if (messages_ > most_messages || bytes_ > most_bytes)
        give_up();
    return is_new || overrun_;
}

void Outbox::give_up() noexcept
{
    overrun_ = true;
    entries_.clear();
    slots_.clear();
    messages_ = bytes_ = log_lines_ = 0;
}

bool Outbox::push(MessagePtr message, SteadyMs now)
{
    using enum Message::Kind;
    if (overrun_)
        return false;
    auto const seq = message->seq;
    pushed_ = std::max(pushed_, seq);
    auto const kind = message->kind;
    if (kind == log && log_lines_ == most_log_lines)
        return false;
    auto const& target = message->target;
    if (kind == run_edge || kind == removal)
        drop({Slot::progress, target});
    if (kind == removal)
        drop({Slot::card, target});
    if (kind == item && (message->rest.empty() || is_too_many(now))) {
        Key const key{Slot::items, target};
        auto const slot = slots_.find(key);
        auto const before = slot == slots_.end() ? 0 : entries_.at(slot->second).items;
        return put(key, seq, nullptr, before + message->count);
    }
    if (kind == card || kind == progress)
        return put({kind == card ? Slot::card : Slot::progress, target}, seq, message, 0);
    return put({}, seq, message, 0);
}

SteadyMs Outbox::due(Key const& key) const noexcept
{
    auto const sent = sent_.find(key);
    if (key.slot == Slot::none || sent == sent_.end())
        return 0;
    auto const pages = static_cast<SteadyMs>(pages_);
    auto const all = static_cast<SteadyMs>(share_among);
    return sent->second + (key.slot == Slot::items ? count_pace : pace_ * pages / all);
}

std::optional<Frame> Outbox::next(SteadyMs now)
{
    auto const ready = std::ranges::find_if(
        entries_, [&](auto const& each) { return due(each.second.key) <= now; });
    if (ready == entries_.end())
        return std::nullopt;
    auto const entry = std::move(ready->second);
    entries_.erase(ready);
    if (entry.key.slot == Slot::none) {
        count(*entry.message, -1);
    } else {
        slots_.erase(entry.key);
        sent_[entry.key] = now;
    }
    return frame(entry, reached(pushed_));
}

Frame Outbox::frame(Entry const& entry, std::uint64_t seq)
{
    Frame frame{entry.message ? entry.message->type : "items_changed", seq, "{"};
    auto& out = frame.json;
    append_member(out, "type", frame.type);
    append_count(out, "seq", seq);
    if (entry.message) {
        out += entry.message->rest;
        return frame;
    }
    append_member(out, "target", entry.key.target);
    append_count(out, "count", entry.items);
    out += '}';
    return frame;
}

std::optional<SteadyMs> Outbox::ready_at(SteadyMs now) const noexcept
{
    std::optional<SteadyMs> earliest;
    for (auto const& [seq, entry] : entries_)
        earliest = std::min(earliest.value_or(due(entry.key)), due(entry.key));
    return earliest ? std::optional{std::max(now, *earliest)} : std::nullopt;
}

std::uint64_t Outbox::reached(std::uint64_t newest) const noexcept
{
    return entries_.empty() ? newest : entries_.begin()->first - 1;
}

} // namespace playsync::web
