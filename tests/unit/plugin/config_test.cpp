// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <fstream>
#include <regex>

#include "plugin/config.hpp"
#include "plugin/config_table.hpp"
#include "plugin/targets/account.hpp"
#include "plugin/targets/target.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {
namespace {

namespace fs = std::filesystem;

struct BadConfig {
    char const* name;
    char const* text;
    char const* message; // after the file's name
    friend void PrintTo(BadConfig const& row, std::ostream* out) { *out << row.name; }
};

class BadConfigTest : public testing::TestWithParam<BadConfig> {};

TEST_P(BadConfigTest, saysWhatIsWrongAndWhere)
{
    std::vector<std::string> errors;
    parse_config(GetParam().text, "playsync.toml", errors);
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_TRUE(errors[0].starts_with(std::string{"playsync.toml:"} + GetParam().message))
        << errors[0];
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Texts, BadConfigTest, testing::Values(
    BadConfig{"notToml",      "[engine\n",                       "1:"},
    BadConfig{"strangeTable", "[?nne\nx = 1\n",                   " this is not TOML"},
    BadConfig{"unknownKey",   "[engine]\npol_interval_ms = 5",   "2:1: unknown key 'engine.pol_interval_ms'; known here: "},
    BadConfig{"unknownTable", "[engin]\n",                       "1:2: unknown key 'engin'"},
    BadConfig{"wrongType",    "[engine]\nattempts = \"five\"",   "2:12: 'engine.attempts' must be a whole number from 1 to 100"},
    BadConfig{"outOfRange",   "\n\n[admin]\nport = 70000",       "4:8: 'admin.port' must be a whole number from 0 to 65535"},
    BadConfig{"noAddress",    "[admin]\nmetrics_allow = [\"::1\", \"10.0.0.0/33\"]",
                              "2:17: 'admin.metrics_allow' must list addresses like \"127.0.0.1\" and prefixes like "
                              "\"192.168.1.0/24\"; '10.0.0.0/33' is neither"},
    BadConfig{"wrongWord",    "[log]\nlevel = \"loud\"",         "2:9: 'log.level' must be one of \"info\", \"debug\""},
    BadConfig{"notATable",    "queue = 7",                       "1:9: 'queue' must be a table"},
    BadConfig{"jitter",       "[engine]\njitter = 1.5",          "2:10: 'engine.jitter' must be a number from 0 to 1"}),
    [](auto const& test) { return test.param.name; });
// clang-format on

TEST(ConfigTest, nothingAtAllIsAGoodConfig)
{
    auto const read = read_config("/nonexistent/nowhere");
    EXPECT_TRUE(read.errors.empty());
    EXPECT_TRUE(read.targets.empty());
    EXPECT_EQ(read.config.attempts.attempts, 5u);
}

TEST(ConfigTest, realsAreReadHoweverTheyAreWritten)
{
    for (std::string const text : {"0.25", "+0.25", "25e-2", "0.2_5", "2.5E-1"}) {
        std::vector<std::string> errors;
        auto const config = parse_config("[engine]\njitter = " + text, "playsync.toml", errors);
        EXPECT_TRUE(errors.empty()) << text;
        EXPECT_EQ(config.attempts.backoff.jitter, 0.25) << text;
    }
}

TEST(ConfigTest, everyKeyIsRead)
{
    std::vector<std::string> errors;
    auto const config = parse_config(R"(
[engine]
poll_interval_ms = 1000
gather_ms = 0
progress_interval_ms = 2000
attempts = 3
backoff_first_ms = 10
backoff_cap_ms = 20
jitter = 0.5
[watched]
movie_percent = 80
episode_percent = 70
video_percent = 60
track_percent = 40
track_seconds = 30
[queue]
limit_mib = 64
history_days = 7
history_count = 100
[admin]
enabled = false
port = 0
host_names = ["media.lan"]
metrics_allow = ["127.0.0.1", "fd00::/8"]
[log]
level = "debug"
)",
                                     "playsync.toml", errors);
    EXPECT_TRUE(errors.empty()) << errors.at(0);
    EXPECT_EQ(config.poll_ms, 1000);
    EXPECT_EQ(config.attempts.backoff.cap, Millis{20});
    EXPECT_EQ(config.session.backoff.cap, Millis{20});
    EXPECT_EQ(config.thresholds.track_ms, 30'000);
    EXPECT_EQ(config.store_limit, std::size_t{64} << 20);
    EXPECT_FALSE(config.admin);
    EXPECT_EQ(config.admin_hosts, std::vector<std::string>{"media.lan"});
    EXPECT_EQ(config.metrics_allow,
              (std::vector{*web::network_of("127.0.0.1"), *web::network_of("fd00::/8")}));
}

TEST(ConfigTest, theWatchHistoryIsKeptForEverUnlessDaysAreGiven)
{
    std::vector<std::string> errors;
    auto const days = [&](std::string const& text) {
        return parse_config("[history]\n" + text, "playsync.toml", errors).watches_ms / 86'400'000;
    };
    EXPECT_EQ(days(""), 0);
    EXPECT_EQ(days("watches_days = 0"), 0);
    EXPECT_EQ(days("watches_days = 400"), 400);
    EXPECT_EQ(days("watches_days = 36500"), 36'500);
    EXPECT_TRUE(errors.empty());
    for (auto const* wrong : {"watches_days = -1", "watches_days = 36501", "watches_days = \"7\"",
                              "history_days = 7"}) {
        errors.clear();
        days(wrong);
        EXPECT_EQ(errors.size(), 1u) << wrong;
    }
}

TEST(ConfigTest, theSampleNamesTheDefaults)
{
    auto const read = read_config(PLAYSYNC_SAMPLES);
    ASSERT_TRUE(read.errors.empty()) << read.errors.front();
    EXPECT_TRUE(read.targets.empty()) << "samples are no targets";
    Config const defaults;
    auto const& sample = read.config;
    EXPECT_EQ(sample.poll_ms, defaults.poll_ms);
    EXPECT_EQ(sample.gather_ms, defaults.gather_ms);
    EXPECT_EQ(sample.progress_interval_ms, defaults.progress_interval_ms);
    EXPECT_EQ(sample.attempts.attempts, defaults.attempts.attempts);
    EXPECT_EQ(sample.attempts.backoff.first, defaults.attempts.backoff.first);
    EXPECT_EQ(sample.attempts.backoff.cap, defaults.attempts.backoff.cap);
    EXPECT_EQ(sample.attempts.backoff.jitter, defaults.attempts.backoff.jitter);
    EXPECT_EQ(sample.thresholds.movie_percent, defaults.thresholds.movie_percent);
    EXPECT_EQ(sample.thresholds.episode_percent, defaults.thresholds.episode_percent);
    EXPECT_EQ(sample.thresholds.video_percent, defaults.thresholds.video_percent);
    EXPECT_EQ(sample.thresholds.track_percent, defaults.thresholds.track_percent);
    EXPECT_EQ(sample.thresholds.track_ms, defaults.thresholds.track_ms);
    EXPECT_EQ(sample.store_limit, defaults.store_limit);
    EXPECT_EQ(sample.history_ms, defaults.history_ms);
    EXPECT_EQ(sample.history_count, defaults.history_count);
    EXPECT_EQ(sample.watches_ms, defaults.watches_ms);
    EXPECT_EQ(sample.admin, defaults.admin);
    EXPECT_EQ(sample.admin_port, defaults.admin_port);
    EXPECT_EQ(sample.admin_hosts, defaults.admin_hosts);
    EXPECT_EQ(sample.metrics_allow, defaults.metrics_allow);
    EXPECT_EQ(sample.log_level, defaults.log_level);
}

TEST(ConfigTest, targetsAreFilesAndTheirNamesAreChecked)
{
    test::TempDir const dir;
    fs::create_directory(dir / "targets.d");
    std::ofstream{dir / "targets.d" / "home.toml"} << "type = \"journal\"\nusers = [\"*\"]\n";
    std::ofstream{dir / "targets.d" / "b ad.toml"} << "";
    std::ofstream{dir / "targets.d" / "notes.txt"} << "";
    auto const read = read_config(dir.path());
    ASSERT_EQ(read.targets.size(), 1u);
    EXPECT_EQ(read.targets[0].name, "home");
    ASSERT_EQ(read.errors.size(), 1u);
    EXPECT_NE(read.errors[0].find("b ad.toml"), std::string::npos);
}

class TargetConfigTest : public testing::Test {
protected:
    std::string first_error(std::string const& text)
    {
        ConfigTable table{text, (dir_ / "home.toml").string()};
        auto const target = make_target(table, {io_, dir_.path(), "home", clock_, accounts_});
        if (table.errors().empty())
            return target ? "" : "no target and no reason";
        return table.errors().front().substr((dir_ / "home.toml").string().size() + 1);
    }
    test::TempDir dir_;
    boost::asio::io_context io_;
    test::FakeClock clock_{io_};
    Accounts accounts_{dir_.path(), clock_};
};

TEST_F(TargetConfigTest, aGoodWebhookHasNoComplaints)
{
    EXPECT_EQ(
        first_error("type = \"webhook\"\nusers = [\"alice\"]\nurl = \"https://home.example/hook\"\n"
                    "secret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\""),
        "");
    EXPECT_EQ(first_error("type = \"journal\"\nusers = [\"*\"]"), "");
}

/// A sample with its optional keys switched on.
std::string sample(std::string const& name)
{
    std::ifstream in{fs::path{PLAYSYNC_SAMPLES} / "targets.d" / (name + ".toml.sample")};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    return std::regex_replace(text, std::regex{"(^|\n)# ([a-z_]+ = )"}, "$1$2");
}

std::string without_ca(std::string const& text)
{
    return std::regex_replace(text, std::regex{"ca_file.*"}, "");
}

TEST_F(TargetConfigTest, theSamplesAreGood)
{
    EXPECT_EQ(first_error(sample("journal")), "");
    std::ofstream{dir_ / "webhook.secret"} << "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n";
    EXPECT_EQ(first_error(without_ca(sample("webhook"))), "");
    EXPECT_NE(sample("webhook").find("\nca_file"), std::string::npos) << "switched on";
    std::ofstream{dir_ / "jellyfin.password"} << "sesame\n";
    EXPECT_EQ(first_error(std::regex_replace(sample("jellyfin"), std::regex{"ca_file.*"}, "")), "");
    EXPECT_NE(sample("jellyfin").find("\npassword"), std::string::npos) << "switched on";
    std::ofstream{dir_ / "listenbrainz.token"} << "9e3f9d3e-2a6c-4f3b-8d3a-1f1d0e6b7c55\n";
    EXPECT_EQ(first_error(without_ca(sample("listenbrainz"))), "");
    std::ofstream{dir_ / "trakt.secret"} << "0b9d4c\n";
    EXPECT_EQ(first_error(without_ca(sample("trakt"))), "");
    EXPECT_NE(sample("trakt").find("\nauth_url"), std::string::npos) << "switched on";
}

TEST_F(TargetConfigTest, complaintsNameTheKeyAndWhatIsAllowed)
{
    std::string const start = "type = \"webhook\"\nusers = [\"alice\"]\n";
    EXPECT_EQ(first_error("users = [\"*\"]"), "1:1: 'type' is missing");
    EXPECT_EQ(first_error("type = \"trakt3\"\nusers = [\"*\"]"),
              "1:8: 'type' must be one of \"webhook\", \"jellyfin\", \"journal\", "
              "\"listenbrainz\", \"trakt\"");
    EXPECT_EQ(first_error("type = \"journal\""),
              "1:1: 'users' must name the host's users this target is for, or [\"*\"] for all");
    EXPECT_EQ(first_error(start), "1:1: 'url' is missing");
    EXPECT_EQ(first_error(start + "url = \"home.example\""),
              "3:7: 'url' is not an address like https://host/path");
    EXPECT_EQ(first_error(start + "url = \"ftp://home.example\""),
              "3:7: 'url' must begin with https:// or http://");
    EXPECT_EQ(first_error(start + "url = \"https://a:b@home.example/\""),
              "3:7: 'url' must hold no user or password; use the keys for them");
    EXPECT_EQ(first_error(start + "url = \"http://h/\"\nsecret = \"hunter2\""),
              "4:10: 'secret' must begin with whsec_");
    EXPECT_EQ(first_error(start + "url = \"http://h/\"\nca_fil = \"x\"").substr(0, 26),
              "4:1: unknown key 'ca_fil';");
    EXPECT_NE(first_error(start + "url = \"https://h/\"\nca_file = \"/nowhere.pem\"")
                  .find("cannot be used"),
              std::string::npos);
}

TEST_F(TargetConfigTest, aJellyfinServerHasOneWayIn)
{
    std::string const start = "type = \"jellyfin\"\nusers = [\"alice\"]\nurl = \"http://h/m\"\n";
    EXPECT_EQ(first_error(start), "") << "Quick Connect";
    EXPECT_EQ(first_error(start + "user = \"a\"\npassword = \"p\""), "");
    EXPECT_EQ(first_error(start + "user = \"a\"\napi_key = \"k\""), "");
    EXPECT_EQ(first_error(start + "password = \"p\""),
              "4:12: 'password' needs 'user', the name of the user on the server");
    EXPECT_EQ(first_error(start + "api_key = \"k\""),
              "4:11: 'api_key' needs 'user', the name of the user on the server");
    EXPECT_EQ(first_error(start + "user = \"a\"\npassword = \"p\"\napi_key = \"k\""),
              "6:11: 'api_key' and 'password' are two ways to log in: give one");
    EXPECT_EQ(first_error(start + "conflict = \"oldest\""),
              "4:12: 'conflict' must be one of \"furthest\", \"newest\", \"local\"");
    EXPECT_EQ(first_error(start + "keeps = \"plays\""),
              "4:9: 'keeps' is \"state\" on a Jellyfin server");
}

TEST_F(TargetConfigTest, listenBrainzWantsATokenAndAContact)
{
    std::string const start = "type = \"listenbrainz\"\nusers = [\"*\"]\n";
    std::string const whole = start + "token = \"t\"\ncontact = \"a@b\"\n";
    EXPECT_EQ(first_error(whole), "");
    EXPECT_EQ(first_error(start + "contact = \"a@b\""),
              "1:1: 'token' is missing: your user token of the service");
    EXPECT_EQ(first_error(start + "token = \"t\"").substr(0, 49),
              "1:1: 'contact' is missing: the service blocks pro");
    EXPECT_EQ(first_error(start + "token = \"t\"\nurl = \"http://home:42010/apis/listenbrainz\""),
              "");
    EXPECT_EQ(first_error(start + "token = \"t\"\nurl = \"home:42010\"").substr(0, 5), "4:7: ");
    EXPECT_EQ(first_error(whole + "url = \"https://alice:t@api.listenbrainz.org\""),
              "5:7: 'url' must hold no user or password; use the keys for them");
    EXPECT_EQ(first_error(start + "token = \"t\"\ncontact = \"a b\""),
              "4:11: 'contact' must be one mail or web address");
    EXPECT_EQ(first_error(whole + "keeps = \"state\"").substr(0, 24), "5:1: unknown key 'keeps'");
}

TEST(ConfigTest, lettersAreNoWhitespace)
{
    ConfigTable table{"title = \"\"\"\\\n  \u00e9t\u00e9\"\"\"", "home.toml"};
    EXPECT_EQ(table.text("title", ""), "\u00e9t\u00e9");
    ConfigTable const wrong{"title = \u00e9", "home.toml"};
    EXPECT_FALSE(wrong.errors().empty());
}

TEST_F(TargetConfigTest, secretsComeFromTheEnvironmentOrAFile)
{
    std::string const start = "type = \"webhook\"\nusers = [\"*\"]\nurl = \"http://h/\"\n";
    EXPECT_EQ(
        first_error(start + "secret = \"env:PLAYSYNC_TEST_NOT_SET\""),
        "4:10: 'secret' names the environment variable PLAYSYNC_TEST_NOT_SET, which is not set");
    EXPECT_NE(first_error(start + "secret = \"file:nowhere\"").find("cannot be read"),
              std::string::npos);
    std::ofstream{dir_ / "secret"} << "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n";
    EXPECT_EQ(first_error(start + "secret = \"file:secret\""), "");
}

} // namespace
} // namespace playsync
