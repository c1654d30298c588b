// SPDX-License-Identifier: MIT
// A batch on its way to a Jellyfin server that answers from a script.
#include <gtest/gtest.h>

#include <optional>

#include "plugin/targets/jellyfin_delivery.hpp"
#include "tests/support/failing_executor.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/http_script.hpp"
#include "tests/support/sync.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync::jellyfin {
namespace {

constexpr UnixMs evening = 1785615300'000; // 2026-08-01T20:15:00Z
char const* const alice_id = "0123456789abcdef0123456789abcdef";

std::string id(unsigned n)
{
    return std::string(30, 'a') + std::to_string(10 + n);
}

class JellyfinDeliveryTest : public testing::Test {
protected:
    JellyfinDeliveryTest()
    {
        Credentials credentials;
        credentials.issuer = settings().http.url.text() + " ";
        credentials.user = "alice";
        credentials.user_id = alice_id;
        credentials.access = Secret{"token"};
        accounts_.of("home").keep(std::move(credentials));
    }

    Settings settings()
    {
        Settings settings;
        settings.http.url = http::parse_url("http://127.0.0.1:" + std::to_string(script_.port()));
        settings.http.options.origin = settings.http.url.origin;
        settings.scope = "home";
        settings.data_dir = dir_.path();
        return settings;
    }

    test::Said answer(test::Asked const& asked)
    {
        auto const path = asked.target.substr(0, asked.target.find('?'));
        if (path == "/System/Info/Public")
            return {200, R"({"ProductName":"Jellyfin Server","Version":"10.11.11"})"};
        if (path == "/System/Configuration")
            return {200, configuration};
        if (path == "/Items")
            return {200, items(asked.target)};
        writes.push_back(asked);
        return on_write(asked);
    }

