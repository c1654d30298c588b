// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/event_source.hpp"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <vector>

#include "tests/support/temp_dir.hpp"

namespace playsync::standalone {
namespace {

class EventSourceTest : public testing::Test {
protected:
    ~EventSourceTest() override { close(stop); }

    std::string file(std::string const& content)
    {
        auto const path = (dir / "events.jsonl").string();
        std::ofstream{path, std::ios::binary} << content;
        return path;
    }
    std::vector<std::string> lines(std::string const& content)
    {
        EventSource source{file(content)};
        std::vector<std::string> out;
        while (auto const line = source.next(stop))
            out.emplace_back(*line);
        return out;
    }

    test::TempDir dir;
    int stop = eventfd(0, EFD_CLOEXEC);
};

using Lines = std::vector<std::string>;

TEST_F(EventSourceTest, linesComeWithoutTheirEnds)
{
    EXPECT_EQ(lines(""), Lines{});
    EXPECT_EQ(lines("a"), Lines{"a"});
    EXPECT_EQ(lines("a\n"), Lines{"a"});
    EXPECT_EQ(lines("a\n\nb"), (Lines{"a", "", "b"}));
    EXPECT_EQ(lines("\xef\xbb\xbf{}\n{}"), (Lines{"{}", "{}"}));
}

TEST_F(EventSourceTest, manyLinesOfManySizesArriveWhole)
{
    Lines expected;
    std::string content;
    for (std::size_t i = 0; i < 3000; ++i) {
        expected.emplace_back(i * 7 % 513, static_cast<char>('a' + i % 26));
        content += expected.back() + "\n";
    }
    EXPECT_EQ(lines(content), expected);
}

TEST_F(EventSourceTest, linesOfTooMuchAreCutAndTheNextIsWhole)
{
    EventSource source{file(
        "a\n" + std::string(longest_line, 'x') + "\n" + std::string(longest_line + 1, 'y') + "\n" +
        std::string(3 * longest_line, 'z') + "\nb\n" + std::string(2 * longest_line, 'w'))};
    EXPECT_EQ(source.next(stop), "a");
    EXPECT_EQ(source.next(stop)->size(), longest_line);
    EXPECT_FALSE(source.too_long());
    for (char const each : {'y', 'z'}) {
        EXPECT_EQ(source.next(stop)->front(), each);
        EXPECT_TRUE(source.too_long());
    }
    EXPECT_EQ(source.next(stop), "b");
    EXPECT_FALSE(source.too_long());
    EXPECT_EQ(source.next(stop)->front(), 'w');
    EXPECT_TRUE(source.too_long());
    EXPECT_TRUE(source.place().ends_with("/events.jsonl:6"));
    EXPECT_FALSE(source.next(stop));
}

TEST_F(EventSourceTest, endsWhenToldTo)
{
    EventSource source{file("a\n")};
    std::uint64_t const one = 1;
    ASSERT_EQ(write(stop, &one, sizeof one), 8);
    EXPECT_FALSE(source.next(stop));
}

TEST_F(EventSourceTest, whatCannotBeReadIsSaid)
{
    EXPECT_THROW(EventSource{"/no/such/file"}, std::runtime_error);
    EventSource folder{dir.path().string()};
    EXPECT_THROW(folder.next(stop), std::runtime_error);
}

} // namespace
} // namespace playsync::standalone
