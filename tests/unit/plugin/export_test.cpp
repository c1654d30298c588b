// SPDX-License-Identifier: MIT
// The export of a real queue: all of it, in order, in small pieces, with no more memory for more.
// PLAYSYNC_EXPORT_ROWS=1000000 is the long form, which prints what it took.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "plugin/desk.hpp"
#include "storage/lmdb_queue.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_dir.hpp"
#include "web/export.hpp"

namespace playsync {
namespace {

std::size_t wanted_rows()
{
    auto const* const given = std::getenv("PLAYSYNC_EXPORT_ROWS");
    return given ? std::strtoull(given, nullptr, 10) : 20'000;
}

/// Of this process, in KiB. The store's pages are mapped, and the system's to take back.
std::size_t own_memory_kib()
{
    std::ifstream in{"/proc/self/status"};
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("RssAnon:"))
            return std::strtoull(line.c_str() + 8, nullptr, 10);
    return 0;
}

class ExportTest : public testing::Test {
protected:
    void take(std::size_t count)
    {
        constexpr std::size_t at_once = 4000;
        for (std::size_t done = 0; done < count; done += at_once) {
            std::vector<Draft> drafts;
            for (auto i = done; i < std::min(count, done + at_once); ++i)
                drafts.push_back(test::draft(home_, Verb::play, "Song " + std::to_string(i),
                                             clock_.wall() + static_cast<UnixMs>(i)));
            queue_.commit(drafts, {}, clock_.wall());
        }
    }

    test::TempDir dir_;
    net::io_context io_{1};
    test::FakeClock clock_{io_};
    LmdbQueue queue_{dir_.path(), {4 << 20, std::size_t{4} << 30, 7}};
    TargetNo home_ = queue_.target("home");
    Mailbox mailbox_{100};
    Intake intake_{{}, 0};
    Committer committer_{io_,     queue_, mailbox_,
                         intake_, clock_, Committer::Hooks{[](Event&) {}, [] {}, [] {}}};
    Desk desk_{queue_, committer_, clock_, {[](TargetNo) { return Surroundings{}; }, [] {}}};
};

TEST_F(ExportTest, takesNoMoreMemoryForMore)
{
    using std::chrono::steady_clock;
    auto const rows = wanted_rows();
    take(rows);
    web::ChangeQuery query;
    query.order = Order::oldest;
    auto const source = web::export_of(desk_, query, web::ExportFormat::csv);
    auto const before = own_memory_kib();
    std::size_t lines = 0, bytes = 0, largest = 0, most_memory = before;
    std::chrono::microseconds longest{0};
    std::string last;
    for (;;) {
        auto const begin = steady_clock::now();
        auto const piece = source->next();
        longest = std::max(longest, std::chrono::duration_cast<std::chrono::microseconds>(
                                        steady_clock::now() - begin));
        if (!piece)
            break;
        lines += static_cast<std::size_t>(std::ranges::count(*piece, '\n'));
        bytes += piece->size();
        largest = std::max(largest, piece->size());
        if (lines % 1000 < 100)
            most_memory = std::max(most_memory, own_memory_kib());
        EXPECT_LE(last, piece->substr(0, 26)); // the ids rise
        last = piece->substr(0, 26);
        if (lines <= 101)
            last.clear(); // the first piece begins with the columns
    }
    EXPECT_EQ(lines, rows + 1);
    EXPECT_LE(largest, 64u * 1024);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // they keep what was freed
    EXPECT_LE(most_memory, before + 4096) << "KiB";
#endif
    std::cout << rows << " rows: " << bytes / 1024 << " KiB, own memory +" << most_memory - before
              << " KiB, longest piece " << longest.count() << " us\n";
}

} // namespace
} // namespace playsync
