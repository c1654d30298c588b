// SPDX-License-Identifier: MIT
#include "plugin/targets/account.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <sys/stat.h>

#include <fstream>

#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {
namespace {

using namespace std::chrono_literals;

Credentials some(std::string access)
{
    Credentials out;
    out.issuer = "https://service.example client";
    out.user = "al\"ice";
    out.access = Secret{std::move(access)};
    out.refresh = Secret{"refresh-1"};
    out.obtained_at = 1'000'000;
    out.lifetime_ms = 900'000;
    return out;
}

class AccountTest : public testing::Test {
protected:
    std::filesystem::path file() const { return dir_ / "account-home.json"; }

    test::TempDir dir_;
    net::io_context io_;
    test::FakeClock clock_{io_};
    Accounts accounts_{dir_.path(), clock_};
};

TEST_F(AccountTest, whatIsKeptIsThereAfterARestartAndForItsIssuerAlone)
{
    accounts_.of("home").keep(some("access-1"));
    Accounts later{dir_.path(), clock_};
    auto& account = later.of("home");
    auto const* kept = account.of("https://service.example client");
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->access.reveal(), "access-1");
    EXPECT_EQ(kept->refresh.reveal(), "refresh-1");
    EXPECT_EQ(kept->user, "al\"ice");
    EXPECT_EQ(kept->refresh_at(), 1'600'000);
    EXPECT_FALSE(kept->is_over(1'899'999));
    EXPECT_TRUE(kept->is_over(1'900'000));
    EXPECT_FALSE(account.of("https://other.example client"));
    EXPECT_FALSE(later.of("other").of("https://service.example client"));
}

TEST_F(AccountTest, theFileIsForItsOwnerAlone)
{
    accounts_.of("home").keep(some("access-1"));
    struct stat info {};
    ASSERT_EQ(stat(file().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    chmod(file().c_str(), 0644);
    Account again{file(), clock_};
    ASSERT_EQ(stat(file().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(AccountTest, aDamagedFileOrALinkIsAnAccountNobodyIsIn)
{
    for (char const* const text : {"", "{", "[]", R"({"issuer":7,"access":""})"}) {
        std::ofstream{file()} << text;
        EXPECT_FALSE((Account{file(), clock_}.of(""))) << text;
    }
    Account{file(), clock_}.keep(some("access-1"));
    std::filesystem::rename(file(), dir_ / "elsewhere");
    std::filesystem::create_symlink(dir_ / "elsewhere", file());
    EXPECT_FALSE((Account{file(), clock_}.of("https://service.example client")));
}

TEST_F(AccountTest, whatTheDiskDoesNotTakeIsNotUsedAndNotLost)
{
    auto& account = accounts_.of("home");
    account.keep(some("access-1"));
    std::filesystem::remove(file());
    std::filesystem::create_directory(file()); // a rename onto it fails
    EXPECT_THROW(account.keep(some("access-2")), std::runtime_error);
    EXPECT_EQ(account.of("https://service.example client")->access.reveal(), "access-1");
    EXPECT_THROW(account.settle(), std::runtime_error);
    std::filesystem::remove(file());
    account.settle();
    EXPECT_EQ(account.of("https://service.example client")->access.reveal(), "access-2");
    EXPECT_TRUE((Account{file(), clock_}.of("https://service.example client")));
}

TEST_F(AccountTest, forgettingTakesTheFileAlong)
{
    auto& account = accounts_.of("home");
    account.keep(some("access-1"));
    account.forget();
    EXPECT_FALSE(account.of("https://service.example client"));
    EXPECT_FALSE(std::filesystem::exists(file()));
}

net::awaitable<void> take_turn(Account& account, Clock& clock, std::string& log, char name)
{
    auto const turn = co_await account.turn();
    log += name;
    auto const alarm = clock.alarm();
    auto const until = clock.steady() + 1s;
    co_await alarm->wait_until(until);
    log += name;
}

TEST_F(AccountTest, oneRenewsAtATime)
{
    std::string log;
    for (char const name : {'a', 'b', 'c'})
        net::co_spawn(io_, take_turn(accounts_.of("home"), clock_, log, name), net::detached);
    clock_.run_for(5s);
    EXPECT_EQ(log, "aabbcc");
}

TEST(SecretTest, isTakenOutOfWhatOthersSay)
{
    std::string said = "token abcd-1234 is bad: abcd-1234";
    Secret{"abcd-1234"}.hide_in(said);
    EXPECT_EQ(said, "token *** is bad: ***");
    Secret{"***"}.hide_in(said);
    Secret{}.hide_in(said);
    EXPECT_EQ(said, "token *** is bad: ***");
}

TEST(SecretTest, whatMovedAwayLeavesNothingBehind)
{
    Secret one{"abcd"};
    Secret const two{std::move(one)};
    EXPECT_TRUE(one.empty()); // NOLINT: that is the point
    EXPECT_EQ(two.reveal(), "abcd");
}

} // namespace
} // namespace playsync