    std::string items(std::string const& target) const
    {
        bool const states = target.find("&ids=") != std::string::npos;
        std::string list;
        for (auto const& [item, state] : library)
            if (!states ||
                target.find(item.substr(item.find(R"("Id":")") + 6, 32)) != std::string::npos)
                list += (list.empty() ? "{" : ",{") + item +
                        (states && !state.empty() ? ",\"UserData\":" + state : "") + "}";
        return R"({"Items":[)" + list + R"(],"TotalRecordCount":)" +
               std::to_string(library.size()) + "}";
    }

    Outcome deliver(std::vector<Change> const& changes, Strategy strategy = Strategy::furthest)
    {
        std::vector<Claimed> batch;
        for (auto const& change : changes)
            append_body(batch.emplace_back(Claimed{change.id, {}, {}, {}, {}, {}}).body, change);
        auto const http = settings();
        Server server{std::make_unique<http::Client>(io_, http.http.options), http,
                      accounts_.of("home"), clock_};
        Catalogue catalogue{server, clock_, Millis{0}};
        std::optional<Outcome> outcome;
        net::co_spawn(test::FailingExecutor{io_.get_executor(), plan},
                      send(server, catalogue, strategy, batch),
                      [&](std::exception_ptr error, Outcome done) {
                          threw = error != nullptr;
                          writes_at_end = writes.size();
                          outcome = std::move(done);
                      });
        while (!outcome)
            io_.run_one();
        return std::move(*outcome);
    }

    net::awaitable<Outcome> send(Server& server, Catalogue& catalogue, Strategy strategy,
                                 std::span<Claimed const> batch)
    {
        Delivery delivery{server, catalogue, strategy, clock_, batch};
        co_return co_await delivery.run();
    }

    test::TempDir dir_;
    net::io_context io_{1};
    test::FakeClock clock_{io_};
    Accounts accounts_{dir_.path(), clock_};
    test::HttpScript script_{io_, [this](auto const& asked) { return answer(asked); }};

    std::string configuration = "{}";
    std::vector<std::pair<std::string, std::string>> library; // members of an item; its state
    std::function<test::Said(test::Asked const&)> on_write;
    std::vector<test::Asked> writes;
    test::FailingExecutor::Plan plan;
    bool threw = false;
    std::size_t writes_at_end = 0;
};

std::string film(unsigned n, std::string const& more = {})
{
    return R"("Id":")" + id(n) + R"(","Type":"Movie","Name":"Film )" + std::to_string(n) +
           R"(","RunTimeTicks":72000000000,"ProviderIds":{"Tmdb":")" + std::to_string(100 + n) +
           "\"}" + more;
}

std::string state(bool played, unsigned plays, std::string const& date = {})
{
    return R"({"Played":)" + std::string{played ? "true" : "false"} +
           R"(,"PlaybackPositionTicks":0,"PlayCount":)" + std::to_string(plays) +
           (date.empty() ? "" : R"(,"LastPlayedDate":")" + date + '"') +
           R"(,"IsFavorite":false,"Key":"k"})";
}

Change watched(unsigned n)
{
    Change change;
    change.id = test::id(n);
    change.user = "alice";
    change.verb = Verb::watched;
    change.item.kind = ItemKind::movie;
    change.item.title = "?";
    change.item.ids = {{"tmdb", std::to_string(100 + n)}};
    change.occurred_at = evening;
    return change;
}

class NoRoomTest : public JellyfinDeliveryTest, public testing::WithParamInterface<unsigned> {};

/// Requests go out on three lanes. One that cannot begin must not end the batch under the others.
TEST_P(NoRoomTest, aLaneThatCannotBeginIsNotMissed)
{
    std::vector<Change> changes;
    for (unsigned n = 1; n <= 5; ++n) {
        library.emplace_back(film(n), state(false, 0));
        changes.push_back(watched(n));
    }
    on_write = [](auto const&) { return test::Said{200, state(true, 1)}; };
    plan.room = GetParam();
    plan.armed = true;
    auto const outcome = deliver(changes);
    EXPECT_EQ(plan.refused, 1u);
    EXPECT_FALSE(threw);
    EXPECT_EQ(outcome.error.message, "");
    EXPECT_TRUE(outcome.items.empty());
    EXPECT_EQ(writes_at_end, 5u);
}

INSTANTIATE_TEST_SUITE_P(Lanes, NoRoomTest, testing::Values(1u, 2u));

TEST_F(JellyfinDeliveryTest, whatCannotBeginAtAllIsAnError)
{
    library.emplace_back(film(1), state(false, 0));
    on_write = [](auto const&) { return test::Said{200, state(true, 1)}; };
    plan.armed = true;
    deliver({watched(1)});
    EXPECT_TRUE(threw);
    EXPECT_EQ(writes_at_end, 0u);
}

Change episode(unsigned n, int number, UnixMs at)
{
    auto change = watched(n);
    change.item = {};
    change.item.kind = ItemKind::episode;
    change.item.show = "Breaking Bad";
    change.item.season = 2;
    change.item.episode = number;
    change.occurred_at = at;
    return change;
}

/// Season 2's first two episodes in one file, and a server that keeps what it is told.
class TwoInOneTest : public JellyfinDeliveryTest {
protected:
    TwoInOneTest()
    {
        library.emplace_back(R"("Id":")" + id(1) +
                                 R"(","Type":"Episode","Name":"Seven Thirty-Seven",
            "SeriesName":"Breaking Bad","SeriesId":")" +
                                 std::string(32, 'b') +
                                 R"(","ParentIndexNumber":2,"IndexNumber":1,"IndexNumberEnd":2)",
                             state(false, 0));
        on_write = [this](test::Asked const& asked) {
            EXPECT_NE(asked.body.find(R"("LastPlayedDate":"2026-08-01T20:15:00.000Z")"),
                      std::string::npos);
            plays = asked.body.find(R"("PlayCount":1)") != std::string::npos ? 1 : 2;
            library[0].second = state(true, plays, "2026-08-01T20:15:00.0000000Z");
            return test::Said{200, library[0].second};
        };
    }

    unsigned plays = 0;
};

TEST_F(TwoInOneTest, isPlayedOnceByTheChangesOfBothEpisodes)
{
    auto const outcome = deliver({episode(1, 1, evening), episode(2, 2, evening)});
    EXPECT_EQ(outcome.error.kind, ErrorClass::none);
    EXPECT_TRUE(outcome.items.empty()) << "both are settled";
    EXPECT_EQ(writes.size(), 1u);
    EXPECT_EQ(plays, 1u);
}

TEST_F(TwoInOneTest, isPlayedOnceThoughTheSecondIsToldLater)
{
    for (int const number : {2, 1}) {
        auto const outcome = deliver({episode(1, number, evening)});
        EXPECT_EQ(outcome.error.kind, ErrorClass::none);
        EXPECT_TRUE(outcome.items.empty());
    }
    EXPECT_EQ(writes.size(), 1u);
    EXPECT_EQ(plays, 1u);
}

TEST_F(JellyfinDeliveryTest, aStateThatIsNotInTheAnswerIsNotABlankOne)
{
    library.emplace_back(film(1), "");
    auto const outcome = deliver({watched(1)});
    EXPECT_EQ(outcome.error.kind, ErrorClass::unreachable);
    EXPECT_TRUE(writes.empty());
}

struct UnprovedCase {
    char const* name;
    test::Said said;
    ErrorClass all;
    std::optional<ItemVerdict::Kind> one;
    friend void PrintTo(UnprovedCase const& row, std::ostream* out) { *out << row.name; }
};
class UnprovedTest : public JellyfinDeliveryTest,
                     public testing::WithParamInterface<UnprovedCase> {};

TEST_P(UnprovedTest, nothingIsSettledByIt)
{
    library.emplace_back(film(1), state(false, 0));
    on_write = [](auto const&) { return GetParam().said; };
    auto const outcome = deliver({watched(1)});
    EXPECT_EQ(outcome.error.kind, GetParam().all);
    ASSERT_EQ(outcome.items.size(), GetParam().one ? 1u : 0u);
    if (GetParam().one) {
        EXPECT_EQ(outcome.items[0].kind, *GetParam().one);
    }
    auto const& words = GetParam().one ? outcome.items[0].message : outcome.error.message;
    EXPECT_NE(words, "");
}

using enum ItemVerdict::Kind;
INSTANTIATE_TEST_SUITE_P(
    Answers, UnprovedTest,
    testing::Values(UnprovedCase{"emptyObject", {200, "{}"}, ErrorClass::unreachable, {}},
                    UnprovedCase{"page", {200, "<html>"}, ErrorClass::unreachable, {}},
                    UnprovedCase{"nothing", {200, ""}, ErrorClass::unreachable, {}},
                    UnprovedCase{"error", {200, R"({"error":"x"})"}, ErrorClass::unreachable, {}},
                    UnprovedCase{"notWatched", {200, state(false, 1)}, ErrorClass::none, again},
                    UnprovedCase{"notCounted", {200, state(true, 0)}, ErrorClass::none, again}),
    [](auto const& test) { return test.param.name; });

TEST_F(JellyfinDeliveryTest, aPositionIsJudgedByTheServersOwnRule)
{
    configuration =
        R"({"MinResumePct":5,"MaxResumePct":50,"MinResumeDurationSeconds":300,"IsPortAuthorized":1})";
    library.emplace_back(film(1), state(false, 0));
    on_write = [](auto const&) { return test::Said{200, state(true, 0)}; };
    auto change = watched(1);
    change.verb = Verb::progress;
    change.position_ms = 4'000'000; // of 7,200 s
    auto const outcome = deliver({change});
    EXPECT_TRUE(outcome.items.empty());
    ASSERT_EQ(writes.size(), 1u);
    EXPECT_TRUE(writes[0].body.starts_with(R"({"Played":true,"PlaybackPositionTicks":0)"));
}

TEST_F(JellyfinDeliveryTest, aRuleThatIsNotToBeReadIsTheServersFirstOne)
{
    configuration = "<html>Forbidden";
    library.emplace_back(film(1), state(false, 0));
    on_write = [](auto const&) {
        return test::Said{200, R"({"Played":false,"PlaybackPositionTicks":40000000000,
                                   "PlayCount":0,"IsFavorite":false})"};
    };
    auto change = watched(1);
    change.verb = Verb::progress;
    change.position_ms = 4'000'000;
    auto const outcome = deliver({change});
    EXPECT_EQ(outcome.error.message, "");
    EXPECT_TRUE(outcome.items.empty());
    ASSERT_EQ(writes.size(), 1u);
    EXPECT_TRUE(writes[0].body.starts_with(R"({"PlaybackPositionTicks":40000000000)"));
}

} // namespace
} // namespace playsync::jellyfin
