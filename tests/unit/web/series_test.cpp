// SPDX-License-Identifier: MIT
// Minutes as points: sums in each step, what waited at its end, and nothing made up.
#include "site_fixture.hpp"
#include "web/series.hpp"

namespace playsync::web {
namespace {

constexpr auto noon = static_cast<std::uint32_t>(test::noon / 60'000);

class SeriesTest : public test::SiteFixture {
protected:
    SeriesTest()
    {
        changes.happened[1] = {{noon - 500, 1, 1, 1, 7},
                               {noon - 60, 2, 1, 0, 8},
                               {noon - 59, 3, 0, 1, 9},
                               {noon, 4, 5, 0, 3}};
        changes.happened[2] = {{noon - 30, 10, 20, 30, 100}};
    }
    boost::json::object series(std::string const& query)
    {
        auto const response = get("/api/v1/series?" + query);
        EXPECT_EQ(response.status, 200u) << response.body;
        return json(response);
    }
    std::string points(std::string const& query)
    {
        return boost::json::serialize(series(query).at("points"));
    }
};

TEST_F(SeriesTest, isTheLastHourByMinutesUnlessAskedOtherwise)
{
    auto const body = series("metric=taken&target=home");
    EXPECT_EQ(body.at("metric").as_string(), "taken");
    EXPECT_EQ(body.at("target").as_string(), "home");
    EXPECT_EQ(body.at("from").as_string(), "2026-08-01T11:00:00.000Z");
    EXPECT_EQ(body.at("step").as_int64(), 60);
    auto const& all = body.at("points").as_array();
    ASSERT_EQ(all.size(), 61u);
    EXPECT_EQ(all.at(0).as_int64(), 2);
    EXPECT_EQ(all.at(1).as_int64(), 3);
    EXPECT_EQ(all.at(2).as_int64(), 0);
    EXPECT_EQ(all.at(60).as_int64(), 4);
}

TEST_F(SeriesTest, sumsInSteps)
{
    auto const from = std::string{"&from=2026-08-01T11:07:00Z&step=1200"}; // begins at 11:00
    EXPECT_EQ(points("metric=taken&target=home" + from), "[5,0,0,4]");
    EXPECT_EQ(points("metric=synced" + from), "[1,20,0,5]");
    EXPECT_EQ(points("metric=failed" + from), "[1,30,0,0]");
    EXPECT_FALSE(series("metric=failed" + from).contains("target"));
}

TEST_F(SeriesTest, whatWaitsIsWhatWaitedLast)
{
    auto const from = std::string{"&from=2026-08-01T11:00:00Z&step=1200"};
    EXPECT_EQ(points("metric=pending&target=home" + from), "[9,9,9,3]");
    EXPECT_EQ(points("metric=pending" + from), "[9,109,109,103]");
    changes.happened[1].clear();
    EXPECT_EQ(points("metric=pending" + from), "[null,100,100,100]");
}

TEST_F(SeriesTest, isTheSameHoweverItIsRead)
{
    changes.happened[1].clear();
    std::uint32_t taken = 0;
    for (std::uint32_t minute = noon - 40'000; minute <= noon; minute += 977)
        changes.happened[1].push_back({minute, ++taken, 0, 0, taken});
    for (auto const* metric : {"taken", "pending"}) {
        SeriesQuery query;
        std::string wrong = read_series_query(
            {{"metric", metric}, {"from", "2026-07-05T00:00:00Z"}, {"step", "3600"}}, test::noon,
            query);
        ASSERT_EQ(wrong, "");
        Series whole{query};
        whole.add(changes.minutes(1, query.from, query.end()), query.from, query.end());
        changes.happened[2].clear();
        EXPECT_EQ(get("/api/v1/series?metric=" + std::string{metric} +
                      "&from=2026-07-05T00:00:00Z&step=3600")
                      .body,
                  whole.json());
    }
}

TEST_F(SeriesTest, whatIsWrongIsNamed)
{
    for (auto const* query :
         {"", "metric=all", "metric=taken&step=0", "metric=taken&step=90", "metric=taken&step=x",
          "metric=taken&step=2592060", "metric=taken&from=yesterday",
          "metric=taken&from=2026-07-01T00:00:00Z", "metric=taken&to=1"})
        EXPECT_EQ(get("/api/v1/series?" + std::string{query}).status, 400u) << query;
    EXPECT_EQ(get("/api/v1/series?metric=taken&target=nobody").status, 404u);
    EXPECT_EQ(points("metric=taken&from=2030-01-01T00:00:00Z"), "[4]"); // not before now
}

} // namespace
} // namespace playsync::web
