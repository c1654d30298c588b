// SPDX-License-Identifier: MIT
// /changes, /history, and orders about one change or many: the rows of API.md.
#include "tests/unit/web/site_fixture.hpp"

namespace playsync::web {
namespace {

using test::noon;

constexpr std::string_view some_id = "01J4QZ5W8E9K3T6V2B7N1M0C4D";

class ChangesTest : public test::SiteFixture {
protected:
    ChangesTest() { changes.known.emplace(id, test::change_view(id, State::failed)); }

    void expect_seq(Response const& response)
    {
        EXPECT_EQ(header(response, "Playsync-Seq"),
                  feed.epoch() + "." + std::to_string(feed.seq()));
    }
    Response put(std::string_view target, std::string_view body, std::vector<Field> more)
    {
        more.push_back({"Authorization", bearer()});
        more.push_back({"Content-Type", "application/json"});
        return raw("PUT", target, more, body);
    }

    Ulid const id = *Ulid::parse(some_id);
    std::string const change_path = "/api/v1/changes/" + std::string{some_id};
    std::string const match_path = change_path + "/match";
};

TEST_F(ChangesTest, areListed)
{
    auto const plain = get("/api/v1/changes");
    EXPECT_EQ(plain.status, 200u);
    EXPECT_EQ(json(plain).at("items").as_array().size(), 1u);
    EXPECT_FALSE(json(plain).contains("next"));
    EXPECT_EQ(changes.query.limit, 50u);

    Ulid other = id;
    ++other.bytes[15];
    changes.known.emplace(other, test::change_view(other));
    auto const first = json(get("/api/v1/changes?limit=1"));
    EXPECT_EQ(first.at("items").as_array().size(), 1u);
    auto const next = std::string{first.at("next").as_string()};
    EXPECT_EQ(get("/api/v1/changes?limit=1&cursor=" + next).status, 200u);
    EXPECT_EQ(changes.query.from, (std::string{other.bytes.begin(), other.bytes.end()}));
}

TEST_F(ChangesTest, everyParameterIsUnderstood)
{
    EXPECT_EQ(get("/api/v1/changes?state=failed&target=home&user=al%20ice&kind=episode&q=boot&"
                  "since=2026-08-01T00:00:00Z&until=2026-08-02T00:00:00.5Z&sort=next&limit=200")
                  .status,
              200u);
    auto const& query = changes.query;
    EXPECT_EQ(query.state, State::failed);
    EXPECT_EQ(query.target, "home");
    EXPECT_EQ(query.user, "al ice");
    EXPECT_EQ(query.kind, ItemKind::episode);
    EXPECT_EQ(query.words, "boot");
    EXPECT_EQ(query.since, 1785542400000);
    EXPECT_EQ(query.until, 1785628800500);
    EXPECT_EQ(query.order, Order::next);
    EXPECT_EQ(query.limit, 200u);
    EXPECT_FALSE(query.settled);
    EXPECT_EQ(get("/api/v1/history?user=alice").status, 200u);
    EXPECT_TRUE(query.settled);
}

TEST_F(ChangesTest, aQueryThatIsNotUnderstoodIsRefused)
{
    auto const long_words = "q=" + std::string(201, 'x');
    auto const due_place = "cursor=" + std::string(54, '0');
    for (std::string const query : {"x=1",
                                    "state=dead",
                                    "state=",
                                    "state=syncing",
                                    "limit=0",
                                    "limit=201",
                                    "limit=-1",
                                    "limit=1x",
                                    "limit=",
                                    "limit=99999999999999999999",
                                    "cursor=x",
                                    "cursor=",
                                    "cursor=0000000000000000000000000000000g",
                                    "limit=1&limit=2",
                                    "target=%zz",
                                    "kind=song",
                                    "since=yesterday",
                                    "until=",
                                    "sort=",
                                    "sort=title",
                                    "sort=next",
                                    "sort=next&state=synced",
                                    "user=%0a",
                                    long_words.c_str(),
                                    due_place.c_str()})
        EXPECT_EQ(code(get("/api/v1/changes?" + query)), "bad_request") << query;
    EXPECT_EQ(code(get("/api/v1/changes?target=away")), "not_found");
    EXPECT_EQ(code(get("/api/v1/history?state=failed")), "bad_request");
}

TEST_F(ChangesTest, oneIsShownWithWhatWasTried)
{
    changes.tries = {{noon, 31, {ErrorClass::transient, 500, "oh"}},
                     {noon + 1000, -1, {ErrorClass::rejected, 0, "no"}}};
    auto const shown = get(change_path);
    EXPECT_EQ(json(shown).at("id").as_string(), some_id);
    EXPECT_EQ(boost::json::serialize(json(shown).at("tries")),
              R"([{"at":"2026-08-01T12:00:00.000Z","ms":31,"class":"transient","status":500,)"
              R"("message":"oh"},{"at":"2026-08-01T12:00:01.000Z","ms":null,"class":"rejected",)"
              R"("status":null,"message":"no"}])");
    auto const tag = std::string{header(shown, "ETag")};
    EXPECT_EQ(header(get(change_path), "ETag"), tag);
    changes.known.at(id).entry.standing.attempts = 2;
    EXPECT_NE(header(get(change_path), "ETag"), tag);
}

TEST_F(ChangesTest, oneThatIsNotThereIsMissingOrGone)
{
    EXPECT_EQ(code(get("/api/v1/changes/nonsense")), "not_found");
    EXPECT_EQ(code(get("/api/v1/changes/01J4QZ5W8E9K3T6V2B7N1M0C4E")), "not_found");
    auto const gone = get("/api/v1/changes/01J4QZ5W8E9K3T6V2B7N1M0C00");
    EXPECT_EQ(gone.status, 410u);
    EXPECT_EQ(code(gone), "gone");
    EXPECT_EQ(post("/api/v1/changes/nonsense/retry").status, 404u);
    EXPECT_EQ(post("/api/v1/changes/01J4QZ5W8E9K3T6V2B7N1M0C4E/park").status, 404u);
}

TEST_F(ChangesTest, oneIsRetriedAndParked)
{
    for (std::string const verb : {"retry", "park"}) {
        auto const path = change_path + "/" + verb;
        changes.fate = Fate::done;
        auto const done = post(path);
        EXPECT_EQ(done.status, 202u);
        EXPECT_EQ(json(done).at("id").as_string(), some_id);
        expect_seq(done);
        EXPECT_EQ(changes.asked.back(), verb);
        EXPECT_EQ(post(path, R"({"a": 1})").status, 400u);
        changes.fate = Fate::due;
        EXPECT_EQ(post(path).status, 202u);
        struct Row {
            std::optional<Fate> fate;
            unsigned status;
            std::string_view code;
        };
        for (auto const& row :
             {Row{Fate::in_flight, 409, "in_flight"}, Row{Fate::settled, 409, "settled"},
              Row{Fate::not_pending, 409, "not_pending"}, Row{Fate::replaced, 410, "gone"},
              Row{Fate::not_found, 404, "not_found"}, Row{std::nullopt, 503, "store_refusing"}}) {
            changes.fate = row.fate;
            auto const refused = post(path);
            EXPECT_EQ(refused.status, row.status);
            EXPECT_EQ(code(refused), row.code);
        }
    }
}

TEST_F(ChangesTest, idsAreCorrectedByWhoSawTheNewest)
{
    auto const body = R"({"ids": {"imdb": "tt0113277"}})";
    auto const tag = std::string{header(get(change_path), "ETag")};
    EXPECT_EQ(code(put(match_path, body, {})), "condition_missing");
    EXPECT_EQ(code(put(match_path, body, {{"If-Match", "\"old\""}})), "changed");
    EXPECT_TRUE(changes.asked.empty());
    auto const done = put(match_path, body, {{"If-Match", tag}});
    EXPECT_EQ(done.status, 202u);
    expect_seq(done);
    EXPECT_EQ(changes.asked.back(), "match imdb:tt0113277");
    EXPECT_EQ(put("/api/v1/changes/nonsense/match", body, {{"If-Match", tag}}).status, 404u);
    for (std::string const bad :
         {R"({})", R"({"ids": {}})", R"({"ids": ["imdb"]})", R"({"ids": {"imdb": 7}})",
          R"({"ids": {"imdb": ""}})", R"({"ids": {"": "x"}})", R"({"ids": {"a": "b"}, "c": 1})",
          R"({"ids": {"a": {"b": "c"}}})"})
        EXPECT_EQ(put(match_path, bad, {{"If-Match", tag}}).status, 400u) << bad;
}

TEST_F(ChangesTest, manyAreWorkedOnByFilterOrById)
{
    changes.result.matched = 312;
    changes.result.done = 310;
    changes.result.skipped = {{"in_flight", 2}};
    auto const retried =
        post("/api/v1/retry",
             R"({"filter": {"target": "home", "state": "failed", "q": "boot"}, "expect": 300})");
    EXPECT_EQ(retried.status, 200u);
    EXPECT_EQ(retried.body,
              R"({"matched":312,"done":310,"skipped":[{"code":"in_flight","count":2}]})");
    expect_seq(retried);
    auto const& order = changes.orders.back();
    EXPECT_EQ(order.deed, Deed::retry);
    EXPECT_EQ(order.filter->target, "home");
    EXPECT_EQ(order.filter->state, State::failed);
    EXPECT_EQ(order.filter->words, "boot");
    EXPECT_EQ(order.expect, 300u);
    EXPECT_FALSE(order.dry_run);

    changes.result.undo = BulkResult::Undo{"token", noon};
    auto const discarded =
        post("/api/v1/discard", R"({"ids": [")" + std::string{some_id} + R"("], "dry_run": true})");
    EXPECT_EQ(boost::json::serialize(json(discarded).at("undo")),
              R"({"token":"token","until":"2026-08-01T12:00:00.000Z"})");
    EXPECT_EQ(changes.orders.back().deed, Deed::discard);
    EXPECT_EQ(changes.orders.back().ids, std::vector{id});
    EXPECT_TRUE(changes.orders.back().dry_run);
    EXPECT_FALSE(changes.orders.back().filter);
}

TEST_F(ChangesTest, bulkOrdersAreStrict)
{
    std::string too_many = R"({"ids": [)";
    for (int i = 0; i < 1001; ++i)
        too_many += (i == 0 ? "\"" : ",\"") + std::string{some_id} + '"';
    too_many += "]}";
    for (std::string const body :
         {"{}", R"({"filter": {}, "ids": []})", R"({"ids": []})", R"({"ids": ["x"]})",
          R"({"ids": [7]})", R"({"ids": {}})", R"({"ids": [["a"]]})", R"({"filter": []})",
          R"({"filter": "all"})", R"({"filter": {"state": "dead"}})", R"({"filter": {"x": "y"}})",
          R"({"filter": {"state": 7}})", R"({"filter/state": "failed"})",
          R"({"filter": {"state": "failed", "state": "failed"}})",
          R"({"filter": {}, "dry_run": 1})", R"({"filter": {}, "expect": -1})",
          R"({"filter": {}, "expect": "3"})", R"({"target": "home"})", too_many.c_str()})
        for (auto const* path : {"/api/v1/retry", "/api/v1/discard"})
            EXPECT_EQ(post(path, body).status, 400u) << body;
    EXPECT_TRUE(changes.orders.empty());
}

TEST_F(ChangesTest, aBulkOrderThatCannotBeSaysWhy)
{
    struct Row {
        BulkResult::End end;
        unsigned status;
        std::string_view code;
    };
    for (auto const& row : {Row{BulkResult::End::no_target, 404, "not_found"},
                            Row{BulkResult::End::unexpected, 409, "expectation"},
                            Row{BulkResult::End::no_undo, 404, "not_found"},
                            Row{BulkResult::End::too_late, 410, "gone"}}) {
        changes.result.end = row.end;
        auto const refused = post("/api/v1/undo", R"({"token": "t"})");
        EXPECT_EQ(refused.status, row.status);
        EXPECT_EQ(code(refused), row.code);
    }
}

TEST_F(ChangesTest, aDiscardIsUndone)
{
    changes.result.done = 7;
    auto const undone = post("/api/v1/undo", R"({"token": "secret"})");
    EXPECT_EQ(undone.body, R"({"restored":7})");
    EXPECT_EQ(changes.orders.back().deed, Deed::undo);
    EXPECT_EQ(changes.orders.back().token, "secret");
    for (auto const* body : {"{}", R"({"token": 7})", R"({"token": "a", "b": 1})"})
        EXPECT_EQ(post("/api/v1/undo", body).status, 400u);
}

} // namespace
} // namespace playsync::web
