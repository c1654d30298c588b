// SPDX-License-Identifier: MIT
// Changes as files: what a cell, a line and an answer look like.
#include "site_fixture.hpp"
#include "storage/json_text.hpp"
#include "web/export.hpp"

namespace playsync::web {
namespace {

struct Cell {
    char const* text;
    char const* cell;
};

TEST(CellTest, isQuotedWhereItMustAndNeverRun)
{
    // clang-format off
    for (auto const& [text, cell] : {
             Cell{"", ""}, Cell{"Heat", "Heat"}, Cell{"tt0113277", "tt0113277"},
             Cell{"2026-08-01T12:00:00.000Z", "2026-08-01T12:00:00.000Z"},
             Cell{"a b", "\"a b\""}, Cell{"a,b", "\"a,b\""}, Cell{"a;b", "\"a;b\""},
             Cell{"a \"b\"", "\"a \"\"b\"\"\""}, Cell{"a\r\nb", "\"a\r\nb\""},
             Cell{"=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""},
             Cell{"+1", "\"'+1\""}, Cell{"-1", "\"'-1\""}, Cell{"@SUM(A1)", "\"'@SUM(A1)\""},
             Cell{"\tx", "\"'\tx\""}, Cell{"\rx", "\"'\rx\""}, Cell{"x=1", "\"x=1\""}}) {
        std::string out;
        append_cell(out, text);
        EXPECT_EQ(out, cell);
    }
    // clang-format on
}

TEST(CsvTest, hasACellForEachColumn)
{
    auto view = test::change_view(Ulid{{1}}, State::failed);
    view.entry.body = R"({"user":"al","verb":"watched","item":{"kind":"episode","title":"=1",)"
                      R"("show":"A, b","season":0,"episode":3,"ids":{"imdb":"tt1","tmdb":"2"}},)"
                      R"("position_ms":5,"occurred_at":"2026-08-01T12:00:00.000Z"})";
    auto& standing = view.entry.standing;
    standing.attempts = 5;
    standing.next_attempt_at = test::noon;
    standing.error = {ErrorClass::rejected, 422, "no \"such\" thing"};
    std::string line;
    append_csv(line, view);
    auto const time = std::string{"2026-08-01T12:00:00.000Z"};
    EXPECT_EQ(line, view.entry.id.text() +
                        ",home,al,watched,failed,episode,\"'=1\",\"A, b\",0,3,,,,"
                        "\"imdb=tt1 tmdb=2\",5,," +
                        time + ',' + time_text(view.entry.id.time_ms()) + ',' + time +
                        ",,5,rejected,422,\"no \"\"such\"\" thing\"\r\n");
    EXPECT_EQ(std::ranges::count(csv_head(), ','), 23);
}

class ExportTest : public test::SiteFixture {
protected:
    ExportTest()
    {
        for (std::uint8_t i = 1; i <= 3; ++i) {
            Ulid const id{{i}};
            changes.known[id] = test::change_view(id);
        }
    }
    static std::string all_of(Response const& response)
    {
        std::string out;
        while (auto const piece = response.source->next())
            out += *piece;
        return out;
    }
};

TEST_F(ExportTest, isAFileWithAName)
{
    auto const response = get("/api/v1/export?what=changes&format=csv");
    EXPECT_EQ(response.status, 200u);
    EXPECT_EQ(header(response, "Content-Type"), "text/csv; charset=utf-8");
    EXPECT_EQ(header(response, "Content-Disposition"),
              "attachment; filename=\"playsync-changes-2026-08-01T120000.csv\"");
    auto const text = all_of(response);
    EXPECT_TRUE(text.starts_with("id,target,user,"));
    EXPECT_EQ(std::ranges::count(text, '\n'), 4);
}

TEST_F(ExportTest, takesTheListsFilters)
{
    auto const response =
        get("/api/v1/export?what=history&format=jsonl&target=home&user=alice&q=heat&kind=movie");
    EXPECT_EQ(header(response, "Content-Type"), "application/x-ndjson");
    auto const text = all_of(response);
    EXPECT_EQ(boost::json::parse(text.substr(0, text.find('\n'))).at("target").as_string(), "home");
    auto const& query = changes.query;
    EXPECT_TRUE(query.settled);
    EXPECT_EQ(query.user, "alice");
    EXPECT_EQ(query.words, "heat");
    EXPECT_EQ(query.order, Order::oldest);
    EXPECT_EQ(query.until, test::noon + 1);
    EXPECT_LE(query.longest_ms, 5);
}

TEST_F(ExportTest, whatIsWrongIsNamed)
{
    for (auto const* query :
         {"", "?what=changes", "?format=csv", "?what=all&format=csv", "?what=changes&format=xlsx",
          "?what=history&format=csv&state=failed", "?what=changes&format=csv&kind=game",
          "?what=changes&format=csv&sort=next", "?what=changes&format=csv&cursor=00"})
        EXPECT_EQ(get(std::string{"/api/v1/export"} + query).status, 400u) << query;
    EXPECT_EQ(get("/api/v1/export?what=changes&format=csv&target=nobody").status, 404u);
}

TEST_F(ExportTest, needsNoAcceptButATokenAsAll)
{
    EXPECT_EQ(raw("GET", "/api/v1/export?what=changes&format=csv",
                  {{"Authorization", bearer()}, {"Accept", "text/csv"}})
                  .status,
              200u);
    EXPECT_EQ(raw("GET", "/api/v1/export?what=changes&format=csv", {}).status, 401u);
}

} // namespace
} // namespace playsync::web
