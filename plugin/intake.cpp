// SPDX-License-Identifier: MIT
#include "plugin/intake.hpp"

#include <algorithm>

#include "storage/codec.hpp"

namespace playsync {
namespace {

/// Reports of one playback that come after its stop are late, not a new playback.
constexpr UnixMs late_report = 10 * 60'000;
/// Of an item whose length nobody knows.
constexpr UnixMs least_watch = 30'000;
/// Of more at once, the one last seen longest ago is forgotten: it ended without a stop.
constexpr std::size_t most_playbacks = 4096;
constexpr std::size_t most_users = 100;
/// The first twentieth is the beginning: who leaves there has not watched anything yet, and media
/// servers keep no position of it (Jellyfin and Emby, MinResumePct).
constexpr std::int64_t beginnings = 20;

bool is_at_beginning(Event const& event, std::int64_t position) noexcept
{
    return position >= 0 && position < event.duration_ms / beginnings;
}

/// Seconds given out lately, a target.
constexpr std::size_t most_starts = 4096;

bool knows(Addressee const& addressee, ItemKind kind)
{
    return addressee.kinds.empty() ||
           std::ranges::find(addressee.kinds, kind) != addressee.kinds.end();
}

/// A play log hears of whole plays and of what is taken back; a state target of every state.
std::optional<Verb> verb_for(Keeps keeps, Fact::Kind kind) noexcept
{
    switch (kind) {
    case Fact::Kind::position:
        return keeps == Keeps::state ? std::optional{Verb::progress} : std::nullopt;
    case Fact::Kind::watched:
        return keeps == Keeps::state ? Verb::watched : Verb::play;
    case Fact::Kind::unwatched:
        return Verb::unwatched;
    }
    return std::nullopt;
}

/// An event as a change, which has its texts for as long as this lives.
class Told {
public:
    Told(Event& event, Verb verb, UnixMs occurred_at, bool restart) noexcept : event_(event)
    {
        exchange();
        change_.verb = verb;
        change_.position_ms = event.position_ms;
        change_.duration_ms = event.duration_ms;
        change_.occurred_at = occurred_at;
        change_.restart = restart;
    }
    ~Told() { exchange(); }
    Told(Told const&) = delete;
    Told& operator=(Told const&) = delete;

    Change const& change() const noexcept { return change_; }

private:
    void exchange() noexcept
    {
        std::swap(change_.user, event_.user);
        std::swap(change_.item, event_.item);
    }

