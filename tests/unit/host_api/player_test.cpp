// SPDX-License-Identifier: MIT
// Sequences of what mpv 0.35 tells, and the events made of them.
#include "host_api/hosts/mpv/player.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace playsync::mpv {
namespace {

/// Reports as "START 0, PAUSE 1200"; a session is told where it changes, as "#2".
class Script {
public:
    Script& open()
    {
        note(player_.opened());
        return *this;
    }
    /// All that mpv tells until the file plays.
    Script& play(Position position = 0, std::string const& title = "a")
    {
        open();
        player_.loaded();
        note(player_.restarted(position));
        EXPECT_TRUE(player_.wants_item());
        Item item;
        item.media.title = title;
        item.media.duration_ms = duration_;
        note(player_.begin(item, position));
        return *this;
    }
    /// How long the files that play from now on are; mpv may not know.
    Script& lasting(std::int64_t duration)
    {
        duration_ = duration;
        return *this;
    }
    Script& at(std::int64_t position)
    {
        note(player_.at(position));
        return *this;
    }
    Script& pause(bool on)
    {
        note(player_.paused(on));
        return *this;
    }
    Script& seek(Position to)
    {
        player_.seeking();
        note(player_.restarted(to));
        return *this;
    }
    Script& end(Position last)
    {
        note(player_.unloaded(last));
        note(player_.ended());
        return *this;
    }

    Player& player() { return player_; }
    std::string const& told() const { return told_; }

private:
    void note(Reports const& reports)
    {
        constexpr char const* names[] = {"",       "START", "PROGRESS", "PAUSE",
                                         "RESUME", "SEEK",  "STOP"};
        for (auto const& report : reports) {
            told_ += told_.empty() ? "" : ", ";
            if (report.session != session_)
                told_ += "#" + std::to_string(report.session) + " ";
            session_ = report.session;
            told_ += names[report.kind] + (" " + std::to_string(report.position_ms));
        }
    }

