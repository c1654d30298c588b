// SPDX-License-Identifier: MIT
// Reading the host's structs.
#include "plugin/event.hpp"

#include <gtest/gtest.h>

namespace playsync {
namespace {

playsync_item film()
{
    playsync_item item{};
    item.size = sizeof item;
    item.kind = PLAYSYNC_ITEM_MOVIE;
    item.title = "Heat";
    item.season = -1;
    item.episode = -1;
    item.duration_ms = 10'000;
    return item;
}

playsync_event progress(playsync_item const* item)
{
    playsync_event event{};
    event.size = sizeof event;
    event.kind = PLAYSYNC_EVENT_PROGRESS;
    event.position_ms = 5000;
    event.user = "alice";
    event.item = item;
    return event;
}

TEST(ReadEventTest, copiesEverything)
{
    playsync_id const ids[] = {{"imdb", "tt0113277"}, {nullptr, "x"}, {"tmdb", ""}};
    auto item = film();
    item.ids = ids;
    item.id_count = 3;
    item.year = 1995;
    auto const native = progress(&item);
    auto const event = read_event(&native);
    EXPECT_EQ(event.user, "alice");
    EXPECT_EQ(event.position_ms, 5000);
    EXPECT_EQ(event.duration_ms, 10'000);
    EXPECT_EQ(event.item.year, 1995);
    ASSERT_EQ(event.item.ids.size(), 1u);
    EXPECT_EQ(event.item.ids[0].second, "tt0113277");
}

TEST(ReadEventTest, textsAreCutWhereACharacterEndsAndItIsSaidWhich)
{
    auto item = film();
    std::string const fits(4096, 'a');
    std::string const film_sign = std::string(4094, 'a') + "🎬";
    std::string const accent = std::string(4095, 'a') + "é";
    item.title = fits.c_str();
    item.show = film_sign.c_str();
    item.artist = accent.c_str();
    auto native = progress(&item);
    auto const event = read_event(&native);
    EXPECT_EQ(event.item.title, fits);
    EXPECT_EQ(event.item.show, std::string(4094, 'a'));
    EXPECT_EQ(event.item.artist, std::string(4095, 'a'));
    EXPECT_EQ(names_of(event.cut), "show, artist");
    native.user = accent.c_str();
    item = film();
    EXPECT_EQ(names_of(read_event(&native).cut), "user");
    native.user = "alice";
    EXPECT_EQ(names_of(read_event(&native).cut), "");
}

TEST(ReadEventTest, anIdThatWouldBeCutIsNone)
{
    std::string const much(5000, '1');
    std::vector<playsync_id> ids{{"tmdb", much.c_str()}, {"imdb", "tt0113277"}};
    auto item = film();
    item.ids = ids.data();
    item.id_count = 2;
    auto const native = progress(&item);
    auto const event = read_event(&native);
    ASSERT_EQ(event.item.ids.size(), 1u);
    EXPECT_EQ(event.item.ids[0].first, "imdb");
    EXPECT_EQ(names_of(event.cut), "ids");
    ids.assign(33, {"imdb", "tt0113277"});
    item.ids = ids.data();
    item.id_count = 33;
    EXPECT_EQ(names_of(read_event(&native).cut), "ids");
}

TEST(ReadEventTest, theIdsOfArtistsAreOneHoweverTheyAreTold)
{
    std::string const a = "8f6bd1e4-fbe1-4f50-aa9b-94c450ec0f11";
    std::string const b = "17f0182e-146a-4115-8c83-aa291b4e3acc";
    auto const both = std::pair<std::string, std::string>{"mbid_artist", a + ";" + b};
    std::string const slash = a + "/" + b, comma = a + ", " + b, semicolon = a + "; " + b;
    std::vector<std::vector<playsync_id>> const told{
        {{"mbid_artist", slash.c_str()}},
        {{"mbid_artist", comma.c_str()}},
        {{"mbid_artist", semicolon.c_str()}},
        {{"mbid_artist", a.c_str()}, {"mbid_artist", b.c_str()}},
        {{"mbid_artists", a.c_str()}, {"artist_mbids", b.c_str()}},
        {{"mbid_artist", comma.c_str()}, {"mbid_artist", a.c_str()}},
    };
    for (auto const& ids : told) {
        auto item = film();
        item.ids = ids.data();
        item.id_count = static_cast<std::uint32_t>(ids.size());
        EXPECT_EQ(read_item(&item).ids, std::vector{both});
    }
    playsync_id const none[] = {{"mbid_artist", "Can"}, {"mbid", a.c_str()}};
    auto item = film();
    item.ids = none;
    item.id_count = 2;
    EXPECT_EQ(read_item(&item).ids.size(), 1u);
}

TEST(ReadEventTest, readsNoFurtherThanAnOlderHostReaches)
{
    auto item = film();
    item.size = offsetof(playsync_item, ids); // an older item ended here
    item.ids = reinterpret_cast<playsync_id const*>(8);
    item.id_count = 77;
    item.season = 12345;
    item.duration_ms = 999;
    auto native = progress(&item);
    auto const event = read_event(&native);
    EXPECT_TRUE(event.item.ids.empty());
    EXPECT_EQ(event.item.season, -1);
    EXPECT_EQ(event.duration_ms, 0);
    native.size = offsetof(playsync_event, item);
    EXPECT_THROW(read_event(&native), std::invalid_argument);
}

TEST(ReadEventTest, rubbishIsRefusedNotRead)
{
    EXPECT_THROW(read_event(nullptr), std::invalid_argument);
    auto native = progress(nullptr);
    EXPECT_THROW(read_event(&native), std::invalid_argument);
    auto item = film();
    item.title = nullptr;
    native = progress(&item);
    EXPECT_THROW(read_event(&native), std::invalid_argument) << "nothing names it";
    item = film();
    item.kind = 4711;
    native = progress(&item);
    EXPECT_EQ(read_event(&native).item.kind, ItemKind::video);
}

TEST(ReadEventTest, kindsOfALaterMinorAreNotKnown)
{
    auto native = progress(nullptr);
    EXPECT_TRUE(is_known(&native));
    for (playsync_event_kind const kind : {0u, PLAYSYNC_EVENT_UNWATCHED + 1, 4711u}) {
        native.kind = kind;
        EXPECT_FALSE(is_known(&native)) << kind;
    }
    EXPECT_THROW(is_known(nullptr), std::invalid_argument);
}

TEST(ReadEventTest, endlessTextsAreCut)
{
    std::string const endless(1 << 20, 'x');
    auto item = film();
    item.title = endless.c_str();
    auto const native = progress(&item);
    EXPECT_EQ(read_event(&native).item.title.size(), 4096u);
}

} // namespace
} // namespace playsync
