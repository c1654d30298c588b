// SPDX-License-Identifier: MIT
// Which of a server's items is meant.
#include <gtest/gtest.h>

#include "plugin/targets/jellyfin_catalogue.hpp"

namespace playsync::jellyfin {
namespace {

std::string id(char last)
{
    return std::string(31, '0') + last;
}

ItemInfo film(char last, std::string name, int year, std::string path = {})
{
    ItemInfo item;
    item.id = id(last);
    item.type = "Movie";
    item.name = std::move(name);
    item.year = year;
    item.path = std::move(path);
    return item;
}

Library films()
{
    Library library;
    auto heat = film('1', "Heat", 1995, "/media/films/Heat (1995)/heat.mkv");
    heat.ids = {{"imdb", "tt0113277"}, {"tmdb", "949"}};
    auto heat_4k = film('2', "Heat", 1995, "/media/4k/Heat/heat.2160p.mkv");
    heat_4k.ids = {{"tmdb", "949"}};
    library.add(heat);
    library.add(heat_4k);
    library.add(heat); // on two pages
    library.add(film('3', "Solaris", 1972));
    library.add(film('4', "Solaris", 2002));
    library.add(film('5', "Amélie: le \"fabuleux\" destin", 0));
    library.seal();
    return library;
}

Library episodes()
{
    Library library;
    ItemInfo series;
    series.id = id('a');
    series.type = "Series";
    series.name = "Breaking Bad";
    series.ids = {{"tvdb", "81189"}, {"imdb", "tt0903747"}};
    ItemInfo ozymandias;
    ozymandias.id = id('b');
    ozymandias.type = "Episode";
    ozymandias.name = "Ozymandias";
    ozymandias.series_id = series.id;
    ozymandias.season = 5;
    ozymandias.episode = 14;
    ozymandias.path = "D:\\TV\\Breaking Bad\\Season 05\\bb.s05e14.mkv";
    auto felina = ozymandias;
    felina.id = id('c');
    felina.episode = 16;
    felina.path.clear();
    felina.ids = {{"tvdb", "4639461"}};
    auto two_in_one = ozymandias; // S02E01-E02
    two_in_one.id = id('d');
    two_in_one.season = 2;
    two_in_one.episode = 1;
    two_in_one.last_episode = 2;
    two_in_one.path = "/tv/Breaking Bad/Season 02/bb.s02e01e02.mkv";
    two_in_one.ids = {{"tvdb", "400001"}};
    auto backwards = ozymandias;
    backwards.id = id('e');
    backwards.season = 3;
    backwards.episode = 9;
    backwards.last_episode = 2;
    backwards.path.clear();
    for (auto const& each : {two_in_one, backwards, series, ozymandias, felina})
        library.add(each);
    EXPECT_TRUE(library.missing_series().empty());
    library.seal();
    return library;
}

struct FindCase {
    char const* name;
    Item item;
    char const* expected; // last digits of the ids found
    friend void PrintTo(FindCase const& row, std::ostream* out) { *out << row.name; }
};
class FindTest : public testing::TestWithParam<FindCase> {};

Item movie(std::string title, int year, std::vector<std::pair<std::string, std::string>> ids = {},
           std::string key = {})
{
    Item item;
    item.kind = ItemKind::movie;
    item.title = std::move(title);
    item.year = year;
    item.ids = std::move(ids);
    item.host_key = std::move(key);
    return item;
}

Item episode(int season, int number, std::vector<std::pair<std::string, std::string>> ids,
             std::string show = {}, std::string key = {})
{
    auto item = movie("", 0, std::move(ids), std::move(key));
    item.kind = ItemKind::episode;
    item.show = std::move(show);
    item.season = season;
    item.episode = number;
    return item;
}

TEST_P(FindTest, findsWhatIsMeantAndNothingElse)
{
    static auto const of_films = films();
    static auto const of_episodes = episodes();
    auto const& library = GetParam().item.kind == ItemKind::movie ? of_films : of_episodes;
    std::string found;
    for (auto const& each : library.find(GetParam().item))
        found += each.back();
    EXPECT_EQ(found, GetParam().expected);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Items, FindTest, testing::Values(
    FindCase{"byAnIdAllVersions",        movie("?", 0, {{"tmdb", "949"}}),                       "12"},
    FindCase{"byEitherIdAllVersions",    movie("?", 0, {{"imdb", "tt0113277"}, {"tmdb", "949"}}),"12"},
    FindCase{"byAnIdOneHas",             movie("?", 0, {{"imdb", "tt0113277"}}),                 "1"},
    FindCase{"idsAreStrongerThanNames",  movie("Solaris", 1972, {{"tmdb", "949"}}),              "12"},
    FindCase{"byFolderAndFile",          movie("?", 0, {}, "/home/a/Heat (1995)/heat.mkv"),      "1"},
    FindCase{"byAnAddress",              movie("?", 0, {}, "smb://nas/f/Heat (1995)/heat.mkv"),  "1"},
    FindCase{"notByTheFileAlone",        movie("?", 0, {}, "/home/a/other/heat.mkv"),            ""},
    FindCase{"notByAKeyThatIsNoPath",    movie("?", 0, {}, "heat.mkv"),                          ""},
    FindCase{"byNameAndYear",            movie("solaris", 2002),                                 "4"},
    FindCase{"byNameOfOneYear",          movie("HEAT", 0),                                       "12"},
    FindCase{"notBetweenYears",          movie("Solaris", 0),                                    ""},
    FindCase{"notOfAnotherYear",         movie("Heat", 1986),                                    ""},
    FindCase{"byNameOfNoYear",           movie("Amélie - le 'fabuleux' destin!", 0),             "5"},
    FindCase{"theLibraryKnowsNoYear",    movie("Amélie, le fabuleux destin", 2001),              "5"},
    FindCase{"anIdNobodyHas",            movie("", 0, {{"imdb", "tt0000001"}}),                  ""},
    FindCase{"anotherCataloguesNumber",  movie("", 0, {{"tvdb", "949"}}),                        ""},
    FindCase{"episodeByItsOwnId",        episode(9, 9, {{"tvdb", "4639461"}}),                   "c"},
    FindCase{"episodeBySeriesAndNumber", episode(5, 14, {{"show.tvdb", "81189"}}),               "b"},
    FindCase{"episodeByAnySeriesId",     episode(5, 16, {{"show.tmdb", "1"}, {"show.imdb", "tt0903747"}}), "c"},
    FindCase{"episodeByShowsName",       episode(5, 14, {}, "Breaking bad"),                     "b"},
    FindCase{"episodeByPlace",           episode(-1, -1, {}, "", "/tv/Season 05/bb.s05e14.mkv"), "b"},
    FindCase{"noSuchEpisode",            episode(5, 15, {{"show.tvdb", "81189"}}, "Breaking Bad"), ""},
    FindCase{"firstOfTwoInAFile",        episode(2, 1, {{"show.tvdb", "81189"}}),                "d"},
    FindCase{"secondOfTwoInAFile",       episode(2, 2, {{"tvdb", "400002"}, {"show.tvdb", "81189"}}), "d"},
    FindCase{"secondOfTwoByShowsName",   episode(2, 2, {}, "Breaking Bad"),                      "d"},
    FindCase{"noThirdOfTwo",             episode(2, 3, {{"show.tvdb", "81189"}}),                ""},
    FindCase{"anEndBeforeTheBeginning",  episode(3, 9, {{"show.tvdb", "81189"}}),                "e"},
    FindCase{"andNothingBetween",        episode(3, 5, {{"show.tvdb", "81189"}}),                ""},
    FindCase{"seriesIdIsNoEpisodes",     episode(5, 14, {{"tvdb", "81189"}}),                    ""}),
    [](auto const& test) { return test.param.name; });
// clang-format on

TEST(LibraryTest, tracksAreFoundByRecordingOrByWhoPlaysWhat)
{
    Library library;
    ItemInfo track;
    track.id = id('7');
    track.type = "Audio";
    track.name = "Roads";
    track.artist = "Portishead";
    track.ids = {{"mbid", "r-1"}};
    library.add(track);
    library.seal();
    Item item;
    item.kind = ItemKind::track;
    item.title = "roads";
    EXPECT_TRUE(library.find(item).empty());
    item.artist = "PORTISHEAD";
    EXPECT_EQ(library.find(item), std::vector{id('7')});
    item = {};
    item.kind = ItemKind::track;
    item.ids = {{"mbid", "r-1"}};
    EXPECT_EQ(library.find(item), std::vector{id('7')});
}

ItemInfo track_of(char last, std::string album,
                  std::vector<std::pair<std::string, std::string>> ids)
{
    ItemInfo track;
    track.id = id(last);
    track.type = "Audio";
    track.name = last == '9' ? "Strangers" : "Roads";
    track.artist = "Portishead";
    track.album = std::move(album);
    track.ids = std::move(ids);
    return track;
}

/// Before 10.11 the server knows no recording's id.
TEST(LibraryTest, aTrackIsNeitherItsAlbumNorItsArtist)
{
    Library library;
    library.add(track_of('7', "Dummy", {{"mbid_track", "t-7"}, {"mbid_release", "a-1"}}));
    library.add(track_of('8', "Roseland NYC Live", {{"mbid_track", "t-8"}}));
    library.add(track_of('9', "Dummy", {{"mbid_release", "a-1"}, {"musicbrainzartist", "p"}}));
    library.seal();
    Item item;
    item.kind = ItemKind::track;
    item.title = "Roads";
    item.artist = "Portishead";
    item.ids = {{"mbid", "r-7"}, {"mbid_release", "a-1"}, {"musicbrainzartist", "p"}};
    EXPECT_EQ(library.find(item), (std::vector{id('7'), id('8')})) << "not the whole album";
    item.album = "Roseland NYC: Live";
    EXPECT_EQ(library.find(item), std::vector{id('8')});
    item.album = "Somewhere else";
    EXPECT_EQ(library.find(item), (std::vector{id('7'), id('8')}));
    item.ids.emplace_back("mbid_track", "t-7");
    EXPECT_EQ(library.find(item), std::vector{id('7')});
}

/// Metadata in which nothing was found says 0 or -1, of any number of items.
TEST(LibraryTest, anIdThatStandsForNoneIsNone)
{
    Library library;
    auto one = film('1', "Heat", 1995);
    auto other = film('2', "Ronin", 1998);
    one.ids = {{"imdb", "tt0000000"}, {"tmdb", "0"}, {"tvdb", "-1"}};
    other.ids = one.ids;
    library.add(one);
    library.add(other);
    library.seal();
    for (auto const& each : one.ids)
        EXPECT_TRUE(library.find(movie("?", 0, {each})).empty()) << each.first;
    EXPECT_EQ(library.find(movie("Ronin", 1998, other.ids)), std::vector{id('2')});
}

struct ReadCase {
    char const* name;
    Millis since_read;
    std::optional<Millis> since_missed;
    bool again;
    friend void PrintTo(ReadCase const& row, std::ostream* out) { *out << row.name; }
};
class ReadAgainTest : public testing::TestWithParam<ReadCase> {};

TEST_P(ReadAgainTest, whatIsNewIsFoundAndWhatIsNeverThereCostsLittle)
{
    auto const& row = GetParam();
    EXPECT_EQ(is_worth_reading(row.since_read, row.since_missed, Millis{60'000}), row.again);
}

using namespace std::chrono_literals;
INSTANTIATE_TEST_SUITE_P(Misses, ReadAgainTest,
                         testing::Values(ReadCase{"readJustNow", 59s, {}, false},
                                         ReadCase{"readAWhileAgo", 60s, {}, true},
                                         ReadCase{"missedLately", 14min, 14min, false},
                                         ReadCase{"missedLongAgo", 15min, 15min, true},
                                         ReadCase{"readSinceForAnother", 1s, 1h, false}),
                         [](auto const& test) { return test.param.name; });

TEST(LibraryTest, titlesAreComparedByTheirWords)
{
    EXPECT_EQ(plain_title("  The  Good, the Bad & the Ugly! "), "the good the bad the ugly");
    EXPECT_EQ(plain_title("Ocean's Eleven"), "oceans eleven");
    EXPECT_EQ(plain_title("Ōkami"), "Ōkami") << "what is not ASCII stays";
    EXPECT_EQ(plain_title("!!!"), "");
}

} // namespace
} // namespace playsync::jellyfin
