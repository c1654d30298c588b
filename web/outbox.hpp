// SPDX-License-Identifier: MIT
// What one page is still to be told, in order, merged and paced. Time is an argument. Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace playsync::web {

/// Milliseconds of a clock that never goes back.
using SteadyMs = std::int64_t;

struct Message {
    enum class Kind : std::uint8_t {
        card,     // replaces the target's card before it
        progress, // replaces the target's progress before it
        run_edge, // a run begins or ends: the progress before it means nothing any more
        item,     // counted, when there are too many
        log,      // left out when many wait: a page can ask for them
        removal,  // of a target: what was to be told of it means nothing any more
        event,
    };
    std::uint64_t seq = 0;
    Kind kind = Kind::event;
    std::string target;
    std::string_view type; // of API.md; a literal
    std::string rest;      // what follows seq: `,"card":{…}}`; empty: items that are only counted
    std::uint64_t count = 1; // of those
};
using MessagePtr = std::shared_ptr<Message const>;

/// So many pages are told as often as they ask. Of more, each is told less often, so that together
/// they cost the engine no more than these, but for a count a second each.
constexpr std::size_t share_among = 4;
constexpr std::size_t pages_to_share(std::size_t pages) noexcept
{
    return std::max(pages, share_among);
}

/// What is told at once.
struct Frame {
    std::string_view type; // of API.md; a literal
    std::uint64_t seq = 0; // up to here everything was told
    std::string json;
};

/// The seq in a frame says: up to here everything was told, or replaced by what is still to come.
/// So a page that comes back with it misses nothing.
class Outbox {
public:
    static constexpr std::size_t most_messages = 256;
    static constexpr std::size_t most_bytes = 1 << 20;
    static constexpr unsigned items_a_second = 50;
    static constexpr std::size_t most_log_lines = 100;
    static constexpr SteadyMs count_pace = 1000; // between two counts of a target's items

    explicit Outbox(int max_hz) { set_pace(max_hz); }

    /// Cards and progress of a target are sent at most so often; 1 to 10.
    void set_pace(int max_hz) noexcept;
    /// How many pages look, this one among them.
    void set_pages(std::size_t pages) noexcept { pages_ = pages_to_share(pages); }

    /// False when it only replaces what waits already: nobody need look sooner.
    bool push(MessagePtr message, SteadyMs now);
    /// The next frame that may be sent now.
    std::optional<Frame> next(SteadyMs now);
    /// When next() will have something, if nothing more is pushed.
    std::optional<SteadyMs> ready_at(SteadyMs now) const noexcept;

    /// More was waiting than a page that reads at all would leave. It is to be hung up, and what
    /// waited is gone: a frame that is not taken may hold up its end for a while.
    bool is_overrun() const noexcept { return overrun_; }
    /// The seq to be told when nothing waits: `newest`, else as far as was told.
    std::uint64_t reached(std::uint64_t newest) const noexcept;

private:
    enum class Slot : std::uint8_t { none, card, progress, items };
    struct Key {
        Slot slot = Slot::none;
        std::string target;
        auto operator<=>(Key const&) const = default;
    };
    struct Entry {
        Key key;
        MessagePtr message; // null: a count of items
        std::uint64_t items = 0;
    };
    using Entries = std::map<std::uint64_t, Entry>;

    SteadyMs due(Key const& key) const noexcept;
    static Frame frame(Entry const& entry, std::uint64_t seq);
    bool put(Key key, std::uint64_t seq, MessagePtr message, std::uint64_t items);
    bool drop(Key const& key);
    void give_up() noexcept;
    void count(Message const& message, int change) noexcept;
    bool is_too_many(SteadyMs now) noexcept;

    Entries entries_; // by seq
    std::map<Key, std::uint64_t> slots_;
    std::map<Key, SteadyMs> sent_;
    SteadyMs pace_ = 100;
    std::size_t pages_ = share_among;
    std::size_t messages_ = 0; // those that nothing replaces
    std::size_t bytes_ = 0;    // of those
    bool overrun_ = false;
    std::size_t log_lines_ = 0;
    std::uint64_t pushed_ = 0; // the newest seq
    SteadyMs second_ = 0;      // begin of the second that items are counted in
    unsigned items_ = 0;
};

} // namespace playsync::web
