// SPDX-License-Identifier: MIT
// The addresses and apps of services, as their files name them.
#include <gtest/gtest.h>

#include "plugin/config_table.hpp"
#include "plugin/targets/account.hpp"
#include "plugin/targets/target.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {
namespace {

class TargetAddressTest : public testing::Test {
protected:
    std::string first_error(std::string const& text)
    {
        ConfigTable table{text, "home.toml"};
        auto const target = make_target(table, {io_, dir_.path(), "home", clock_, accounts_});
        if (table.errors().empty())
            return target ? "" : "no target and no reason";
        return table.errors().front().substr(std::string{"home.toml:"}.size());
    }
    test::TempDir dir_;
    boost::asio::io_context io_;
    test::FakeClock clock_{io_};
    Accounts accounts_{dir_.path(), clock_};
};

TEST_F(TargetAddressTest, traktWantsAnAppOfYourOwn)
{
    std::string const start = "type = \"trakt\"\nusers = [\"alice\"]\n";
    std::string const whole = start + "client_id = \"i\"\nclient_secret = \"s\"\n";
    EXPECT_EQ(first_error(whole), "");
    EXPECT_EQ(first_error(start + "client_secret = \"s\""),
              "1:1: 'client_id' is missing: of an API app of your own, made at "
              "app.trakt.tv/settings/apps");
    EXPECT_EQ(first_error(start + "client_id = \"i\"").substr(0, 32),
              "1:1: 'client_secret' is missing:");
    EXPECT_EQ(first_error(whole + "auth_url = \"auth.trakt.tv\""),
              "5:12: 'auth_url' is not an address like https://host/path");
    EXPECT_EQ(first_error(whole + "batch = 101").substr(0, 6), "5:9: '");
    EXPECT_EQ(first_error(whole + "conflict = \"mine\""),
              "5:12: 'conflict' must be one of \"furthest\", \"newest\", \"local\"");
}

TEST_F(TargetAddressTest, anAddressIsJudgedAlikeForEveryService)
{
    struct {
        char const* address;
        char const* complaint; // of 'url'; empty: none
    } constexpr rows[] = {
        {"http://media.example", ""},
        {"http://media.example:8096/base/path/", ""},
        {"https://[::1]:8443/x", ""},
        {"media.example", "is not an address like https://host/path"},
        {"media.example:8096", "must begin with https:// or http://"},
        {"localhost:8096/base", "must begin with https:// or http://"},
        {"ftp://media.example/", "must begin with https:// or http://"},
        {"https://alice:secret@media.example/",
         "must hold no user or password; use the keys for them"},
        {"https://token@media.example/", "must hold no user or password; use the keys for them"},
        {"https://", "names no host"},
        {"https:///base", "names no host"},
        {"https://media.example/#top", "must not end in a #fragment"},
        {"https://media.example:0/", "has a port that is none"},
        {"https://media.example:http/", "has a port that is none"},
        {"https://media example/", "is not an address like https://host/path"},
    };
    for (std::string const service :
         {"type = \"listenbrainz\"\ntoken = \"t\"\ncontact = \"a@b\"\n",
          "type = \"trakt\"\nclient_id = \"i\"\nclient_secret = \"s\"\n", "type = \"jellyfin\"\n",
          "type = \"webhook\"\n"})
        for (auto const& [address, complaint] : rows) {
            auto const error =
                first_error("url = \"" + std::string{address} + "\"\nusers = [\"*\"]\n" + service);
            auto const expected = *complaint ? "1:7: 'url' " + std::string{complaint} : "";
            EXPECT_EQ(error, expected) << service << address;
            EXPECT_EQ(error.find("secret@"), std::string::npos) << "nothing secret is repeated";
        }
}

} // namespace
} // namespace playsync
