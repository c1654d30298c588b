// SPDX-License-Identifier: MIT
#include "plugin/sync/conflict.hpp"

#include <array>
#include <cstdlib>
#include <limits>

#include "storage/json_text.hpp"

namespace playsync {
namespace {

/// Services keep seconds, ticks or milliseconds: less apart than this is the same.
constexpr std::int64_t tolerance_ms = 1000;

constexpr std::int64_t the_end = std::numeric_limits<std::int64_t>::max();

constexpr Decision clear{Resolution::clear, {}};
constexpr Decision same{Resolution::same, {}};

bool near(std::int64_t a, std::int64_t b) noexcept
{
    return std::llabs(a - b) <= tolerance_ms;
}

bool is_later(TheirState const& theirs, UnixMs than) noexcept
{
    return theirs.at && *theirs.at > than + tolerance_ms;
}

bool is_blank(TheirState const& theirs) noexcept
{
    return !theirs.watched && theirs.position_ms == 0;
}

/// Something to resume says more than the mark of an earlier play.
std::int64_t reach_of(TheirState const& theirs) noexcept
{
    if (theirs.position_ms > 0)
        return theirs.position_ms;
    return theirs.watched ? the_end : 0;
}

Decision of_unwatched(Strategy strategy, OurState const& ours, TheirState const& theirs)
{
    if (is_blank(theirs))
        return same;
    if (!is_later(theirs, ours.at))
        return clear;
    if (strategy == Strategy::newest)
        return {Resolution::theirs, "it was played there later"};
    return {Resolution::ours, "a person took it back"};
}

Decision of_watched(Strategy strategy, OurState const& ours, TheirState const& theirs)
{
    bool const resumes = theirs.position_ms > 0;
    if (theirs.watched && !resumes && theirs.at && *theirs.at + tolerance_ms >= ours.at)
        return same;
    if (is_blank(theirs) || !is_later(theirs, ours.at))
        return clear;
    if (strategy == Strategy::local)
        return {Resolution::ours, "the strategy is local"};
    return {Resolution::both, "watched here, and begun there since"};
}

Decision by_reach(OurState const& ours, TheirState const& theirs)
{
    if (ours.position_ms == 0)
        return same; // opened, and not yet gone anywhere: claims nothing
    if (ours.position_ms < reach_of(theirs)) {
        if (ours.restart)
            return {Resolution::ours, "it was begun again from the start"};
        return {Resolution::theirs, "it is further"};
    }
    if (is_later(theirs, ours.at))
        return {Resolution::ours, "it is further"};
    return clear;
}

Decision by_date(OurState const& ours, TheirState const& theirs)
{
    if (is_later(theirs, ours.at))
        return {Resolution::theirs, "it is later"};
    if (!theirs.at && ours.position_ms < reach_of(theirs))
        return {Resolution::ours, "theirs has no date"};
    return clear;
}

Decision of_progress(Strategy strategy, OurState const& ours, TheirState const& theirs)
{
    if (near(ours.position_ms, theirs.position_ms))
        return same;
    if (is_blank(theirs))
        return clear;
    switch (strategy) {
    case Strategy::furthest:
        return by_reach(ours, theirs);
    case Strategy::newest:
        return by_date(ours, theirs);
    case Strategy::local:
        break;
    }
    if (ours.position_ms < reach_of(theirs) || is_later(theirs, ours.at))
        return {Resolution::ours, "the strategy is local"};
    return clear;
}

std::string clock_time(std::int64_t ms)
{
    auto const two = [](std::int64_t number) {
        auto const text = std::to_string(number);
        return text.size() < 2 ? "0" + text : text;
    };
    auto const s = ms / 1000;
    auto const tail = two(s / 60 % 60) + ":" + two(s % 60);
    return s >= 3600 ? std::to_string(s / 3600) + ":" + tail : tail;
}

std::string words_of(OurState const& ours)
{
    auto const what = ours.verb == Verb::unwatched  ? "not watched"
                      : ours.verb == Verb::progress ? clock_time(ours.position_ms)
                                                    : "watched";
    return what + " of " + time_text(ours.at);
}

std::string words_of(TheirState const& theirs)
{
    auto what = theirs.position_ms > 0 ? clock_time(theirs.position_ms)
                : theirs.watched       ? std::string{"watched"}
                                       : std::string{"nothing"};
    return what + (theirs.at ? " of " + time_text(*theirs.at) : " without a date");
}

std::string_view outcome_of(Resolution resolution) noexcept
{
    switch (resolution) {
    case Resolution::clear:
    case Resolution::ours:
        return "ours is told";
    case Resolution::same:
        return "they are the same";
    case Resolution::theirs:
        return "theirs stands";
    case Resolution::both:
        return "both stand";
    }
    return {};
}

} // namespace

Decision resolve(Strategy strategy, OurState const& ours, TheirState const& theirs)
{
    if (ours.verb == Verb::unwatched)
        return of_unwatched(strategy, ours, theirs);
    if (ours.verb == Verb::progress)
        return of_progress(strategy, ours, theirs);
    return of_watched(strategy, ours, theirs);
}

std::string_view name_of(Strategy strategy) noexcept
{
    constexpr std::array<std::string_view, 3> names{"furthest", "newest", "local"};
    return names[static_cast<std::size_t>(strategy)];
}

std::string_view name_of(Resolution resolution) noexcept
{
    constexpr std::array<std::string_view, 5> names{"clear", "same", "ours", "theirs", "both"};
    return names[static_cast<std::size_t>(resolution)];
}

std::optional<Strategy> strategy_of(std::string_view name) noexcept
{
    for (auto const each : {Strategy::furthest, Strategy::newest, Strategy::local})
        if (name_of(each) == name)
            return each;
    return std::nullopt;
}

std::string in_words(Item const& item, OurState const& ours, TheirState const& theirs,
                     Decision const& decision)
{
    auto text = in_words(item) + ": ours is " + words_of(ours) + ", theirs " + words_of(theirs) +
                "; " + std::string{outcome_of(decision.resolution)};
    if (!decision.reason.empty())
        text += ": " + std::string{decision.reason};
    return text;
}

} // namespace playsync
