// SPDX-License-Identifier: MIT
#include "plugin/targets/jellyfin_state.hpp"

#include <algorithm>

#include "plugin/targets/json_read.hpp"
#include "storage/json_text.hpp"

namespace playsync::jellyfin {
namespace {

constexpr Ticks ticks_a_ms = 10'000;
constexpr std::int64_t same_moment_ms = 1000;

/// Whether the other versions of `item`, too, hold nothing newer than `ours`. The server says of an
/// item when any version of it was played last (VersionResumeData, 12).
bool is_last_word(OurState const& ours, ItemInfo const& item, Resolution resolution) noexcept
{
    return resolution == Resolution::ours || !item.state.at ||
           *item.state.at <= ours.at + same_moment_ms;
}

/// What is there already may be there of this version alone: the answer to the second request was
/// lost, or the server is one that tells its versions nothing.
bool is_told_to_versions(OurState const& ours, ItemInfo const& item, Resolution resolution) noexcept
{
    if (item.versions < 2 || !is_last_word(ours, item, resolution))
        return false;
    if (resolution != Resolution::same)
        return resolution != Resolution::both;
    return ours.verb != Verb::progress && item.state.at &&
           *item.state.at >= ours.at - same_moment_ms;
}

/// Somebody may have marked it by hand, which leaves no date; that was this play.
std::int64_t plays_with_this(ItemInfo const& item) noexcept
{
    bool const counted = item.state.watched && !item.state.at;
    return counted ? std::max<std::int64_t>(item.plays, 1) : item.plays + 1;
}

class Writer {
public:
    Writer(Change const& change, Decision const& decision, ItemInfo const& item,
           ResumeRule const& rule, std::string_view user_id)
        : change_(change),
          resolution_(decision.resolution),
          item_(item),
          user_("?userId=" + escaped(user_id)),
          ours_(state_of(change, item, rule))
    {
    }

    std::vector<Message> write()
    {
        if (resolution_ == Resolution::theirs)
            return {};
        bool const versions = is_told_to_versions(ours_, item_, resolution_);
        if (change_.verb == Verb::unwatched) {
            if (resolution_ != Resolution::same || versions)
                add(to_played("DELETE"), {item_.id, false, {}, {}});
            return std::move(messages_);
        }
        if (resolution_ != Resolution::same)
            set_state();
        if (ours_.verb != Verb::progress && versions)
            mark_versions();
        return std::move(messages_);
    }

private:
    /// POST /UserPlayedItems with a date counts a play each time (BaseItem.MarkPlayed), so a watch
    /// is told by UserData, which applies what is there and nothing else. Only DELETE takes the
    /// date away.
    void set_state()
    {
        bool const later = !item_.state.at || change_.occurred_at > *item_.state.at;
        bool const mark = ours_.verb != Verb::progress;
        Proof proof{item_.id, {}, {}, {}};
        std::string body = mark ? "{\"Played\":true" : "{";
        if (mark)
            proof.watched = true;
        if (mark && change_.verb != Verb::progress) {
            proof.plays = plays_with_this(item_);
            append_member(body, "PlayCount", *proof.plays);
        }
        if (resolution_ != Resolution::both) {
            auto const position = mark ? 0 : ours_.position_ms * ticks_a_ms;
            append_member(body, "PlaybackPositionTicks", position);
            if (later)
                append_member(body, "LastPlayedDate", time_text(change_.occurred_at));
            if (item_.versions < 2) // else it may be that of another version
                proof.position = position;
        }
        add(to_state(body += '}'), std::move(proof));
    }

    /// From 12 on a mark without a date goes to all versions, and leaves date and count of this one
    /// as they are, but for a count of 0 (Video.PropagatePlayedState).
    void mark_versions()
    {
        add(to_played("POST"), {item_.id, true, {}, {}});
        if (change_.verb == Verb::progress && item_.plays == 0)
            add(to_state("{\"PlayCount\":0}"), {item_.id, true, {}, 0});
    }

    http::Request to_state(std::string body) const
    {
        return post("/UserItems/" + escaped(item_.id) + "/UserData" + user_, std::move(body));
    }
    http::Request to_played(std::string method) const
    {
        http::Request request;
        request.method = std::move(method);
        request.path = "/UserPlayedItems/" + escaped(item_.id) + user_;
        return request;
    }
    void add(http::Request request, Proof proof)
    {
        request.repeatable = true;
        messages_.push_back({std::move(request), std::move(proof)});
    }

    Change const& change_;
    Resolution resolution_;
    ItemInfo const& item_;
    std::string user_;
    OurState ours_;
    std::vector<Message> messages_;
};

} // namespace

/// UserDataManager.UpdatePlayState: the part comes first, and only what has neither too little nor
/// too much of it is asked for its length.
Resume resume_of(ResumeRule const& rule, std::int64_t position_ms,
                 std::int64_t duration_ms) noexcept
{
    constexpr std::int64_t most = 1'000'000'000'000'000; // a hundred times it is a number still
    auto const position = std::clamp<std::int64_t>(position_ms, 0, most);
    if (position == 0 || duration_ms <= 0)
        return {position, false};
    auto const duration = std::min(duration_ms, most);
    if (position * 100 < rule.from_pct * duration)
        return {0, false};
    bool const at_end = position * 100 > rule.to_pct * duration || position >= duration - 1000;
    if (at_end || duration < rule.least_s * 1000)
        return {0, true};
    return {position, false};
}

/// A track has no position to resume (Audio.SupportsPositionTicksResume).
OurState state_of(Change const& change, ItemInfo const& item, ResumeRule const& rule) noexcept
{
    OurState ours;
    ours.verb = change.verb;
    ours.at = change.occurred_at;
    if (change.verb != Verb::progress || item.type == "Audio")
        return ours;
    auto const duration = change.duration_ms > 0 ? change.duration_ms : item.duration_ms;
    auto const resume = resume_of(rule, change.position_ms, duration);
    ours.position_ms = resume.position_ms;
    ours.restart = change.restart;
    if (resume.finished)
        ours.verb = Verb::watched;
    return ours;
}

Proved proves(Proof const& proof, std::string_view body)
{
    auto const object = object_in(body);
    auto const watched = flag_at(object, "Played");
    auto const position = number_at(object, "PlaybackPositionTicks", -1);
    auto const plays = number_at(object, "PlayCount", -1);
    if (!watched || position < 0 || plays < 0 || !flag_at(object, "IsFavorite"))
        return Proved::not_ours;
    auto const item_id = plain_id(text_at(object, "ItemId")); // none in 10.9, zeros in 10.10
    bool const other =
        !item_id.empty() && item_id != std::string(32, '0') && item_id != proof.item_id;
    bool const as_told = proof.watched.value_or(*watched) == *watched &&
                         proof.position.value_or(position) == position &&
                         proof.plays.value_or(plays) == plays;
    return as_told && !other ? Proved::yes : Proved::otherwise;
}

std::vector<Message> messages_of(Change const& change, Decision const& decision,
                                 ItemInfo const& item, ResumeRule const& rule,
                                 std::string_view user_id)
{
    return Writer{change, decision, item, rule, user_id}.write();
}

} // namespace playsync::jellyfin
