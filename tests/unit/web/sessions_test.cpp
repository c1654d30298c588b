// SPDX-License-Identifier: MIT
#include "web/sessions.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/support/temp_dir.hpp"

namespace playsync::web {
namespace {

namespace fs = std::filesystem;

template <class T>
concept Comparable = requires(T const& a, T const& b)
{
    a == b;
};
static_assert(!Comparable<Secret>);

constexpr UnixMs start = 1785585600000;
constexpr UnixMs second = 1000;

std::string content(fs::path const& path)
{
    std::ifstream in{path};
    std::string line;
    std::getline(in, line);
    return line;
}

unsigned mode_of(fs::path const& path)
{
    struct stat info {};
    stat(path.c_str(), &info);
    return info.st_mode & 0777;
}

class SessionsTest : public testing::Test {
protected:
    test::TempDir dir;
    fs::path file = dir.path() / "admin-token";
};

TEST(SecretTest, matchesItsTextOnly)
{
    Secret const secret{"abc"};
    EXPECT_TRUE(secret.matches("abc"));
    EXPECT_FALSE(secret.matches("abd"));
    EXPECT_FALSE(secret.matches(""));
    EXPECT_FALSE(secret.matches("abcd"));
}

TEST(SecretTest, tokensAre256BitsAndDiffer)
{
    auto const token = random_token();
    EXPECT_EQ(token.size(), 43u);
    EXPECT_NE(token, random_token());
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                      "0123456789-_"),
              std::string::npos);
}

TEST_F(SessionsTest, aFreshStartMakesAPrivateTokenOfItsOwn)
{
    auto const before = umask(0);
    Sessions sessions{file};
    Sessions other{dir.path() / "other"};
    umask(before);
    EXPECT_EQ(mode_of(file), 0600u);
    EXPECT_GE(content(file).size(), 43u);
    EXPECT_NE(content(file), content(dir.path() / "other"));
    EXPECT_TRUE(sessions.caller(content(file), start));
    EXPECT_FALSE(sessions.caller(content(dir.path() / "other"), start));
}

TEST_F(SessionsTest, widerRightsAreTakenAwayAndTheTokenStays)
{
    std::ofstream{file} << std::string(43, 'k') << "\n";
    chmod(file.c_str(), 0644);
    Sessions sessions{file};
    EXPECT_EQ(mode_of(file), 0600u);
    EXPECT_TRUE(sessions.caller(std::string(43, 'k'), start));
}

TEST_F(SessionsTest, aLinkAFolderOrAnEmptyFileIsRefused)
{
    std::ofstream{dir.path() / "elsewhere"} << std::string(43, 'k');
    fs::create_symlink(dir.path() / "elsewhere", file);
    EXPECT_THROW(Sessions{file}, std::runtime_error);
    fs::remove(file);
    fs::create_directory(file);
    EXPECT_THROW(Sessions{file}, std::runtime_error);
    fs::remove(file);
    std::ofstream{file} << "";
    EXPECT_THROW(Sessions{file}, std::runtime_error);
}

TEST_F(SessionsTest, aCodeOpensOneSessionOnce)
{
    Sessions sessions{file};
    auto const code = sessions.new_code(start);
    EXPECT_EQ(code.expires, start + Sessions::code_life);
    auto const session = sessions.open_with_code(code.token, start);
    ASSERT_TRUE(session);
    EXPECT_TRUE(sessions.caller(session->token, start));
    EXPECT_FALSE(sessions.caller(code.token, start));
    EXPECT_FALSE(sessions.open_with_code(code.token, start));
}

TEST_F(SessionsTest, aCodeDiesAfterTenMinutes)
{
    Sessions sessions{file};
    auto const young = sessions.new_code(start);
    EXPECT_TRUE(sessions.open_with_code(young.token, start + Sessions::code_life - 1));
    auto const old = sessions.new_code(start);
    EXPECT_FALSE(sessions.open_with_code(old.token, start + Sessions::code_life));
}

TEST_F(SessionsTest, aCodeDiesAtTheFifthMiss)
{
    Sessions sessions{file};
    auto const lucky = sessions.new_code(start);
    for (int i = 0; i < 4; ++i)
        EXPECT_FALSE(sessions.open_with_code("wrong", start));
    EXPECT_TRUE(sessions.open_with_code(lucky.token, start));
    auto const dead = sessions.new_code(start);
    for (int i = 0; i < 5; ++i)
        EXPECT_FALSE(sessions.open_with_code("wrong", start));
    EXPECT_FALSE(sessions.open_with_code(dead.token, start));
}

