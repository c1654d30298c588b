// SPDX-License-Identifier: MIT
#include "plugin/intake/playbacks.hpp"

#include <algorithm>

namespace playsync {
namespace {

PlaybackKey key_of(Playback const& playback)
{
    return {playback.session, playback.item};
}

} // namespace

Playback const* Playbacks::find(PlaybackKey const& key) const
{
    auto const found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : &found->second->now;
}

Playback const* Playbacks::other(PlaybackKey const& key) const
{
    auto const latest = latest_.find(key.item);
    if (latest == latest_.end())
        return nullptr;
    auto const& entry = *latest->second;
    return key_of(entry.now) == key ? entry.before.get() : &entry.now;
}

void Playbacks::put(Playback const& playback, bool began)
{
    auto const key = key_of(playback);
    changed_.push_back(key.item);
    auto const found = by_key_.find(key);
    std::unique_ptr<Playback> left; // for when this one goes on from it
    if (began || found == by_key_.end())
        if (auto const latest = latest_.find(key.item); latest != latest_.end())
            left = std::make_unique<Playback>(latest->second->now);
    if (found == by_key_.end()) {
        playbacks_.emplace_front();
        by_key_.emplace(key, playbacks_.begin());
    } else {
        playbacks_.splice(playbacks_.begin(), playbacks_, found->second);
    }
    auto& entry = playbacks_.front();
    entry.now = playback;
    if (left)
        entry.before = std::move(left);
    latest_[key.item] = playbacks_.begin();
    while (playbacks_.size() > most_)
        forget_last();
}

void Playbacks::forget_last()
{
    auto const last = std::prev(playbacks_.end());
    auto const key = key_of(last->now);
    by_key_.erase(key);
    if (auto const latest = latest_.find(key.item);
        latest != latest_.end() && latest->second == last) {
        latest_.erase(latest);
        forgotten_.push_back(key.item);
    }
    playbacks_.erase(last);
}

void Playbacks::collect(WatchChanges& changes)
{
    std::ranges::sort(changed_);
    auto const same = std::ranges::unique(changed_);
    changed_.erase(same.begin(), same.end());
    for (auto const& item : changed_)
        if (auto const latest = latest_.find(item); latest != latest_.end())
            changes.playbacks.push_back(latest->second->now);
    changes.forgotten.insert(changes.forgotten.end(), forgotten_.begin(), forgotten_.end());
    changed_.clear();
    forgotten_.clear();
}

} // namespace playsync
