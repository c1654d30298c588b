// SPDX-License-Identifier: MIT
#include "web/feed.hpp"

#include <algorithm>
#include <utility>

#include "storage/json_text.hpp"
#include "web/json.hpp"
#include "web/secret.hpp"

namespace playsync::web {

using Kind = Message::Kind;

bool can_resume(Standpoint const& at, std::string_view epoch, std::uint64_t floor,
                std::uint64_t newest) noexcept
{
    return at.epoch == epoch && at.since >= floor && at.since <= newest;
}

Feed::Client::Client(Feed& feed, int max_hz, std::optional<Standpoint> const& at,
                     std::function<void()> ring)
    : feed_(feed),
      outbox_(max_hz),
      ring_(std::move(ring))
{
    feed.tell_counts();
    // While nobody looked, the engine may have left things untold.
    if (!feed.present())
        feed.forget_all();
    resumed_ = at && can_resume(*at, feed.epoch_, feed.floor_, feed.seq_) && replay(at->since);
    feed.clients_.push_back(this);
    feed.share();
}

Feed::Client::~Client()
{
    std::erase(feed_.clients_, this);
    feed_.share();
    if (feed_.clients_.empty())
        feed_.left_ = feed_.clock_();
}

/// False, with nothing to tell, when what was missed is more than a snapshot.
bool Feed::Client::replay(std::uint64_t since)
{
    Outbox missed = outbox_;
    auto const now = feed_.clock_();
    for (auto next = feed_.ring_.upper_bound(since); next != feed_.ring_.end(); ++next)
        missed.push(next->second, now);
    if (missed.is_overrun())
        return false;
    outbox_ = std::move(missed);
    return true;
}

Feed::Feed(std::function<SteadyMs()> clock) : clock_(std::move(clock)), epoch_(random_epoch()) {}

bool Feed::present() const
{
    return !clients_.empty() || (left_ && clock_() - *left_ < memory_ms);
}

void Feed::share() noexcept
{
    for (auto* client : clients_)
        client->outbox_.set_pages(clients_.size());
}

bool Feed::begin()
{
    ++seq_;
    return present();
}

void Feed::publish(Kind kind, std::string_view target, std::string_view type, std::string rest)
{
    tell_counts(); // they came before
    rest += '}';
    send(std::make_shared<Message const>(
        Message{seq_, kind, std::string{target}, type, std::move(rest)}));
}

void Feed::send(MessagePtr const& message)
{
    keep(message);
    auto const now = clock_();
    for (auto* client : clients_)
        if (client->outbox_.push(message, now))
            client->ring_();
}

void Feed::publish_item(ChangeView const& change, std::string_view type, std::string_view more)
{
    if (!begin())
        return;
    if (is_too_many())
        return count_item(change.target);
    std::string rest = ",\"change\":";
    append_change(rest, change);
    publish(Kind::item, change.target, type, rest.append(more));
}

bool Feed::is_too_many()
{
    auto const now = clock_();
    if (now - second_ >= 1000) {
        second_ = now;
        items_ = 0;
    }
    return ++items_ * pages_to_share(clients_.size()) > Outbox::items_a_second * share_among;
}

void Feed::count_item(std::string const& target)
{
    auto& counted = counted_[target];
    counted.seq = seq_;
    if (++counted.items > 1)
        return; // they are rung already
    for (auto* client : clients_)
        client->ring_();
}

void Feed::tell_counts()
{
    for (auto const& [target, counted] : std::exchange(counted_, {}))
        send(std::make_shared<Message const>(
            Message{counted.seq, Kind::item, target, {}, {}, counted.items}));
}

void Feed::keep(MessagePtr const& message)
{
    auto const kind = message->kind;
    if (kind == Kind::run_edge || kind == Kind::removal)
        replace(Kind::progress, message->target);
    if (kind == Kind::removal)
        replace(Kind::card, message->target);
    if (kind == Kind::card || kind == Kind::progress) {
        replace(kind, message->target);
        latest_[{kind, message->target}] = message->seq;
    }
    ring_.emplace(message->seq, message);
    bytes_ += message->rest.size();
    while (ring_.size() > ring_messages || bytes_ > ring_bytes)
        forget_oldest();
}

/// What a later message of the same kind says again need not be kept.
void Feed::replace(Kind kind, std::string const& target)
{
    auto const found = latest_.find({kind, target});
    if (found == latest_.end())
        return;
    auto const old = ring_.find(found->second);
    bytes_ -= old->second->rest.size();
    ring_.erase(old);
    latest_.erase(found);
}

void Feed::forget_oldest()
{
    auto const oldest = ring_.begin();
    floor_ = oldest->first;
    bytes_ -= oldest->second->rest.size();
    latest_.erase({oldest->second->kind, oldest->second->target});
    ring_.erase(oldest);
}

void Feed::forget_all()
{
    ring_.clear();
    counted_.clear();
    latest_.clear();
    bytes_ = 0;
    floor_ = ++seq_; // a number that no page has been told
}

void Feed::log(LogEntry const& entry)
{
    MessagePtr message;
    for (auto* client : clients_) {
        if (!client->follows_log_)
            continue;
        if (!message) {
            std::string rest = ",\"line\":";
            append_log_entry(rest, entry);
            message = std::make_shared<Message const>(
                Message{++seq_, Kind::log, {}, "log", std::move(rest += '}')});
        }
        client->outbox_.push(message, clock_());
        client->ring_();
    }
}

} // namespace playsync::web
