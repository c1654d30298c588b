// SPDX-License-Identifier: MIT
// The watch history over the API: listed, as a file, forgotten.
#include "site_fixture.hpp"
#include "web/watch_export.hpp"

namespace playsync::web {
namespace {

using test::noon;
using test::watch_entry;

class WatchesTest : public test::SiteFixture {
protected:
    WatchesTest()
    {
        for (int i = 0; i < 3; ++i)
            watches.known.push_back(watch_entry("bob", noon - i * 60'000));
    }

    static WatchName name(WatchEntry const& entry) { return {entry.span.at, entry.span.item}; }

    static std::string all_of(Response const& response)
    {
        std::string out;
        while (auto const piece = response.source->next())
            out += *piece;
        return out;
    }

    std::string const path = "/api/v1/watches";
};

TEST_F(WatchesTest, eachSaysWhoSawWhatAndHowThatIsKnown)
{
    auto& entry = watches.known.front();
    entry.how = WatchedBy::mark;
    entry.targets = 2;
    entry.host = "mpv";
    entry.duration_ms = 7000;
    auto const shown = json(get(path)).at("items").as_array().at(0).as_object();
    EXPECT_EQ(boost::json::serialize(shown),
              R"({"name":")" + text_of(name(entry)) +
                  R"(","user":"bob","item":{"kind":"movie","title":"Heat"},)"
                  R"("begun":"2026-08-01T11:59:55.000Z","watched_at":"2026-08-01T12:00:00.000Z",)"
                  R"("ended":"2026-08-01T12:00:02.000Z","duration_ms":7000,"how":"mark",)"
                  R"("targets":2,"taken_back":false,"host":"mpv"})");
    entry = watch_entry("bob", noon);
    entry.span.taken_back = true;
    auto const bare = json(get(path)).at("items").as_array().at(0).as_object();
    EXPECT_FALSE(bare.contains("duration_ms"));
    EXPECT_FALSE(bare.contains("host"));
    EXPECT_TRUE(bare.at("taken_back").as_bool());
}

TEST_F(WatchesTest, comeByPages)
{
    auto const first = json(get(path + "?limit=2"));
    EXPECT_EQ(first.at("items").as_array().size(), 2u);
    auto const next = std::string{first.at("next").as_string()};
    auto const last = json(get(path + "?limit=2&cursor=" + next));
    EXPECT_EQ(last.at("items").as_array().size(), 1u);
    EXPECT_FALSE(last.contains("next"));
    EXPECT_EQ(watches.query.from, next);
    get(path);
    EXPECT_EQ(watches.query.limit, 50u);
    EXPECT_EQ(watches.query.from, "");
}

TEST_F(WatchesTest, everyParameterIsUnderstood)
{
    EXPECT_EQ(get(path + "?user=al%20ice&kind=episode&q=boot&since=2026-08-01T00:00:00Z&"
                         "until=2026-08-02T00:00:00Z&unsent=1&limit=200")
                  .status,
              200u);
    auto const& filter = watches.query.filter;
    EXPECT_EQ(filter.user, "al ice");
    EXPECT_EQ(filter.kind, ItemKind::episode);
    EXPECT_EQ(filter.words, "boot");
    EXPECT_EQ(filter.since, 1785542400000);
    EXPECT_EQ(filter.until, 1785628800000);
    EXPECT_TRUE(filter.unsent);
    EXPECT_EQ(watches.query.limit, 200u);
    get(path);
    EXPECT_FALSE(watches.query.filter.unsent);
}

TEST_F(WatchesTest, aQueryThatIsNotUnderstoodIsRefused)
{
    for (std::string const query :
         {"x=1", "unsent=0", "unsent=", "unsent=true", "limit=0", "limit=201",
          "cursor=", "cursor=x", "cursor=0123456789abcdef0123456789abcdef", "kind=song",
          "since=yesterday", "target=home", "state=failed", "sort=oldest", "user=a&user=b"})
        EXPECT_EQ(code(get(path + "?" + query)), "bad_request") << query;
    EXPECT_EQ(raw("GET", path, {}).status, 401u);
}

TEST_F(WatchesTest, areSavedAsAFile)
{
    watches.known.assign(250, watch_entry("bob", noon));
    for (std::size_t i = 0; i < watches.known.size(); ++i)
        watches.known[i].span.at = noon - static_cast<UnixMs>(i);
    auto const response = get(path + "/export?format=jsonl&user=bob&unsent=1");
    EXPECT_EQ(header(response, "Content-Type"), "application/x-ndjson");
    EXPECT_EQ(header(response, "Content-Disposition"),
              "attachment; filename=\"playsync-watches-2026-08-01T120000.jsonl\"");
    auto const text = all_of(response);
    EXPECT_EQ(std::ranges::count(text, '\n'), 250);
    EXPECT_EQ(boost::json::parse(text.substr(0, text.find('\n'))).at("user").as_string(), "bob");
    EXPECT_EQ(watches.query.filter.user, "bob");
    EXPECT_TRUE(watches.query.filter.unsent);
    EXPECT_LE(watches.query.longest_ms, 5);
}

TEST_F(WatchesTest, aLineOfCsvHasACellForEachColumn)
{
    auto& entry = watches.known.front();
    entry.item.title = "=1";
    entry.item.ids = {{"imdb", "tt1"}, {"tmdb", "2"}};
    entry.span.taken_back = true;
    watches.known.resize(1);
    auto const response = get(path + "/export?format=csv");
    EXPECT_EQ(header(response, "Content-Type"), "text/csv; charset=utf-8");
    EXPECT_EQ(all_of(response),
              std::string{watch_csv_head()} + text_of(name(entry)) +
                  ",bob,movie,\"'=1\",,,,,,,\"imdb=tt1 tmdb=2\",2026-08-01T11:59:55.000Z,"
                  "2026-08-01T12:00:00.000Z,2026-08-01T12:00:02.000Z,,position,0,yes,\r\n");
    EXPECT_EQ(std::ranges::count(watch_csv_head(), ','), 18);
    for (auto const* query : {"", "?format=xlsx", "?format=csv&limit=3", "?format=csv&cursor=x",
                              "?format=csv&target=home", "?format=csv&kind=game"})
        EXPECT_EQ(get(path + "/export" + query).status, 400u) << query;
}

TEST_F(WatchesTest, oneIsForgotten)
{
    auto const ours = name(watches.known.front());
    auto const done = get(path + "/" + text_of(ours), "DELETE");
    EXPECT_EQ(done.status, 204u);
    EXPECT_FALSE(header(done, "Playsync-Seq").empty());
    EXPECT_EQ(watches.asked, std::vector{ours});
    watches.was_there = false;
    EXPECT_EQ(code(get(path + "/" + text_of(ours), "DELETE")), "not_found");
    watches.was_there = std::nullopt;
    auto const refused = get(path + "/" + text_of(ours), "DELETE");
    EXPECT_EQ(refused.status, 503u);
    EXPECT_EQ(code(refused), "store_refusing");
    watches.asked.clear();
    for (std::string const wrong : {"nonsense", "export", "1-2", "-"})
        EXPECT_EQ(get(path + "/" + wrong, "DELETE").status, 404u) << wrong;
    EXPECT_EQ(raw("DELETE", path + "/" + text_of(ours), {}).status, 401u);
    EXPECT_EQ(get(path + "/" + text_of(ours)).status, 405u);
    EXPECT_TRUE(watches.asked.empty());
}

TEST_F(WatchesTest, allThatAFilterFitsAreForgotten)
{
    watches.result.matched = watches.result.forgotten = 312;
    auto const done = post(path + "/forget",
                           R"({"filter": {"user": "bob", "kind": "movie", "q": "heat",)"
                           R"("since": "2026-08-01T00:00:00Z", "until": "2026-08-02T00:00:00Z",)"
                           R"("unsent": true}, "expect": 312})");
    EXPECT_EQ(done.body, R"({"matched":312,"forgotten":312})");
    auto const& order = watches.orders.back();
    EXPECT_EQ(order.filter.user, "bob");
    EXPECT_EQ(order.filter.kind, ItemKind::movie);
    EXPECT_EQ(order.filter.words, "heat");
    EXPECT_EQ(order.filter.since, 1785542400000);
    EXPECT_EQ(order.filter.until, 1785628800000);
    EXPECT_TRUE(order.filter.unsent);
    EXPECT_EQ(order.expect, 312u);
    EXPECT_FALSE(order.dry_run);
    post(path + "/forget", R"({"filter": {}, "dry_run": true})");
    EXPECT_TRUE(watches.orders.back().dry_run);
    EXPECT_FALSE(watches.orders.back().filter.user);
    EXPECT_FALSE(watches.orders.back().filter.unsent);
}

TEST_F(WatchesTest, forgettingManyIsStrict)
{
    for (auto const* body :
         {"{}", R"({"filter": {}})", R"({"expect": 3})", R"({"filter": {}, "dry_run": false})",
          R"({"filter": {}, "dry_run": 1})", R"({"filter": {}, "expect": -1})",
          R"({"filter": {}, "expect": "3"})", R"({"filter": [], "expect": 3})",
          R"({"filter": "all", "expect": 3})", R"({"filter": {"state": "failed"}, "expect": 3})",
          R"({"filter": {"target": "home"}, "expect": 3})",
          R"({"filter": {"unsent": "1"}, "expect": 3})",
          R"({"filter": {"kind": "x"}, "expect": 3})", R"({"filter": {"user": 7}, "expect": 3})",
          R"({"ids": ["x"], "expect": 3})"})
        EXPECT_EQ(post(path + "/forget", body).status, 400u) << body;
    EXPECT_TRUE(watches.orders.empty());
    watches.result.end = ForgetResult::End::unexpected;
    EXPECT_EQ(code(post(path + "/forget", R"({"filter": {}, "expect": 3})")), "expectation");
    watches.result.end = ForgetResult::End::refused;
    EXPECT_EQ(code(post(path + "/forget", R"({"filter": {}, "expect": 3})")), "store_refusing");
}

TEST_F(WatchesTest, theStatusSaysWhatIsKeptAndNotSent)
{
    control.shown.watches = 20;
    control.shown.unsent = 15;
    control.shown.kept = {{"bob", 12}, {"anna", 3}};
    auto const status = json(get("/api/v1/status"));
    EXPECT_EQ(status.at("watches").to_number<int>(), 20);
    EXPECT_EQ(boost::json::serialize(status.at("kept")),
              R"([{"user":"bob","watches":12},{"user":"anna","watches":3}])");
    EXPECT_EQ(status.at("unsent").to_number<int>(), 15);
}

} // namespace
} // namespace playsync::web
