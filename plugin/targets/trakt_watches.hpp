// SPDX-License-Identifier: MIT
// What Trakt was told as watched by a rule of its own: that who leaves a film at 80 % has seen it.
// A host may say the same of the same viewing later, when its own threshold is passed.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "storage/change.hpp"

namespace playsync::trakt {

/// A film or episode that was left near its end, and told as watched for it.
struct Left {
    ItemKey item{}; // whoever's
    UnixMs at = 0;  // when it was left, and the time of the play there
    std::int64_t position_ms = 0;
    UnixMs closed_at = 0;             // of the host's mark that meant the same viewing; 0: none yet
    std::optional<UnixMs> begun = {}; // since then it was begun at its beginning; not on disk

    bool operator==(Left const&) const = default;
};

/// Further apart, nothing belongs to one viewing.
constexpr UnixMs one_viewing = 3 * 24 * 3600'000;

/// Whether `mark`, a host's watched, is of the viewing that was told when it was left: it came
/// within `one_viewing`, and nobody saw it begun anew so long before the mark as half the way
/// takes.
bool is_told(Left const& left, Change const& mark) noexcept;
/// Whether `rest`, a position near the end, is of the viewing of which Trakt has a play of
/// `played`: there was no time to come here from the beginning, or it was not begun there, or it
/// rests where it was left.
bool is_told(UnixMs played, Left const* left, Change const& rest) noexcept;

/// [engine-thread] A few of those that were left last, in a file of the target's own.
class Watches {
public:
    /// Reads `file` when it is first asked. One that is missing or not ours is empty.
    explicit Watches(std::filesystem::path file) : file_(std::move(file)) {}

    Left const* left(ItemKey const& item);
    /// On disk when it returns, and to be called before Trakt is told: a play that arrived is then
    /// known to be ours, whatever happens. Throws std::runtime_error.
    void leave(Change const& rest);
    /// The host's mark of it was seen. Throws std::runtime_error.
    void close(Left const& left, UnixMs mark);
    void forget(ItemKey const& item);

    /// Somebody plays it from there on.
    void started(Item const& item, int progress, UnixMs at);
    /// It is about to be told as watched: what stops playing after it saves no position there.
    void told(Change const& mark);
    bool was_told(Item const& item) const noexcept;
    /// When it was watched, if `position` is of the same playback: there was no time since to come
    /// there from the beginning.
    std::optional<UnixMs> told_before(Change const& position) const noexcept;

private:
    struct Told {
        ItemKey item{};
        int progress = 0; // where it was watched, in hundredths of a percent
        UnixMs at = 0;
    };

    void load();
    void save(std::vector<Left> lefts);

    std::filesystem::path file_;
    bool loaded_ = false;
    std::vector<Left> lefts_; // oldest first
    std::vector<Told> told_;
};

/// The item of a change or of what plays, whoever's it is.
ItemKey key_of(Item const& item) noexcept;

} // namespace playsync::trakt
