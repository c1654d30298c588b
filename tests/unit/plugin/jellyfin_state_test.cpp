// SPDX-License-Identifier: MIT
// How a change is told to Jellyfin, by which rule, and what proves that it was taken.
#include <gtest/gtest.h>

#include "plugin/targets/jellyfin_state.hpp"

namespace playsync::jellyfin {
namespace {

constexpr UnixMs evening = 1785615300'000, hour = 3'600'000;
char const* const heat_id = "6ad1a4d3c0a84b1f9d2e7b5c4f3a2e1d";
char const* const alice_id = "0123456789abcdef0123456789abcdef";

Change change(Verb verb, std::int64_t position_ms = 0)
{
    Change change;
    change.verb = verb;
    change.position_ms = position_ms;
    change.duration_ms = 2 * hour;
    change.occurred_at = evening;
    return change;
}

ItemInfo holding(TheirState state, std::int64_t plays)
{
    ItemInfo item;
    item.id = heat_id;
    item.type = "Movie";
    item.duration_ms = 2 * hour;
    item.state = state;
    item.plays = plays;
    return item;
}

ItemInfo versions(TheirState state, std::int64_t plays)
{
    auto item = holding(state, plays);
    item.versions = 2;
    return item;
}

struct TellCase {
    char const* name;
    Change change;
    ItemInfo item;
    Resolution resolution;
    char const* expected;
    friend void PrintTo(TellCase const& row, std::ostream* out) { *out << row.name; }
};
class TellTest : public testing::TestWithParam<TellCase> {};

TEST_P(TellTest, isRequestsThatMayBeRepeated)
{
    auto const& row = GetParam();
    std::string told;
    for (auto const& [request, proof] :
         messages_of(row.change, {row.resolution, {}}, row.item, {}, alice_id)) {
        EXPECT_EQ(request.path.substr(request.path.find('?')), std::string{"?userId="} + alice_id);
        EXPECT_NE(request.path.find(heat_id), std::string::npos);
        EXPECT_TRUE(request.repeatable);
        EXPECT_EQ(proof.item_id, heat_id);
        told += (told.empty() ? "" : "; ") + request.method + " " +
                request.path.substr(0, request.path.find('/', 1)) + " " + request.body;
    }
    EXPECT_EQ(told, row.expected);
}

// clang-format off
using enum Resolution;
INSTANTIATE_TEST_SUITE_P(Requests, TellTest, testing::Values(
    TellCase{"watchedFirst",   change(Verb::watched), holding({}, 0), clear,
        R"(POST /UserItems {"Played":true,"PlayCount":1,"PlaybackPositionTicks":0,"LastPlayedDate":"2026-08-01T20:15:00.000Z"})"},
    TellCase{"watchedAgain",   change(Verb::watched), holding({true, 0, evening - hour}, 2), clear,
        R"(POST /UserItems {"Played":true,"PlayCount":3,"PlaybackPositionTicks":0,"LastPlayedDate":"2026-08-01T20:15:00.000Z"})"},
    TellCase{"markedByHand",   change(Verb::watched), holding({true, 0, {}}, 1), clear,
        R"(POST /UserItems {"Played":true,"PlayCount":1,"PlaybackPositionTicks":0,"LastPlayedDate":"2026-08-01T20:15:00.000Z"})"},
    TellCase{"begunThereSince", change(Verb::watched), holding({false, hour, evening + hour}, 0), both,
        R"(POST /UserItems {"Played":true,"PlayCount":1})"},
    TellCase{"watchedOverLater", change(Verb::watched), holding({false, hour, evening + hour}, 0), ours,
        R"(POST /UserItems {"Played":true,"PlayCount":1,"PlaybackPositionTicks":0})"},
    TellCase{"position",       change(Verb::progress, hour), holding({}, 0), clear,
        R"(POST /UserItems {"PlaybackPositionTicks":36000000000,"LastPlayedDate":"2026-08-01T20:15:00.000Z"})"},
    TellCase{"positionOverLater", change(Verb::progress, hour), holding({false, 1000, evening + 1}, 0), ours,
        R"(POST /UserItems {"PlaybackPositionTicks":36000000000})"},
    TellCase{"beginning",      change(Verb::progress, hour / 11), holding({false, hour, evening - 1}, 0), clear,
        R"(POST /UserItems {"PlaybackPositionTicks":0,"LastPlayedDate":"2026-08-01T20:15:00.000Z"})"},
    TellCase{"theEndIsSeenButNoPlay", change(Verb::progress, hour * 19 / 10), holding({}, 0), clear,
        R"(POST /UserItems {"Played":true,"PlaybackPositionTicks":0,"LastPlayedDate":"2026-08-01T20:15:00.000Z"})"},
    TellCase{"unwatched",      change(Verb::unwatched), holding({true, 0, evening - hour}, 2), clear,
        "DELETE /UserPlayedItems "},
    TellCase{"theirsStands",   change(Verb::progress, hour), holding({false, hour * 3 / 2, evening}, 0), theirs, ""},
    TellCase{"thereAlready",   change(Verb::watched), holding({true, 0, evening}, 1), same, ""},
    TellCase{"versionsHearOfIt", change(Verb::watched), versions({false, 0, evening - hour}, 1), clear,
        R"(POST /UserItems {"Played":true,"PlayCount":2,"PlaybackPositionTicks":0,"LastPlayedDate":"2026-08-01T20:15:00.000Z"}; POST /UserPlayedItems )"},
    TellCase{"versionsMayNotHaveHeard", change(Verb::watched), versions({true, 0, evening}, 2), same,
        "POST /UserPlayedItems "},
    TellCase{"aVersionWasPlayedSince", change(Verb::watched), versions({true, 0, evening + hour}, 2), same, ""},
    TellCase{"aVersionIsPlayedNow", change(Verb::watched), versions({false, 0, evening + hour}, 0), clear,
        R"(POST /UserItems {"Played":true,"PlayCount":1,"PlaybackPositionTicks":0})"},
    TellCase{"oursOverAllVersions", change(Verb::watched), versions({false, hour, evening + hour}, 0), ours,
        R"(POST /UserItems {"Played":true,"PlayCount":1,"PlaybackPositionTicks":0}; POST /UserPlayedItems )"},
    TellCase{"aPositionIsOneVersions", change(Verb::progress, hour), versions({}, 0), clear,
        R"(POST /UserItems {"PlaybackPositionTicks":36000000000,"LastPlayedDate":"2026-08-01T20:15:00.000Z"})"},
    TellCase{"theEndOfAllVersionsIsNoPlay", change(Verb::progress, hour * 19 / 10), versions({}, 0), clear,
        R"(POST /UserItems {"Played":true,"PlaybackPositionTicks":0,"LastPlayedDate":"2026-08-01T20:15:00.000Z"}; POST /UserPlayedItems ; POST /UserItems {"PlayCount":0})"},
    TellCase{"unwatchedThoughOneVersionResumes", change(Verb::unwatched), versions({false, 0, evening}, 0), same,
        "DELETE /UserPlayedItems "}),
    [](auto const& test) { return test.param.name; });
// clang-format on

struct ResumeCase {
    char const* name;
    std::int64_t position, duration, expected;
    bool finished;
    ResumeRule rule = {};
    friend void PrintTo(ResumeCase const& row, std::ostream* out) { *out << row.name; }
};
class ResumeTest : public testing::TestWithParam<ResumeCase> {};

TEST_P(ResumeTest, isTheServersOwnRule)
{
    auto const& row = GetParam();
    auto const resume = resume_of(row.rule, row.position, row.duration);
    EXPECT_EQ(resume.position_ms, row.expected);
    EXPECT_EQ(resume.finished, row.finished);
}

INSTANTIATE_TEST_SUITE_P(
    Positions, ResumeTest,
    testing::Values(ResumeCase{"belowFive", 359'999, 2 * hour, 0, false},
                    ResumeCase{"five", 360'000, 2 * hour, 360'000, false},
                    ResumeCase{"ninety", 6'480'000, 2 * hour, 6'480'000, false},
                    ResumeCase{"aboveNinety", 6'480'001, 2 * hour, 0, true},
                    ResumeCase{"lastSecond", 7'199'000, 2 * hour, 0, true, {5, 100, 300}},
                    ResumeCase{"shortAndHardlyBegun", 14'999, 299'999, 0, false},
                    ResumeCase{"shortAndBegun", 15'000, 299'999, 0, true},
                    ResumeCase{"longEnough", 15'000, 300'000, 15'000, false},
                    ResumeCase{"itsOwnBegin", 72'000, 2 * hour, 72'000, false, {1, 90, 300}},
                    ResumeCase{"itsOwnEnd", 5'760'001, 2 * hour, 0, true, {5, 80, 300}},
                    ResumeCase{"itsOwnLength", 15'000, 60'000, 15'000, false, {5, 90, 60}},
                    ResumeCase{"hugeNumbers", INT64_MAX, INT64_MAX, 0, true},
                    ResumeCase{"lengthUnknown", 5000, 0, 5000, false},
                    ResumeCase{"unknown", -1, 2 * hour, 0, false}),
    [](auto const& test) { return test.param.name; });

TEST(JellyfinStateTest, aTrackHasNoPosition)
{
    auto item = holding({}, 0);
    item.type = "Audio";
    EXPECT_EQ(state_of(change(Verb::progress, hour), item, {}).position_ms, 0);
}

struct ProofCase {
    char const* name;
    Proof proof;
    char const* body;
    Proved expected;
    friend void PrintTo(ProofCase const& row, std::ostream* out) { *out << row.name; }
};
class ProofTest : public testing::TestWithParam<ProofCase> {};

TEST_P(ProofTest, isWhatTheAnswerSaysOfTheItem)
{
    EXPECT_EQ(proves(GetParam().proof, GetParam().body), GetParam().expected);
}

// clang-format off
Proof const mark{heat_id, true, 0, 3};
INSTANTIATE_TEST_SUITE_P(Answers, ProofTest, testing::Values(
    ProofCase{"asTold", mark, R"({"PlaybackPositionTicks":0,"PlayCount":3,"IsFavorite":false,"Played":true,"Key":"949",
        "ItemId":"6AD1A4D3-C0A8-4B1F-9D2E-7B5C4F3A2E1D"})", Proved::yes},
    ProofCase{"asTenNineSaysIt", mark, R"({"PlaybackPositionTicks":0,"PlayCount":3,"IsFavorite":false,"Played":true,"Key":"949"})", Proved::yes},
    ProofCase{"asTenTenSaysIt", mark, R"({"PlaybackPositionTicks":0,"PlayCount":3,"IsFavorite":false,"Played":true,"Key":"949",
        "ItemId":"00000000000000000000000000000000"})", Proved::yes},
    ProofCase{"whatWasNotToldIsNotLookedAt", {heat_id, {}, 5, {}}, R"({"PlaybackPositionTicks":5,"PlayCount":7,"IsFavorite":true,"Played":true})", Proved::yes},
    ProofCase{"notWatched", mark, R"({"PlaybackPositionTicks":0,"PlayCount":3,"IsFavorite":false,"Played":false})", Proved::otherwise},
    ProofCase{"anotherPosition", mark, R"({"PlaybackPositionTicks":9,"PlayCount":3,"IsFavorite":false,"Played":true})", Proved::otherwise},
    ProofCase{"anotherCount", mark, R"({"PlaybackPositionTicks":0,"PlayCount":2,"IsFavorite":false,"Played":true})", Proved::otherwise},
    ProofCase{"anotherItem", mark, R"({"PlaybackPositionTicks":0,"PlayCount":3,"IsFavorite":false,"Played":true,
        "ItemId":"0123456789abcdef0123456789abcdef"})", Proved::otherwise},
    ProofCase{"emptyObject", mark, "{}", Proved::not_ours},
    ProofCase{"error", mark, R"({"error":"Invalid Method"})", Proved::not_ours},
    ProofCase{"page", mark, "<!DOCTYPE html><title>Log in", Proved::not_ours},
    ProofCase{"nothing", mark, "", Proved::not_ours},
    ProofCase{"null", mark, "null", Proved::not_ours},
    ProofCase{"cutShort", mark, R"({"PlaybackPositionTicks":0,"PlayCount":3,"IsFavorite":false,"Played":tr)", Proved::not_ours},
    ProofCase{"wrongTypes", mark, R"({"PlaybackPositionTicks":"0","PlayCount":3,"IsFavorite":false,"Played":true})", Proved::not_ours}),
    [](auto const& test) { return test.param.name; });
// clang-format on

} // namespace
} // namespace playsync::jellyfin
