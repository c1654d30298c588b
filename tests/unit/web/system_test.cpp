// SPDX-License-Identifier: MIT
// The log, the settings in force and the diagnostics over the API.
#include "site_fixture.hpp"
#include "web/diagnostics.hpp"
#include "web/members.hpp"
#include "web/zip.hpp"

namespace playsync::web {
namespace {

class SystemTest : public test::SiteFixture {
protected:
    static LogEntry line(std::uint64_t n, LogLevel level, std::string text)
    {
        LogEntry entry;
        entry.n = n;
        entry.at = test::noon;
        entry.level = level;
        entry.line = std::move(text);
        return entry;
    }
};

TEST_F(SystemTest, theLogIsGivenAsKept)
{
    log_book.page = {{line(4, LogLevel::info, "a \"b\""), line(7, LogLevel::error, "c")}, 8};
    EXPECT_EQ(
        get("/api/v1/log").body,
        R"({"items":[{"n":4,"at":"2026-08-01T12:00:00.000Z","level":"info","line":"a \"b\""},)"
        R"({"n":7,"at":"2026-08-01T12:00:00.000Z","level":"error","line":"c"}],"next":8})");
    EXPECT_FALSE(log_book.query.cursor);
    EXPECT_EQ(log_book.query.level, LogLevel::debug);
    get("/api/v1/log?level=warning&cursor=8&limit=500");
    EXPECT_EQ(log_book.query.level, LogLevel::warning);
    EXPECT_EQ(log_book.query.cursor, 8u);
    EXPECT_EQ(log_book.query.limit, 500u);
    for (auto const* query : {"level=loud", "cursor=x", "cursor=-1", "limit=0", "limit=501", "n=1"})
        EXPECT_EQ(get("/api/v1/log?" + std::string{query}).status, 400u) << query;
}

TEST_F(SystemTest, theSettingsSayWhereTheyAreFrom)
{
    setups.settings = {
        {"engine.attempts", Setting{std::int64_t{7}}, Setting{std::int64_t{5}}, "playsync.toml:3"},
        {"targets.home.secret", Setting{"set"}, std::nullopt, "targets.d/home.toml:4"},
        {"targets.home.ca_file", std::nullopt, std::nullopt, "default"}};
    setups.wrong = {"playsync.toml:9:1: no"};
    EXPECT_EQ(
        get("/api/v1/config").body,
        R"({"items":[{"key":"engine.attempts","value":7,"default":5,"origin":"playsync.toml:3"},)"
        R"({"key":"targets.home.secret","value":"set","default":null,"origin":"targets.d/home.toml:4"},)"
        R"({"key":"targets.home.ca_file","value":null,"default":null,"origin":"default"}],)"
        R"("errors":["playsync.toml:9:1: no"]})");
}

TEST_F(SystemTest, diagnosticsTellNoTitleUserAddressOrSecret)
{
    auto& card = control.shown.cards.front();
    card.address = "https://private.example/hook";
    card.login = LoginView{};
    card.login->user = "alice";
    card.why.detail = "alice said no";
    card.last_error = TargetError{test::noon, {ErrorClass::rejected, 422, "no Heat for alice"}};
    card.conflicts.last = {{test::noon, "Heat", "ours", "Heat: ours is further"}};
    card.counts.discarded = 3;
    control.shown.notice = "what was in /home/alice/data/store.mdb is set aside";
    control.shown.unknown_users = {"mallory"};
    control.shown.watches = 20;
    control.shown.unsent = 12;
    control.shown.kept = {{"mallory", 12}};
    watches.known.push_back(test::watch_entry("mallory", test::noon));
    setups.settings = {
        {"targets.home.url", Setting{"https://private.example/hook"}, std::nullopt, "x:1"},
        {"targets.home.users", Setting{Texts{"alice"}}, Setting{Texts{}}, "x:2"},
        {"targets.home.type", Setting{"webhook"}, std::nullopt, "x:3"},
        {"engine.attempts", Setting{std::int64_t{7}}, Setting{std::int64_t{5}}, "x:4"}};
    auto titled = line(2, LogLevel::info, "target home: Heat: ours is further");
    titled.names_an_item = true;
    log_book.page = {{line(1, LogLevel::error,
                           "/home/alice/.config/playsync.toml:1:2: no https://private.example/x"),
                      titled,
                      line(3, LogLevel::info, "blocked (alice@private.example) and/or more")},
                     4};
    auto const response = get("/api/v1/diagnostics");
    EXPECT_EQ(header(response, "Content-Type"), "application/zip");
    EXPECT_EQ(header(response, "Content-Disposition"),
              "attachment; filename=\"playsync-diagnostics-2026-08-01T120000.zip\"");
    auto const& all = response.body; // stored: as it is
    for (auto const* secret : {"alice", "mallory", "private", "Heat"})
        EXPECT_EQ(all.find(secret), std::string::npos) << secret;
    for (auto const* told :
         {"…/playsync.toml:1:2: no https://***", "and/or more", "\"webhook\"", "\"value\":7",
          "\"class\":\"rejected\",\"status\":422,\"message\":\"\"", "\"unknown_users\":[\"***\"]",
          "\"watches\":20,\"unsent\":12,\"kept\":[{\"user\":\"***\",\"watches\":12}]",
          "(of what somebody watched)", "\"notice\":\"what was in …/store.mdb is set aside\"",
          "\"discarded\":3", "\"key\":\"targets.home.url\",\"value\":\"set\""})
        EXPECT_NE(all.find(told), std::string::npos) << told;
}

TEST(ZipTest, isAsTheFormatSays)
{
    std::array const files{ZipFile{"a/one.txt", "123456789"}, ZipFile{"a/two.txt", ""}};
    auto const zip = zip_of(files, test::noon + 3000);
    std::string const local{
        "PK\3\4\24\0\0\10\0\0\1\140\1\135\46\71\364\313\11\0\0\0\11\0\0\0\11\0\0\0", 30};
    EXPECT_EQ(zip.substr(0, 30), local); // the CRC of "123456789" is cbf43926
    EXPECT_EQ(zip.substr(30, 18), "a/one.txt123456789");
    auto const directory = zip.find("PK\1\2");
    auto const end = zip.find("PK\5\6");
    ASSERT_NE(end, std::string::npos);
    EXPECT_EQ(end + 22, zip.size());
    auto const number = [&](std::size_t at) {
        return static_cast<unsigned char>(zip[at]) | static_cast<unsigned char>(zip[at + 1]) << 8;
    };
    EXPECT_EQ(number(end + 10), 2);
    EXPECT_EQ(number(end + 12), static_cast<int>(end - directory));
    EXPECT_EQ(number(end + 16), static_cast<int>(directory));
}

} // namespace
} // namespace playsync::web
