// SPDX-License-Identifier: MIT
// What a store that was found damaged still holds is taken over.
#include <gtest/gtest.h>

#include <fstream>

#include "storage/open_store.hpp"
#include "storage/store_check.hpp"
#include "storage/store_pages.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {
namespace {

namespace fs = std::filesystem;

constexpr int songs = 1100; // more than go over in one transaction

std::string read_file(fs::path const& path)
{
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// Tears every page of `due` and of the ledger: what a change is made of stays whole.
void tear_indexes(std::string& bytes)
{
    constexpr std::size_t page = 4096, index_key = 27, torn = 0xff;
    for (std::size_t at = 2 * page; at + page <= bytes.size(); at += page) {
        std::string_view const view{bytes};
        auto const header = store::read_as<store::PageHeader>(view.substr(at));
        if ((header.flags & store::leaf_page) == 0 || header.lower <= store::page_header)
            continue;
        auto const first = store::read_as<std::uint16_t>(view.substr(at + store::page_header));
        if (store::read_as<store::NodeHeader>(view.substr(at + first)).key_size == index_key)
            bytes[at] = static_cast<char>(torn);
    }
}

class RescueTest : public testing::Test {
protected:
    RescueTest()
    {
        options_.first_size = 4 << 20;
        {
            DataDir owner{kept_ / "data"};
            auto const opened = open_store(owner, options_);
            auto const home = opened.queue->target("home");
            std::vector<Draft> drafts;
            for (int i = 0; i < songs; ++i)
                drafts.push_back(
                    test::draft(home, Verb::play, "Song " + std::to_string(i), 1000 + i));
            opened.queue->commit(drafts, {}, 5000);
        }
        auto const file = kept_ / "data" / "data.mdb";
        damaged_ = read_file(file);
        tear_indexes(damaged_);
        std::ofstream{file, std::ios::binary} << damaged_;
        std::ofstream{kept_ / "data" / "running"} << "another boot\n";
        EXPECT_TRUE(find_damage(file, true));
        EXPECT_FALSE(find_damage(file, false)) << "only a walk finds it";
    }

    void begin_anew() const
    {
        fs::remove_all(data());
        fs::copy(kept_ / "data", data());
    }
    fs::path data() const { return dir_ / "data"; }

    StoreOptions options_;
    std::string damaged_;
    test::TempDir kept_;
    test::TempDir dir_;
};

TEST_F(RescueTest, idsGoOnAfterThoseThatWereRescued)
{
    begin_anew();
    DataDir owner{data()};
    auto const opened = open_store(owner, options_);
    auto const newest = opened.queue->list({}).entries.front().id;
    EXPECT_TRUE(opened.queue->is_past(newest));
    auto const late = test::draft(opened.queue->target("home"), Verb::play, "After", 9000);
    opened.queue->commit({&late, 1}, {}, 4000); // the clock was set back
    EXPECT_GT(opened.queue->list({}).entries.front().id, newest);
}

} // namespace
} // namespace playsync
