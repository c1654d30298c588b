// SPDX-License-Identifier: MIT
// Every pairing of what we say and what a service may hold, under each strategy.
#include <gtest/gtest.h>

#include "plugin/sync/conflict.hpp"

namespace playsync {
namespace {

constexpr UnixMs before = 1785615000'000, now = before + 300'000, after = now + 300'000;
constexpr std::int64_t minute = 60'000;

constexpr OurState not_watched{Verb::unwatched, 0, false, now};
constexpr OurState watched{Verb::watched, 0, false, now};
constexpr OurState play{Verb::play, 0, false, now};
constexpr OurState at_20{Verb::progress, 20 * minute, false, now};
constexpr OurState begun_again{Verb::progress, 20 * minute, true, now};
constexpr OurState nothing_yet{Verb::progress, 0, false, now};

constexpr TheirState blank{};

constexpr TheirState seen(std::optional<UnixMs> at, std::int64_t position = 0)
{
    return {true, position, at};
}
constexpr TheirState reached(std::int64_t position, std::optional<UnixMs> at)
{
    return {false, position, at};
}

struct ConflictCase {
    char const* name;
    OurState ours;
    TheirState theirs;
    Resolution furthest, newest, local;
    friend void PrintTo(ConflictCase const& row, std::ostream* out) { *out << row.name; }
};
class ConflictTest : public testing::TestWithParam<ConflictCase> {};

TEST_P(ConflictTest, isResolvedByTheStrategy)
{
    auto const& row = GetParam();
    auto const by = [&](Strategy strategy) {
        auto const decision = resolve(strategy, row.ours, row.theirs);
        EXPECT_EQ(decision.is_conflict(), !decision.reason.empty());
        return name_of(decision.resolution);
    };
    EXPECT_EQ(by(Strategy::furthest), name_of(row.furthest));
    EXPECT_EQ(by(Strategy::newest), name_of(row.newest));
    EXPECT_EQ(by(Strategy::local), name_of(row.local));
}

// clang-format off
using enum Resolution;
INSTANTIATE_TEST_SUITE_P(Table, ConflictTest, testing::Values(
    //           name                     ours         theirs                         furthest newest  local
    // Taken back by a person: beats what came about, whenever.
    ConflictCase{"unwatchedBlank",        not_watched, blank,                         same,    same,   same},
    ConflictCase{"unwatchedSeen",         not_watched, seen(before),                  clear,   clear,  clear},
    ConflictCase{"unwatchedSeenUndated",  not_watched, seen({}),                      clear,   clear,  clear},
    ConflictCase{"unwatchedSeenLater",    not_watched, seen(after),                   ours,    theirs, ours},
    ConflictCase{"unwatchedReached",      not_watched, reached(40 * minute, before),  clear,   clear,  clear},
    ConflictCase{"unwatchedReachedLater", not_watched, reached(40 * minute, after),   ours,    theirs, ours},
    // Watched: nothing that was reached there takes it away, and it takes no later position away.
    ConflictCase{"watchedBlank",          watched,     blank,                         clear,   clear,  clear},
    ConflictCase{"watchedBlankLater",     watched,     reached(0, after),             clear,   clear,  clear},
    ConflictCase{"watchedReached",        watched,     reached(40 * minute, before),  clear,   clear,  clear},
    ConflictCase{"watchedReachedUndated", watched,     reached(40 * minute, {}),      clear,   clear,  clear},
    ConflictCase{"watchedReachedLater",   watched,     reached(40 * minute, after),   both,    both,   ours},
    ConflictCase{"watchedAgain",          watched,     seen(before),                  clear,   clear,  clear},
    ConflictCase{"watchedSeenUndated",    watched,     seen({}),                      clear,   clear,  clear},
    ConflictCase{"watchedTheVerySame",    watched,     seen(now),                     same,    same,   same},
    ConflictCase{"watchedRounded",        watched,     seen(now - 999),               same,    same,   same},
    ConflictCase{"watchedSeenLater",      watched,     seen(after),                   same,    same,   same},
    ConflictCase{"watchedBegunLater",     watched,     seen(after, 5 * minute),       both,    both,   ours},
    ConflictCase{"watchedBegunBefore",    watched,     seen(before, 5 * minute),      clear,   clear,  clear},
    ConflictCase{"playIsWatched",         play,        seen(now),                     same,    same,   same},
    ConflictCase{"playOverNothing",       play,        blank,                         clear,   clear,  clear},
    // A position.
    ConflictCase{"firstPosition",         at_20,       blank,                         clear,   clear,  clear},
    ConflictCase{"furtherAndLater",       at_20,       reached(10 * minute, before),  clear,   clear,  clear},
    ConflictCase{"furtherUndated",        at_20,       reached(10 * minute, {}),      clear,   clear,  clear},
    ConflictCase{"furtherButEarlier",     at_20,       reached(10 * minute, after),   ours,    theirs, ours},
    ConflictCase{"samePosition",          at_20,       reached(20 * minute, after),   same,    same,   same},
    ConflictCase{"samePositionRounded",   at_20,       reached(20 * minute + 999, {}),same,    same,   same},
    ConflictCase{"nearerButLater",        at_20,       reached(40 * minute, before),  theirs,  clear,  ours},
    ConflictCase{"nearerAndEarlier",      at_20,       reached(40 * minute, after),   theirs,  theirs, ours},
    ConflictCase{"nearerUndated",         at_20,       reached(40 * minute, {}),      theirs,  ours,   ours},
    ConflictCase{"afterTheirWatch",       at_20,       seen(before),                  theirs,  clear,  ours},
    ConflictCase{"beforeTheirWatch",      at_20,       seen(after),                   theirs,  theirs, ours},
    ConflictCase{"theirWatchUndated",     at_20,       seen({}),                      theirs,  ours,   ours},
    ConflictCase{"furtherInTheirRewatch", at_20,       seen(before, 10 * minute),     clear,   clear,  clear},
    ConflictCase{"behindTheirRewatch",    at_20,       seen(before, 40 * minute),     theirs,  clear,  ours},
    ConflictCase{"nothingAgainstBlank",   nothing_yet, blank,                         same,    same,   same},
    ConflictCase{"nothingAgainstSeen",    nothing_yet, seen(before),                  same,    same,   same},
    ConflictCase{"nothingAgainstReached", nothing_yet, reached(40 * minute, before),  same,    clear,  ours},
    // Begun again from the start: as strong as "not watched".
    ConflictCase{"againBlank",            begun_again, blank,                         clear,   clear,  clear},
    ConflictCase{"againReached",          begun_again, reached(40 * minute, before),  ours,    clear,  ours},
    ConflictCase{"againReachedLater",     begun_again, reached(40 * minute, after),   ours,    theirs, ours},
    ConflictCase{"againSeen",             begun_again, seen(before),                  ours,    clear,  ours},
    ConflictCase{"againSeenLater",        begun_again, seen(after),                   ours,    theirs, ours},
    ConflictCase{"againSeenUndated",      begun_again, seen({}),                      ours,    ours,   ours},
    ConflictCase{"againFurther",          begun_again, reached(10 * minute, before),  clear,   clear,  clear}),
    [](auto const& test) { return test.param.name; });
// clang-format on

TEST(ConflictWordsTest, sayWhatMetWhatAndWhy)
{
    Item heat;
    heat.title = "Heat";
    auto const theirs = reached(64 * minute + 5000, after);
    EXPECT_EQ(in_words(heat, at_20, theirs, resolve(Strategy::furthest, at_20, theirs)),
              "Heat: ours is 20:00 of 2026-08-01T20:15:00.000Z, theirs 1:04:05 of "
              "2026-08-01T20:20:00.000Z; theirs stands: it is further");
    EXPECT_EQ(in_words(heat, not_watched, seen(after), resolve({}, not_watched, seen(after))),
              "Heat: ours is not watched of 2026-08-01T20:15:00.000Z, theirs watched of "
              "2026-08-01T20:20:00.000Z; ours is told: a person took it back");
    EXPECT_EQ(in_words(heat, begun_again, seen({}), resolve({}, begun_again, seen({}))),
              "Heat: ours is 20:00 of 2026-08-01T20:15:00.000Z, theirs watched without a date; "
              "ours is told: it was begun again from the start");
}

TEST(ConflictWordsTest, strategiesHaveTheirNamesBack)
{
    for (auto const each : {Strategy::furthest, Strategy::newest, Strategy::local})
        EXPECT_EQ(strategy_of(name_of(each)), each);
    EXPECT_EQ(strategy_of("oldest"), std::nullopt);
}

} // namespace
} // namespace playsync
