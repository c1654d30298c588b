// SPDX-License-Identifier: MIT
// Who is told what of an event.
#include <gtest/gtest.h>

#include "plugin/intake/intake.hpp"
#include "storage/codec.hpp"

namespace playsync {
namespace {

constexpr UnixMs noon = 1'785'000'000'000;

Event watched(ItemKind kind, std::string key, UnixMs at = noon)
{
    Event event;
    event.kind = PLAYSYNC_EVENT_WATCHED;
    event.at = at;
    event.user = "alice";
    event.item.kind = kind;
    event.item.title = "Heat";
    event.item.host_key = std::move(key);
    return event;
}

TEST(AddresseeTest, aMusicServiceHearsOfMusicAlone)
{
    Intake intake{Thresholds{}, 0};
    intake.configure({}, 0, {{1, Keeps::plays, {"alice"}, {ItemKind::track}, false, false}});
    std::vector<Draft> drafts;
    auto film = watched(ItemKind::movie, "/films/heat.mkv");
    intake.accept(film, film.at, drafts);
    EXPECT_TRUE(drafts.empty());
    EXPECT_TRUE(intake.unknown_users().empty()) << "the user is known all the same";
    film.item.kind = ItemKind::track;
    film.item.host_key = "/music/roads.flac";
    intake.accept(film, film.at, drafts);
    ASSERT_EQ(drafts.size(), 1u);
    film.kind = PLAYSYNC_EVENT_UNWATCHED;
    intake.accept(film, film.at, drafts);
    EXPECT_EQ(drafts.size(), 1u) << "it cannot take a listen back";
}

TEST(AddresseeTest, whereAPositionEndsWhatIsShownItIsToldAtRest)
{
    Intake intake{Thresholds{}, 10'000};
    intake.configure({}, 10'000, {{1, Keeps::state, {"alice"}, {}, true, false, true}});
    auto const due_after = [&](playsync_event_kind kind) {
        auto event = watched(ItemKind::movie, "/films/heat.mkv");
        event.kind = kind;
        event.position_ms = 600'000;
        event.duration_ms = 6'000'000;
        std::vector<Draft> drafts;
        intake.accept(event, noon, drafts);
        return std::pair{drafts.at(0).due_at - noon, drafts.at(0).puts_off};
    };
    for (auto const kind : {PLAYSYNC_EVENT_START, PLAYSYNC_EVENT_PROGRESS, PLAYSYNC_EVENT_SEEK,
                            PLAYSYNC_EVENT_RESUME})
        EXPECT_EQ(due_after(kind), (std::pair{rest_after, true})) << kind;
    EXPECT_EQ(due_after(PLAYSYNC_EVENT_PAUSE), (std::pair{UnixMs{0}, false}));
    EXPECT_EQ(due_after(PLAYSYNC_EVENT_STOP), (std::pair{UnixMs{0}, false}));
}

TEST(AddresseeTest, noTwoTracksBeginInTheSameSecondWhereThatMatters)
{
    Intake intake{Thresholds{}, 0};
    intake.configure({}, 0,
                     {{1, Keeps::plays, {"alice"}, {}, true, true},
                      {2, Keeps::plays, {"alice"}, {}, true, false}});
    std::vector<Draft> drafts;
    for (int n = 0; n < 3; ++n) {
        auto track = watched(ItemKind::track, std::to_string(n), noon + 500);
        intake.accept(track, track.at, drafts);
    }
    std::vector<UnixMs> first, second;
    for (auto const& draft : drafts) {
        EXPECT_EQ(draft.occurred_at, noon + 500) << "a repeat of the event is one";
        (draft.target == 1 ? first : second)
            .push_back(decode_body(Ulid{}, draft.body)->occurred_at - noon);
    }
    EXPECT_EQ(first, (std::vector<UnixMs>{500, 1000, 2000}));
    EXPECT_EQ(second, (std::vector<UnixMs>{500, 500, 500}));
}

} // namespace
} // namespace playsync