    Event& event_;
    Change change_;
};

} // namespace

Playbacks::Playback& Playbacks::playback_of(Event const& event, bool begins)
{
    auto const key = playback_key(event);
    auto const found = by_key_.find(key);
    if (found == by_key_.end()) {
        if (playbacks_.size() >= most_playbacks)
            forget(std::prev(playbacks_.end()));
        playbacks_.push_front(begun_by(event, key, begins));
        by_key_.emplace(playbacks_.front().key, playbacks_.begin());
        return playbacks_.front();
    }
    playbacks_.splice(playbacks_.begin(), playbacks_, found->second);
    auto& playback = playbacks_.front();
    if (begins || (playback.stopped && event.at > playback.last_seen + late_report))
        playback = begun_by(event, key, true);
    return playback;
}

/// One that begins above the threshold is a resumed end. One we join in the middle, because its
/// start was never `told`, is judged by where it goes.
Playbacks::Playback Playbacks::begun_by(Event const& event, PlaybackKey const& key, bool told) const
{
    Playback playback;
    playback.key = key;
    playback.started = event.at;
    playback.position = event.position_ms;
    auto const threshold = threshold_position(event);
    playback.watched = told && threshold && event.position_ms >= *threshold;
    playback.from_start = told && is_at_beginning(event, event.position_ms);
    return playback;
}

void Playbacks::forget(List::iterator playback)
{
    by_key_.erase(playback->key);
    playbacks_.erase(playback);
}

std::optional<std::int64_t> Playbacks::threshold_position(Event const& event) const
{
    if (event.duration_ms <= 0 || event.item.kind == ItemKind::track)
        return std::nullopt;
    auto const percent = event.item.kind == ItemKind::movie     ? thresholds_.movie_percent
                         : event.item.kind == ItemKind::episode ? thresholds_.episode_percent
                                                                : thresholds_.video_percent;
    return event.duration_ms / 100 * percent + event.duration_ms % 100 * percent / 100;
}

bool Playbacks::passes_threshold(Event const& event, Playback const& playback) const
{
    if (event.item.kind != ItemKind::track) {
        auto const threshold = threshold_position(event);
        return threshold && playback.position >= *threshold;
    }
    auto const share = event.duration_ms > 0 ? event.duration_ms * thresholds_.track_percent / 100
                                             : thresholds_.track_ms;
    return playback.heard >= std::min(share, thresholds_.track_ms);
}

/// The threshold of this playback may have said it already. A host that tells marks alone says so
/// each time, and means another watch once there was time for one.
bool Playbacks::is_another_watch(Event const& event, Playback const& playback) const
{
    if (!playback.watched)
        return true;
    auto const least = event.duration_ms > 0 ? event.duration_ms / 2 : least_watch;
    return playback.marked_at > 0 && event.at - playback.marked_at >= least;
}

void Playbacks::unfollow() noexcept
{
    if (followed_)
        static_cast<Course&>(*followed_) = before_;
}

void Playbacks::move(Playback& playback, Event const& event)
{
    if (event.position_ms < 0)
        return;
    if (event.kind != PLAYSYNC_EVENT_SEEK && playback.position >= 0)
        playback.heard += std::max<std::int64_t>(0, event.position_ms - playback.position);
    playback.position = event.position_ms;
    if (event.kind == PLAYSYNC_EVENT_SEEK && is_at_beginning(event, event.position_ms))
        playback.from_start = true;
}

std::vector<Fact> Playbacks::follow(Event& event)
{
    std::vector<Fact> facts;
    facts.reserve(1);
    followed_ = nullptr;
    if (event.kind == PLAYSYNC_EVENT_UNWATCHED) {
        if (auto const known = by_key_.find(playback_key(event)); known != by_key_.end())
            forget(known->second);
        facts.push_back({Fact::Kind::unwatched, event.at, event.at, true});
        return facts;
    }
    bool const known = event.kind >= PLAYSYNC_EVENT_START && event.kind <= PLAYSYNC_EVENT_WATCHED;
    if (!known)
        return facts;
    auto& playback = playback_of(event, event.kind == PLAYSYNC_EVENT_START);
    followed_ = &playback;
    before_ = playback;
    playback.last_seen = event.at;
    if (event.kind == PLAYSYNC_EVENT_WATCHED) {
        if (is_another_watch(event, playback))
            facts.push_back({Fact::Kind::watched, event.at, playback.started, true});
        playback.watched = true;
        playback.marked_at = event.at;
        return facts;
    }
    move(playback, event);
    event.position_ms = playback.position; // a stop may come without one
    if (!playback.watched && passes_threshold(event, playback)) {
        playback.watched = true;
        facts.push_back({Fact::Kind::watched, event.at, playback.started, true});
    } else if (playback.position >= 0 && !(playback.watched && passes_threshold(event, playback))) {
        bool const routine = event.kind == PLAYSYNC_EVENT_PROGRESS;
        bool const restart = playback.from_start && event.duration_ms > 0 &&
                             !is_at_beginning(event, playback.position);
        bool const moving = event.kind != PLAYSYNC_EVENT_PAUSE && event.kind != PLAYSYNC_EVENT_STOP;
        facts.push_back(
            {Fact::Kind::position, event.at, playback.started, !routine, restart, moving});
    }
    playback.stopped = event.kind == PLAYSYNC_EVENT_STOP;
    return facts;
}

/// A second for a track's start that no other has.
UnixMs Intake::start_of(Addressee const& addressee, UnixMs started)
{
    if (!addressee.distinct_seconds)
        return started;
    auto& taken = starts_[addressee.number];
    auto second = started / 1000;
    bool const moved = taken.contains(second);
    while (!taken.insert(second).second)
        ++second;
    if (taken.size() > most_starts)
        taken.erase(taken.begin());
    return moved ? second * 1000 : started;
}

bool is_for(std::vector<std::string> const& users, std::string_view user)
{
    return std::ranges::any_of(
        users, [user](std::string const& each) { return each == "*" || each == user; });
}

void Intake::configure(Thresholds thresholds, UnixMs progress_interval,
                       std::vector<Addressee> addressees)
{
    playbacks_.set_thresholds(thresholds);
    progress_interval_ = progress_interval;
    addressees_ = std::move(addressees);
    std::erase_if(unknown_users_, [this](std::string const& user) {
        return std::ranges::any_of(addressees_,
                                   [&](auto const& each) { return is_for(each.users, user); });
    });
}

void Intake::accept(Event& event, UnixMs now, std::vector<Draft>& drafts)
{
    auto const facts = playbacks_.follow(event);
    if (facts.empty())
        return;
    try {
        note_user(event.user, draft(event, facts, now, drafts));
    } catch (...) {
        playbacks_.unfollow();
        throw;
    }
}

/// Whether it is for anybody.
bool Intake::draft(Event& event, std::vector<Fact> const& facts, UnixMs now,
                   std::vector<Draft>& drafts)
{
    bool anybody = false;
    auto const item = item_key(event.user, event.item);
    for (auto const& addressee : addressees_) {
        if (!is_for(addressee.users, event.user))
            continue;
        anybody = true;
        for (auto const& fact : facts) {
            auto const verb = verb_for(addressee.keeps, fact.kind);
            if (!verb || !knows(addressee, event.item.kind) ||
                (*verb == Verb::unwatched && !addressee.takes_back))
                continue;
            // Music services date a listen by its start (ListenBrainz, "listened_at").
            bool const by_start = *verb == Verb::play && event.item.kind == ItemKind::track;
            auto const happened = by_start ? fact.started : fact.at;
            bool const puts_off = addressee.at_rest && fact.moving;
            auto const wait = puts_off ? rest_after : fact.urgent ? 0 : progress_interval_;
            // What it is known by stays as it was told, so that a host's repeat is one.
            drafts.push_back({addressee.number, *verb, item, happened, now + wait, puts_off, {}});
            auto const shown = by_start ? start_of(addressee, happened) : happened;
            Told const told{event, *verb, shown, fact.restart};
            append_body(drafts.back().body, told.change());
        }
    }
    return anybody;
}

void Intake::note_user(std::string const& user, bool known)
{
    auto& users = known ? users_ : unknown_users_;
    if (users.size() < most_users)
        users.insert(user);
}

} // namespace playsync
