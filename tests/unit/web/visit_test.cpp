// SPDX-License-Identifier: MIT
#include "web/visit.hpp"

#include "tests/unit/web/site_fixture.hpp"

namespace playsync::web {
namespace {

class VisitTest : public test::SiteFixture {
protected:
    Visit visit{site, std::nullopt, {}, steady, [] {}};

    std::string hello(std::string const& more = "")
    {
        return R"({"type":"hello","v":1,"token":")" + token + "\"" + more + "}";
    }

    std::string resume(std::uint64_t since)
    {
        return hello(R"(,"epoch":")" + feed.epoch() + R"(","since":)" + std::to_string(since));
    }

    /// The types of the frames there are now.
    static std::string frames(Visit& from, SteadyMs now)
    {
        std::string out;
        while (auto const frame = from.next(now))
            out += std::string{boost::json::parse(frame->json).at("type").as_string()} + ' ';
        return out;
    }

    static unsigned close_of(Visit const& closed)
    {
        return closed.farewell() ? closed.farewell()->code : 0;
    }

    unsigned after(std::string const& text)
    {
        Visit other{site, std::nullopt, {}, steady, [] {}};
        other.hear(text, true, steady);
        return close_of(other);
    }
};

TEST_F(VisitTest, nothingIsToldBeforeHello)
{
    feed.network(false, false);
    EXPECT_EQ(frames(visit, steady), "");
    EXPECT_EQ(visit.wake_at(steady), steady + 5000);
    EXPECT_EQ(frames(visit, steady + 4999), "");
    EXPECT_FALSE(visit.is_over());
    EXPECT_EQ(frames(visit, steady + 5000), "");
    EXPECT_EQ(close_of(visit), 4401u);
}

TEST_F(VisitTest, helloIsAnsweredByWelcomeAndSnapshot)
{
    visit.hear(hello(), true, steady);
    auto const welcome = boost::json::parse(visit.next(steady)->json).as_object();
    EXPECT_EQ(welcome.at("type").as_string(), "welcome");
    EXPECT_EQ(welcome.at("epoch").as_string(), feed.epoch());
    EXPECT_EQ(welcome.at("now").as_string(), "2026-08-01T12:00:00.000Z");
    EXPECT_FALSE(welcome.at("resumed").as_bool());
    auto const snapshot = boost::json::parse(visit.next(steady)->json).as_object();
    EXPECT_EQ(snapshot.at("type").as_string(), "snapshot");
    EXPECT_EQ(snapshot.at("seq"), snapshot.at("status").at("seq"));
    feed.network(false, false);
    EXPECT_EQ(frames(visit, steady), "network ");
}

TEST_F(VisitTest, aPageThatComesBackIsToldWhatItMissedOnly)
{
    visit.hear(hello(), true, steady);
    frames(visit, steady);
    auto const since = feed.seq();
    feed.network(false, false);
    Visit back{site, std::nullopt, {}, steady, [] {}};
    back.hear(resume(since), true, steady);
    EXPECT_EQ(frames(back, steady), "welcome network ");
    Visit early{site, std::nullopt, {}, steady, [] {}};
    early.hear(resume(feed.seq() + 1), true, steady);
    EXPECT_EQ(frames(early, steady), "welcome snapshot ");
}

TEST_F(VisitTest, helloIsStrict)
{
    EXPECT_EQ(after(hello()), 0u);
    EXPECT_EQ(after(hello(R"(,"max_hz":1)")), 0u);
    EXPECT_EQ(after(hello(R"(,"max_hz":1000)")), 0u);
    EXPECT_EQ(after(R"({"type":"hello","v":2,"token":"x"})"), 4406u);
    EXPECT_EQ(after(R"({"type":"hello","v":1,"token":"x"})"), 4401u);
    EXPECT_EQ(after(R"({"type":"hello","v":1})"), 4401u);
    for (std::string const text : {"", "x", "[]", R"({"type":"rate","max_hz":1})", "{}"})
        EXPECT_EQ(after(text), 1008u) << text;
    EXPECT_EQ(after(hello(R"(,"max_hz":0)")), 1008u);
    EXPECT_EQ(after(hello(R"(,"max_hz":"x")")), 1008u);
    EXPECT_EQ(after(hello(R"(,"since":1)")), 1008u);
    EXPECT_EQ(after(hello(R"(,"more":1)")), 1008u);
}

TEST_F(VisitTest, aCallerOfTheUpgradeNeedsNoTokenInHello)
{
    Visit curl{site, sessions.caller(token, control.time), {}, steady, [] {}};
    curl.hear(R"({"type":"hello","v":1})", true, steady);
    EXPECT_EQ(frames(curl, steady), "welcome snapshot ");
}

TEST_F(VisitTest, binaryFramesAndFloodsEndIt)
{
    Visit binary{site, std::nullopt, {}, steady, [] {}};
    binary.hear(hello(), false, steady);
    EXPECT_EQ(close_of(binary), 1003u);

    visit.hear(hello(), true, steady);
    for (int i = 0; i < 19; ++i)
        visit.hear(R"({"type":"rate","max_hz":5})", true, steady);
    EXPECT_FALSE(visit.is_over());
    visit.hear(R"({"type":"rate","max_hz":5})", true, steady + 1000);
    EXPECT_FALSE(visit.is_over());
    for (int i = 0; i < 20; ++i)
        visit.hear(R"({"type":"rate","max_hz":5})", true, steady + 1000);
    EXPECT_EQ(close_of(visit), 1008u);
}

TEST_F(VisitTest, aHiddenTabIsToldLess)
{
    visit.hear(hello(), true, steady);
    frames(visit, steady);
    feed.target_changed(test::some_card("home"));
    EXPECT_EQ(frames(visit, steady), "target_state ");
    visit.hear(R"({"type":"rate","max_hz":1})", true, steady);
    feed.target_changed(test::some_card("home"));
    EXPECT_EQ(frames(visit, steady + 999), "");
    EXPECT_EQ(frames(visit, steady + 1000), "target_state ");
    visit.hear(R"({"type":"rate"})", true, steady);
    EXPECT_EQ(close_of(visit), 1008u);
}

TEST_F(VisitTest, silenceIsBrokenByABeat)
{
    visit.hear(hello(), true, steady);
    frames(visit, steady);
    EXPECT_EQ(frames(visit, steady + 14'999), "");
    auto const beat = boost::json::parse(visit.next(steady + 15'000)->json).as_object();
    EXPECT_EQ(beat.at("type").as_string(), "beat");
    EXPECT_EQ(beat.at("seq").to_number<std::uint64_t>(), feed.seq());
    EXPECT_EQ(frames(visit, steady + 15'000), "");
    EXPECT_LE(visit.wake_at(steady + 15'000), steady + 16'000);
}

TEST_F(VisitTest, endsWithItsSession)
{
    auto const opened = sessions.open_with_token(token, control.time);
    auto const caller = sessions.caller(opened->token, control.time);
    token = opened->token;
    visit.hear(hello(), true, steady);
    frames(visit, steady);
    EXPECT_LE(visit.wake_at(steady), steady + 1000);
    sessions.close(*caller);
    EXPECT_EQ(frames(visit, steady + 1000), "");
    EXPECT_EQ(close_of(visit), 4401u);
}

TEST_F(VisitTest, aPageThatDoesNotReadIsHungUp)
{
    visit.hear(hello(), true, steady);
    frames(visit, steady);
    for (int i = 0; i < 257; ++i)
        feed.network(i % 2 == 0, false);
    EXPECT_EQ(frames(visit, steady), "");
    EXPECT_EQ(close_of(visit), 1013u);
    EXPECT_GT(visit.farewell()->retry_ms, 0);
}

TEST_F(VisitTest, theFirstFarewellStandsAndNobodySaysItToAnEmptyChair)
{
    visit.leave(1001, "the plugin stops", 2000);
    visit.leave(1008, "late", 0);
    EXPECT_EQ(close_of(visit), 1001u);
    EXPECT_EQ(bye_frame(*visit.farewell()).json,
              R"({"type":"bye","reason":"the plugin stops","retry_ms":2000})");
    visit.hung_up();
    EXPECT_TRUE(visit.is_over());
    EXPECT_FALSE(visit.farewell());
}

TEST_F(VisitTest, theLogIsToldToWhoAsksForIt)
{
    LogEntry entry;
    entry.line = "x";
    visit.hear(hello(R"(,"topics":["log"])"), true, steady);
    frames(visit, steady);
    feed.log(entry);
    EXPECT_EQ(frames(visit, steady), "log ");
    visit.hear(R"({"type":"topics","topics":[]})", true, steady);
    feed.log(entry);
    EXPECT_EQ(frames(visit, steady), "");
    visit.hear(R"({"type":"topics","topics":["log"]})", true, steady);
    feed.log(entry);
    EXPECT_EQ(frames(visit, steady), "log ");
    EXPECT_FALSE(visit.is_over());
    EXPECT_EQ(after(hello(R"(,"topics":["dreams"])")), 1008u);
    for (auto const* text :
         {R"({"type":"topics"})", R"({"type":"topics","topics":["dreams"]})",
          R"({"type":"topics","topics":"log"})", R"({"type":"topics","topics":[],"max_hz":1})",
          R"({"type":"rate","max_hz":1,"topics":[]})"}) {
        Visit other{site, std::nullopt, {}, steady, [] {}};
        other.hear(hello(), true, steady);
        other.hear(text, true, steady);
        EXPECT_EQ(close_of(other), 1008u) << text;
    }
}

} // namespace
} // namespace playsync::web
