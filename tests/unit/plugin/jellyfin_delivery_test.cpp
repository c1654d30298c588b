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
           (date.empty() ? "" : R"(,"LastPlayedDate":")" + date + '"') + R"(,"Key":"k"})";
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

} // namespace
} // namespace playsync::jellyfin
