// SPDX-License-Identifier: MIT
// Reading the host's structs.
#include "plugin/event.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>

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

playsync_item episodes(std::int32_t first, std::int32_t last)
{
    auto item = film();
    item.kind = PLAYSYNC_ITEM_EPISODE;
    item.season = 2;
    item.episode = first;
    item.episode_end = last;
    return item;
}

int episode_end_read(playsync_item const& item)
{
    auto const native = progress(&item);
    return read_event(&native).episode_end;
}

TEST(ReadEventTest, aFileMayHoldSeveralEpisodes)
{
    EXPECT_EQ(episode_end_read(episodes(1, 2)), 2);
    EXPECT_EQ(episode_end_read(episodes(0, 31)), 31);
    EXPECT_EQ(episode_end_read(film()), -1);
}

TEST(ReadEventTest, noFileHoldsEpisodesThatMakeNoSense)
{
    constexpr auto huge = std::numeric_limits<std::int32_t>::max();
    constexpr auto least = std::numeric_limits<std::int32_t>::min();
    constexpr std::pair<std::int32_t, std::int32_t> rows[] = {
        {1, -1}, {1, 0}, {1, 1}, {2, 1}, {1, 33}, {1, huge}, {-1, 3}, {least, huge}, {huge, least},
    };
    for (auto const& [first, last] : rows)
        EXPECT_EQ(episode_end_read(episodes(first, last)), -1) << first << ' ' << last;
    auto item = episodes(1, 2);
    item.kind = PLAYSYNC_ITEM_TRACK;
    EXPECT_EQ(episode_end_read(item), -1);
}

TEST(ReadEventTest, aHostOfTheFirstMinorTellsOneEpisode)
{
    auto item = episodes(1, 2);
    item.size = offsetof(playsync_item, episode_end);
    EXPECT_EQ(episode_end_read(item), -1);
    item.size += 2; // half of it is none
    EXPECT_EQ(episode_end_read(item), -1);
}

/// What read_event makes of an item with this title and place.
Item read(char const* title, char const* host_key, char const* uri = nullptr)
{
    auto item = film();
    item.title = title;
    item.host_key = host_key;
    item.uri = uri;
    auto const native = progress(&item);
    return read_event(&native).item;
}

/// Everything of it in one text.
std::string all_of(Item const& item)
{
    auto all = item.title + '\n' + item.show + '\n' + item.artist + '\n' + item.album + '\n' +
               item.host_key;
    for (auto const& [scheme, value] : item.ids)
        all += '\n' + scheme + '\n' + value;
    return all;
}

// clang-format off
/// Places as players and servers have them, whose user info, query and fragment hold the words
/// "secret" and "private". Some are of public reports: an IPTV login, a ticket of TVHeadend, a
/// camera's password in a history, a share's password inside an encoded path, a token of Plex.
constexpr char const* places[] = {
    "http://private:secret@host/tv/Lost%20-%20S01E02.mkv?api_key=secret",
    "http://host:8080/get.php?username=private&password=secret&type=m3u",
    "http://tvh:secret@rpi:9981/stream/channelid/1836504206?ticket=secret&profile=htsp",
    "rtsp://private:secret@camera/path",
    "RTSP://private:secret@camera/path",
    "http://localhost:8080/vfs/sftp%3a%2f%2fprivate%3asecret23%40host%3a22%2f%2ffolder%2fa.avi",
    "http://plex:32400/library/parts/1/2/file.mkv?X-Plex-Token=secret",
    "/library/parts/1/2/file.mkv?X-Plex-Token=secret",
    "//private:secret@host/a.mkv?token=secret#secret",
    "smb://private:secret@nas/films/a.mkv",
    "smb://private:sec/secret@nas/films/a.mkv",
    "http://private%3Asecret%40host/a.mkv",
    "https://host/a.mkv%3Fapi_key%3Dsecret",
    "https://host/a.mkv%253Fapi_key%253Dsecret",
    "https://host/a.mkv?secret",
    "https://host/a.mkv?path=/x/secret&v=private",
    "https://host/a.mkv#access_token=secret",
    "https://host/a.mkv;jsessionid=secret?x=private",
    "https://host/a.m3u8|User-Agent=private&Authorization=Bearer%20secret",
    "ytdl://https://private:secret@host/watch?v=private&token=secret",
    "edl://%44%https://private:secret@host/a?token=secret,0,10;%30%https://host/b?token=secret",
    "slice://0-100@https://private:secret@host/a.mkv?secret",
    "file:///m/a.mkv?token=secret",
    "FILE:///m/a.mkv#token=secret",
    "magnet:?xt=urn:btih:private&tr=http://tracker/secret/announce",
    "subfile,,start,0,end,0,,:https://private:secret@host/a.mkv?secret",
};
// clang-format on

void expect_discreet(Item const& item, char const* place)
{
    auto const all = all_of(item);
    for (auto const* word : {"secret", "private"})
        EXPECT_EQ(all.find(word), std::string::npos) << place << "\n" << all;
}

TEST(ReadEventTest, noPartOfAnAddressThatIsSecretIsRead)
{
    for (auto const* place : places) {
        expect_discreet(read("Heat", place), place);
        expect_discreet(read("Heat", "6f1c", place), place);
        expect_discreet(read("Heat", nullptr, place), place);
        expect_discreet(read(place, "6f1c"), place);
        expect_discreet(read(place, place, place), place);
        expect_discreet(read((std::string{"Live: "} + place).c_str(), place), place);
        EXPECT_EQ(read("Heat", place).title, "Heat") << place;
        EXPECT_FALSE(read(place, place).title.empty()) << place;
    }
}

TEST(ReadEventTest, idsThatAreAddressesAreReadWithoutSecrets)
{
    for (auto const* place : places) {
        playsync_id const ids[] = {{"url", place}, {place, "7"}};
        auto item = film();
        item.show = item.artist = item.album = place;
        item.ids = ids;
        item.id_count = 2;
        auto const native = progress(&item);
        expect_discreet(read_event(&native).item, place);
    }
}

TEST(ReadEventTest, aHostsLibraryIsAskedByTheKeyItTold)
{
    auto item = film();
    item.host_key = "https://host/a?token=secret";
    auto native = progress(&item);
    EXPECT_EQ(read_event(&native).library_key, item.host_key);
    item.host_key = "6f1c";
    EXPECT_EQ(read_event(&native).library_key, "") << "it is the item's";
}

} // namespace
} // namespace playsync
