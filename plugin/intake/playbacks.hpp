// SPDX-License-Identifier: MIT
// The playbacks under way, by session and item; bounded, the one not seen for longest goes first.
#pragma once

#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "plugin/event.hpp"
#include "storage/watch.hpp"

namespace playsync {

class Playbacks {
public:
    /// More than a commit takes in, so that none is forgotten before it was on disk.
    explicit Playbacks(std::size_t most = 8192) : most_(most) {}

    /// Nothing when there is none. Valid until the next put().
    Playback const* find(PlaybackKey const& key) const;
    /// The last seen of the same item that is another: of any session, or before it in its own.
    Playback const* other(PlaybackKey const& key) const;
    /// As the last seen. `began`: it takes the place of the one before it in its session.
    void put(Playback const& playback, bool began);

    /// Appends the latest of each item that changed since the last call, and what is forgotten.
    void collect(WatchChanges& changes);

private:
    struct Entry {
        Playback now;
        std::unique_ptr<Playback> before;
    };
    using List = std::list<Entry>;
    struct ItemHash {
        std::size_t operator()(ItemKey const& key) const noexcept
        {
            return PlaybackKey::Hash{}({0, key});
        }
    };

    void forget_last();

    std::size_t most_;
    List playbacks_; // the last seen first
    std::unordered_map<PlaybackKey, List::iterator, PlaybackKey::Hash> by_key_;
    std::unordered_map<ItemKey, List::iterator, ItemHash> latest_;
    std::vector<ItemKey> changed_, forgotten_;
};

} // namespace playsync