TEST_F(SessionsTest, theTenthMissOfAMinuteIsTheLastThatIsNotSlowedDown)
{
    Sessions sessions{file};
    for (int i = 0; i < 10; ++i)
        EXPECT_FALSE(sessions.note_miss(start + i * second).retry_after_s) << i;
    EXPECT_EQ(sessions.note_miss(start + 10 * second).retry_after_s, 50u);
    EXPECT_TRUE(sessions.caller(content(file), start + 10 * second));
    EXPECT_TRUE(sessions.open_with_token(content(file), start + 10 * second));
    EXPECT_FALSE(sessions.note_miss(start + 60 * second).retry_after_s);
}

TEST_F(SessionsTest, aSessionEndsWhenIdleAndAfterThirtyDays)
{
    Sessions sessions{file};
    auto const idle = sessions.open_with_token(content(file), start);
    auto const before = start + Sessions::idle_life - 1;
    EXPECT_TRUE(sessions.caller(idle->token, before));
    EXPECT_TRUE(sessions.caller(idle->token, before + Sessions::idle_life - 1));
    EXPECT_FALSE(sessions.caller(idle->token, before + 2 * Sessions::idle_life));

    auto const busy = sessions.open_with_token(content(file), start);
    UnixMs now = start;
    for (; now < start + Sessions::total_life; now += Sessions::idle_life / 2)
        ASSERT_TRUE(sessions.caller(busy->token, now));
    EXPECT_FALSE(sessions.caller(busy->token, start + Sessions::total_life));
}

TEST_F(SessionsTest, askingWhetherASessionLivesIsNotUsingIt)
{
    Sessions sessions{file};
    auto const session = sessions.open_with_token(content(file), start);
    auto const caller = sessions.caller(session->token, start);
    EXPECT_TRUE(sessions.admits(*caller, start + Sessions::idle_life - 1));
    EXPECT_FALSE(sessions.admits(*caller, start + Sessions::idle_life));
}

TEST_F(SessionsTest, theSeventeenthSessionEndsTheOldest)
{
    Sessions sessions{file};
    std::vector<std::string> tokens;
    for (int i = 0; i < 17; ++i)
        tokens.push_back(sessions.open_with_token(content(file), start)->token);
    EXPECT_FALSE(sessions.caller(tokens.front(), start));
    auto const newest = sessions.caller(tokens.back(), start);
    ASSERT_TRUE(newest);
    EXPECT_EQ(sessions.others(*newest), 15u);
}

TEST_F(SessionsTest, signingOutEndsThatSessionOnly)
{
    Sessions sessions{file};
    auto const one = sessions.open_with_token(content(file), start)->token;
    auto const two = sessions.open_with_token(content(file), start)->token;
    auto const caller = *sessions.caller(one, start);
    sessions.close(caller);
    EXPECT_FALSE(sessions.caller(one, start));
    EXPECT_FALSE(sessions.admits(caller, start));
    EXPECT_TRUE(sessions.caller(two, start));
}

TEST_F(SessionsTest, anotherTokenInTheFileSignsEverybodyOut)
{
    Sessions sessions{file};
    auto const old = content(file);
    auto const session = sessions.open_with_token(old, start)->token;
    auto const code = sessions.new_code(start).token;
    auto const master = *sessions.caller(old, start);
    fs::remove(file);
    EXPECT_FALSE(sessions.admits(master, start));
    EXPECT_FALSE(sessions.caller(old, start));
    EXPECT_FALSE(sessions.caller(session, start));
    EXPECT_FALSE(sessions.open_with_code(code, start));
    EXPECT_NE(content(file), old);
    EXPECT_TRUE(sessions.caller(content(file), start));
}

TEST_F(SessionsTest, aLinkPutInItsPlaceChangesNothing)
{
    Sessions sessions{file};
    auto const token = content(file);
    fs::remove(file);
    std::ofstream{dir.path() / "theirs"} << std::string(43, 'x');
    fs::create_symlink(dir.path() / "theirs", file);
    EXPECT_FALSE(sessions.caller(std::string(43, 'x'), start));
    EXPECT_TRUE(sessions.caller(token, start));
}

} // namespace
} // namespace playsync::web
