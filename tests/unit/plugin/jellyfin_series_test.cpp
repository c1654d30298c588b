// SPDX-License-Identifier: MIT
// Which series an episode is of, where a server has two that look alike.
#include <gtest/gtest.h>

#include "plugin/targets/jellyfin_library.hpp"

namespace playsync::jellyfin {
namespace {

std::string id(char last)
{
    return std::string(31, '0') + last;
}

Item episode(int season, int number, std::vector<std::pair<std::string, std::string>> ids,
             std::string show = {})
{
    Item item;
    item.kind = ItemKind::episode;
    item.show = std::move(show);
    item.season = season;
    item.episode = number;
    item.ids = std::move(ids);
    return item;
}

ItemInfo series_of(char last, int year, std::vector<std::pair<std::string, std::string>> ids)
{
    ItemInfo series;
    series.id = id(last);
    series.type = "Series";
    series.name = "Night Court";
    series.year = year;
    series.ids = std::move(ids);
    return series;
}

ItemInfo first_of(char last, char series)
{
    ItemInfo episode;
    episode.id = id(last);
    episode.type = "Episode";
    episode.series = "Night Court";
    episode.series_id = id(series);
    episode.season = 1;
    episode.episode = 1;
    return episode;
}

TEST(LibraryTest, seriesOfOneNameAreNotGuessedBetween)
{
    Library library;
    for (auto const& each : {series_of('a', 1984, {{"tmdb", "162"}}), first_of('1', 'a'),
                             series_of('b', 2023, {{"tmdb", "202101"}}), first_of('2', 'b')})
        library.add(each);
    library.seal();
    auto item = episode(1, 1, {}, "Night Court");
    EXPECT_TRUE(library.find(item).empty());
    item.year = 2023;
    EXPECT_EQ(library.find(item), std::vector{id('2')});
    item.ids = {{"show.tmdb", "162"}};
    EXPECT_EQ(library.find(item), std::vector{id('1')}) << "an id is stronger";
}

/// A listing shows one of the series that share a key, and the episodes of all.
TEST(LibraryTest, episodesOfASeriesThatWasNotListedAreFound)
{
    Library library;
    for (auto const& each :
         {first_of('2', 'b'), series_of('a', 1984, {{"tmdb", "162"}}), first_of('1', 'a')})
        library.add(each);
    EXPECT_EQ(library.missing_series(), std::vector{id('b')});
    auto named = library;
    named.seal();
    EXPECT_EQ(named.find(episode(1, 1, {}, "Night Court")), (std::vector{id('2'), id('1')}));
    EXPECT_EQ(named.find(episode(1, 1, {{"show.tmdb", "162"}})), std::vector{id('1')});
    library.add(series_of('b', 1984, {{"tmdb", "162"}}));
    EXPECT_TRUE(library.missing_series().empty());
    library.seal();
    EXPECT_EQ(library.find(episode(1, 1, {{"show.tmdb", "162"}})), (std::vector{id('2'), id('1')}));
}

} // namespace
} // namespace playsync::jellyfin
