// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <fstream>

#include "plugin/config_table.hpp"
#include "plugin/targets/account.hpp"
#include "plugin/targets/journal.hpp"
#include "storage/codec.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {
namespace {

class JournalTest : public testing::Test {
protected:
    std::unique_ptr<Target> open(std::string const& more = "")
    {
        ConfigTable table{"type = \"journal\"\nusers = [\"*\"]\n" + more, dir_ / "home.toml"};
        auto target = make_target(table, {io_, dir_.path(), "home", clock_, accounts_});
        EXPECT_TRUE(target) << table.errors().at(0);
        return target;
    }
    Outcome send(Target& target, std::span<Claimed const> batch)
    {
        auto outcome = net::co_spawn(io_, target.send(batch), net::use_future);
        io_.restart();
        io_.run();
        return outcome.get();
    }
    Claimed play(unsigned n)
    {
        Claimed change;
        change.id.bytes[15] = static_cast<std::uint8_t>(n);
        change.id.bytes[14] = static_cast<std::uint8_t>(n >> 8);
        append_body(change.body, test::change(Verb::play, "Song " + std::to_string(n), 1000));
        return change;
    }
    std::vector<std::string> lines(std::string const& name = "watch.jsonl")
    {
        std::ifstream in{dir_ / name};
        std::vector<std::string> out;
        for (std::string line; std::getline(in, line);)
            out.push_back(line);
        return out;
    }
    test::TempDir dir_;
    net::io_context io_;
    test::FakeClock clock_{io_};
    Accounts accounts_{dir_.path(), clock_};
};

TEST_F(JournalTest, writesOneChangeALine)
{
    auto const journal = open();
    std::vector const batch{play(1), play(2)};
    EXPECT_EQ(send(*journal, batch).error.kind, ErrorClass::none);
    ASSERT_EQ(lines().size(), 2u);
    auto const change = decode_body(batch[1].id, lines()[1]);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->item.title, "Song 2");
}

TEST_F(JournalTest, aRepeatAfterACrashIsWrittenOnce)
{
    std::vector const batch{play(1), play(2)};
    send(*open(), batch);
    std::ofstream{dir_ / "watch.jsonl", std::ios::app} << R"({"id":"0000000000000000000)";
    std::vector const again{play(2), play(3)};
    send(*open(), again);
    EXPECT_EQ(lines().size(), 3u) << "the torn line is gone, the repeat was known";
    for (auto const& line : lines())
        EXPECT_TRUE(decode_body({}, line)) << line;
}

TEST_F(JournalTest, rotates)
{
    auto const journal = open("rotate_mib = 1\nkeep_files = 2\n");
    for (unsigned n = 0; n < 3; ++n) {
        std::vector<Claimed> batch;
        for (unsigned i = 0; i < 6000; ++i)
            batch.push_back(play(n * 6000 + i));
        send(*journal, batch);
    }
    EXPECT_EQ(lines("watch.jsonl.1").size(), 6000u);
    EXPECT_EQ(lines("watch.jsonl.2").size(), 6000u);
    EXPECT_FALSE(std::filesystem::exists(dir_ / "watch.jsonl.3"));
}

TEST_F(JournalTest, aPlaceThatIsNotThereIsAwayNotWrong)
{
    auto const journal = open("path = \"missing/watch.jsonl\"\n");
    std::vector const batch{play(1)};
    auto const outcome = send(*journal, batch);
    EXPECT_EQ(outcome.error.kind, ErrorClass::unreachable);
    EXPECT_NE(outcome.error.message.find("watch.jsonl cannot be opened"), std::string::npos);
    std::filesystem::create_directory(dir_ / "missing");
    EXPECT_EQ(send(*journal, batch).error.kind, ErrorClass::none);
}

} // namespace
} // namespace playsync