    Player player_{1};
    std::int64_t duration_ = 0;
    std::uint64_t session_ = 0;
    std::string told_;
};

struct Row {
    char const* name;
    std::function<void(Script&)> happen;
    char const* expected;
};

// clang-format off
Row const rows[] = {
    {"a file to its end",
     [](Script& s) { s.pause(false).play().at(40).at(4999).at(5000).at(9999).at(10040).end(12000); },
     "#1 START 0, PROGRESS 5000, PROGRESS 10040, STOP 12000"},
    {"quit before a position is known", [](Script& s) { s.play(std::nullopt).end(std::nullopt); },
     "#1 START -1, STOP -1"},
    {"a position lost at the end", [](Script& s) { s.play().at(3000).end(std::nullopt); },
     "#1 START 0, STOP 3000"},
    {"a start before zero", [](Script& s) { s.play(-20).end(100); }, "#1 START 0, STOP 100"},
    {"a start where it was left", [](Script& s) { s.play(600'000).at(600'040).at(605'000).end(606'000); },
     "#1 START 600000, PROGRESS 605000, STOP 606000"},
    {"pause and resume",
     [](Script& s) { s.play().at(1000).pause(true).pause(true).at(1000).pause(false).end(2000); },
     "#1 START 0, PAUSE 1000, RESUME 1000, STOP 2000"},
    {"opened while paused", [](Script& s) { s.pause(true).play().pause(false).end(10); },
     "#1 START 0, PAUSE 0, RESUME 0, STOP 10"},
    {"a seek forward and back",
     [](Script& s) { s.play().at(1000).seek(60'000).at(60'040).seek(2000).at(2040).end(3000); },
     "#1 START 0, SEEK 60000, SEEK 2000, STOP 3000"},
    {"a seek while paused",
     [](Script& s) { s.play().at(1000).pause(true).seek(60'000).pause(false).end(61'000); },
     "#1 START 0, PAUSE 1000, SEEK 60000, RESUME 60000, STOP 61000"},
    {"a switched sound track", [](Script& s) { s.play().at(3000).seek(2980).at(3000).end(4000); },
     "#1 START 0, STOP 4000"},
    {"a seek that ends the file",
     [](Script& s) { s.play().at(1000); s.player().seeking(); s.at(99'000).end(90'000); },
     "#1 START 0, STOP 90000"},
    {"positions before a seek arrived",
     [](Script& s) { s.play().at(1000); s.player().seeking(); s.at(50'000).end(std::nullopt); },
     "#1 START 0, STOP 1000"},
    {"a playlist", [](Script& s) { s.play().end(5000).play(0, "b").end(7000); },
     "#1 START 0, STOP 5000, #2 START 0, STOP 7000"},
    {"an end that was never told", [](Script& s) { s.play().at(4000).play(0, "b").end(1); },
     "#1 START 0, STOP 4000, #2 START 0, STOP 1"},
    {"a file that fails to load", [](Script& s) { s.open().end(std::nullopt); }, ""},
    {"a failure between two files", [](Script& s) { s.play().end(5000).open().end(std::nullopt).play(0, "c").end(9); },
     "#1 START 0, STOP 5000, #2 START 0, STOP 9"},
    {"a playlist file that leads elsewhere", [](Script& s) { s.open(); s.player().loaded(); s.end(std::nullopt).play().end(9); },
     "#1 START 0, STOP 9"},
    {"kept open at its end, seen again",
     [](Script& s) {
         s.lasting(10'000).play().at(9960).pause(true).at(9960).seek(0).pause(false).at(5000).end(5040);
     },
     "#1 START 0, PROGRESS 9960, PAUSE 9960, STOP 9960, "
     "#2 START 0, PAUSE 0, RESUME 0, PROGRESS 5000, STOP 5040"},
    {"looped", [](Script& s) { s.lasting(10'000).play().at(9960).seek(0).at(40).end(80); },
     "#1 START 0, PROGRESS 9960, STOP 9960, #2 START 0, STOP 80"},
    {"looped, however long it is", [](Script& s) { s.play().at(9960).seek(0).at(40).end(80); },
     "#1 START 0, PROGRESS 9960, SEEK 0, STOP 80"},
    {"sent back before its end", [](Script& s) { s.lasting(20'000).play().at(9960).seek(0).end(80); },
     "#1 START 0, PROGRESS 9960, SEEK 0, STOP 80"},
    {"sent back from its end, not to its start",
     [](Script& s) { s.lasting(10'000).play().at(9960).seek(5000).end(5040); },
     "#1 START 0, PROGRESS 9960, SEEK 5000, STOP 5040"},
    {"a sound too short for two ends", [](Script& s) { s.lasting(3000).play().at(2900).seek(0).end(80); },
     "#1 START 0, SEEK 0, STOP 80"},
    {"played backward", [](Script& s) { s.play(20'000).at(16'000).at(15'000).end(14'000); },
     "#1 START 20000, PROGRESS 15000, STOP 14000"},
    {"nothing loaded", [](Script& s) { s.pause(true).at(5000).seek(6000).pause(false).end(7000); }, ""},
};
// clang-format on

TEST(PlayerTest, tellsPlaybacks)
{
    for (auto const& [name, happen, expected] : rows) {
        Script script;
        happen(script);
        EXPECT_EQ(script.told(), expected) << name;
    }
}

TEST(PlayerTest, passesOverPictures)
{
    Script script;
    auto& player = script.open().player();
    player.loaded();
    player.restarted(0);
    player.pass();
    script.at(6000).pause(true).end(7000);
    EXPECT_EQ(script.told(), "");
    EXPECT_FALSE(player.wants_item());
}

TEST(PlayerTest, keepsTheItemForItsLastReport)
{
    Script script;
    script.play(0, "first").end(10);
    EXPECT_EQ(script.player().item().media.title, "first");
    EXPECT_FALSE(script.player().is_playing());
}

TEST(PlayerTest, beginsOnlyWhatIsReady)
{
    Player player{1};
    EXPECT_TRUE(player.begin({}, 0).empty());
    player.opened();
    EXPECT_FALSE(player.wants_item());
    EXPECT_TRUE(player.begin({}, 0).empty());
    EXPECT_TRUE(player.restarted(0).empty());
    EXPECT_FALSE(player.wants_item());
}

} // namespace
} // namespace playsync::mpv
