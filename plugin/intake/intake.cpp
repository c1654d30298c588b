// SPDX-License-Identifier: MIT
#include "plugin/intake/intake.hpp"

#include <algorithm>

#include "storage/watch_codec.hpp"

namespace playsync {
namespace {

constexpr std::size_t most_users = 100;
/// Sessions whose end may never be told; more than any host has at once.
constexpr std::size_t most_sessions = 1024;

/// What an item is followed by. A stream has one key and many titles.
ItemKey followed_key(Event const& event)
{
    bool const stream = event.item.kind == ItemKind::track && event.duration_ms <= 0 &&
                        !event.item.host_key.empty() && !event.item.title.empty();
    if (!stream)
        return item_key(event.user, event.item);
    auto item = event.item;
    item.host_key.clear();
    return item_key(event.user, item);
}

/// Names a session of a user, whatever it plays.
PlaybackKey session_key(Event const& event)
{
    return {event.session, item_key(event.user, Item{})};
}

/// Whether an event says what its session plays now.
bool plays(Event const& event)
{
    return event.kind == PLAYSYNC_EVENT_START ||
           (event.kind == PLAYSYNC_EVENT_PROGRESS && event.session != 0);
}

/// A further episode of a file that holds several: what names the file, or its first episode, does
/// not name this one.
void be_episode(Event& event, int episode)
{
    auto& item = event.item;
    item.episode = episode;
    item.host_key.clear();
    std::erase_if(item.ids, [](auto const& id) { return !id.first.starts_with("show."); });
    if (!item.show.empty())
        item.title.clear();
}

} // namespace

Intake::Intake(Thresholds thresholds, UnixMs progress_interval, WatchHistory const* history,
               std::string host)
    : thresholds_(thresholds),
      host_(std::move(host)),
      recent_(history),
      routing_(progress_interval)
{
    if (history)
        load(*history);
}

void Intake::load(WatchHistory const& history)
{
    recent_.load();
    for (auto const& playback : history.playbacks()) {
        playbacks_.put(playback, false);
        extend(playback, false);
    }
    WatchChanges known; // all that is on disk but what there is no room for
    playbacks_.collect(known);
    changes_.forgotten = std::move(known.forgotten);
}

void Intake::configure(Thresholds thresholds, UnixMs progress_interval,
                       std::vector<Addressee> addressees)
{
    thresholds_ = thresholds;
    routing_.configure(progress_interval, std::move(addressees));
    std::erase_if(unknown_users_, [this](std::string const& user) { return routing_.has(user); });
}

void Intake::accept(Event& event, UnixMs now, std::vector<Draft>& drafts)
{
    if (std::exchange(collected_, false))
        recent_.committed();
    auto const key = PlaybackKey{event.session, followed_key(event)};
    auto whole = drafts.size(); // what is to stay when there is no memory for the rest
    try {
        if (plays(event)) {
            end_what_played(event, key, now, drafts);
            whole = drafts.size();
            note_what_plays(event, key);
        }
        auto const* const same = playbacks_.find(key);
        auto followed = follow(event, key, thresholds_, same, playbacks_.other(key));
        if (followed.playback && (event.position_ms < 0 || event.kind == PLAYSYNC_EVENT_STOP))
            event.position_ms = followed.playback->position; // a stop may come without one
        take(event, std::move(followed), key, now, drafts);
    } catch (...) {
        drafts.resize(whole);
        throw;
    }
}

/// Players tell a start without the end before it, and radios a title without any.
void Intake::end_what_played(Event const& event, PlaybackKey const& key, UnixMs now,
                             std::vector<Draft>& drafts)
{
    auto const found = current_.find(session_key(event));
    if (found == current_.end() || found->second.playback == key)
        return;
    auto& ended = found->second;
    auto const* const playback = playbacks_.find(ended.playback);
    if (playback && playback->playing) {
        ended.event.at = event.at;
        ended.event.position_ms = playback->position;
        take(ended.event, end_unseen(ended.event, ended.playback, thresholds_, *playback),
             ended.playback, now, drafts);
    }
    current_.erase(found);
}

void Intake::note_what_plays(Event const& event, PlaybackKey const& key)
{
    auto const session = session_key(event);
    if (event.item.kind != ItemKind::track || current_.contains(session))
        return;
    if (current_.size() >= most_sessions)
        current_.erase(current_.begin());
    current_.emplace(session, Current{key, event});
}

void Intake::take(Event& event, Followed followed, PlaybackKey const& key, UnixMs now,
                  std::vector<Draft>& drafts)
{
    auto* const playback = followed.playback ? &*followed.playback : nullptr;
    if (!followed.facts.empty()) {
        note_user(event.user, routing_.has(event.user));
        text_.write(event.user, event.item);
        tell(event, key.item, followed, now, drafts);
    }
    bool const several = event.item.episode >= 0;
    for (auto episode = event.item.episode + 1; several && episode <= event.episode_end;
         ++episode) {
        auto further = event;
        be_episode(further, episode);
        auto of_it = followed;
        of_it.playback.reset();
        text_.write(further.user, further.item);
        tell(further, item_key(further.user, further.item), of_it, now, drafts);
    }
    if (!playback)
        return;
    bool const began = event.kind == PLAYSYNC_EVENT_START && playbacks_.find(key) != nullptr;
    playbacks_.put(*playback, began);
    extend(*playback, event.kind == PLAYSYNC_EVENT_STOP || event.kind == PLAYSYNC_EVENT_PAUSE);
}

/// A watch that is known already is told nobody; but one told again word for word is, so that a
/// target that came since hears of it: the queue knows what the others were told.
void Intake::tell(Event const& event, ItemKey const& item, Followed& followed, UnixMs now,
                  std::vector<Draft>& drafts)
{
    for (auto const& fact : followed.facts) {
        if (fact.kind == Fact::Kind::unwatched)
            take_back(item);
        if (fact.kind == Fact::Kind::watched) {
            auto const known =
                recent_.same(item, {fact.at, fact.started, fact.by_itself, fact.clock_went_back});
            if (known && followed.playback && followed.playback->watched_at == fact.at)
                followed.playback->watched_at = known->at;
            if (known && known->at != fact.at)
                continue;
        }
        auto const told = routing_.draft(event, item, text_, fact, now, drafts);
        if (fact.kind == Fact::Kind::watched)
            keep(event, item, fact, told);
    }
}

void Intake::keep(Event const& event, ItemKey const& item, Fact const& fact, unsigned targets)
{
    Watch watch;
    watch.item = item;
    watch.at = watch.ended = fact.at;
    watch.begun = std::min(fact.started, fact.at);
    watch.duration_ms = event.duration_ms;
    watch.how = fact.how;
    watch.targets = static_cast<std::uint8_t>(std::min(targets, 255u));
    watch.user = targets == 0 ? event.user : std::string{};
    append_watch_text(watch.text, text_, host_);
    recent_.remember(watch);
    changes_.watches.push_back(std::move(watch));
}

/// What is watched after it is another watch.
void Intake::take_back(ItemKey const& item)
{
    auto const* const last = recent_.newest(item);
    if (!last || last->taken_back)
        return;
    auto taken_back = *last;
    taken_back.taken_back = true;
    recent_.remember(taken_back);
    changes_.amended.push_back(taken_back);
}

/// A watch lasts as long as what it was decided of goes on.
void Intake::extend(Playback const& playback, bool rests)
{
    auto const* const last = recent_.newest(playback.item);
    if (playback.watched_at == 0 || !last || last->at != playback.watched_at)
        return;
    auto longer = *last;
    longer.ended = std::max(longer.ended, playback.last_seen);
    if (longer == *last && !rests)
        return;
    recent_.remember(longer);
    if (rests)
        changes_.amended.push_back(longer);
}

void Intake::collect(WatchChanges& changes)
{
    playbacks_.collect(changes_);
    collected_ = true;
    auto const move = [](auto& from, auto& to) {
        if (to.empty())
            return to.swap(from);
        to.insert(to.end(), std::make_move_iterator(from.begin()),
                  std::make_move_iterator(from.end()));
        from.clear();
    };
    move(changes_.watches, changes.watches);
    move(changes_.amended, changes.amended);
    move(changes_.playbacks, changes.playbacks);
    move(changes_.forgotten, changes.forgotten);
}

void Intake::note_user(std::string const& user, bool known)
{
    auto& users = known ? users_ : unknown_users_;
    if (users.size() < most_users)
        users.insert(user);
}

} // namespace playsync
