// SPDX-License-Identifier: MIT
// Opening a store in whatever state its file and directory are.
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <random>

#include "storage/open_store.hpp"
#include "storage/store_check.hpp"
#include "tests/support/changes.hpp"
#include "tests/support/temp_dir.hpp"

namespace playsync {
namespace {

namespace fs = std::filesystem;

StoreOptions small_store()
{
    StoreOptions options;
    options.first_size = 4 << 20;
    return options;
}

/// A store with `count` plays, half of them synced.
void fill(fs::path const& directory, int count)
{
    LmdbQueue queue{directory, small_store()};
    auto const home = queue.target("home");
    std::vector<Draft> drafts;
    for (int i = 0; i < count; ++i)
        drafts.push_back(test::draft(home, Verb::play, "Song " + std::to_string(i), 1000 + i));
    queue.commit(drafts, {}, 5000);
    std::vector<Settlement> settlements;
    for (auto const& due : queue.due(home, 1'000'000, static_cast<std::size_t>(count / 2))) {
        Settlement settlement;
        settlement.id = due.id;
        settlement.state = State::synced;
        settlements.push_back(settlement);
    }
    queue.commit({}, settlements, 6000);
}

std::string read_file(fs::path const& path)
{
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void write_file(fs::path const& path, std::string const& bytes)
{
    std::ofstream{path, std::ios::binary} << bytes;
}

void pretend_power_loss(fs::path const& directory)
{
    write_file(directory / "running", "another boot\n");
}

TEST(DataDirTest, twoOwnersExcludeEachOtherAlsoByAnotherPath)
{
    test::TempDir const dir;
    DataDir const first{dir / "data"};
    EXPECT_THROW(DataDir{dir / "data"}, DirectoryBusy);
    fs::create_directory_symlink(dir / "data", dir / "alias");
    EXPECT_THROW(DataDir{dir / "alias"}, DirectoryBusy);
}

TEST(DataDirTest, isFreeAgainWhenItsOwnerIsGone)
{
    test::TempDir const dir;
    {
        DataDir const first{dir / "data"};
    }
    EXPECT_NO_THROW(DataDir{dir / "data"});
}

TEST(DataDirTest, isPrivateWhateverTheUmask)
{
    test::TempDir const dir;
    auto const before = umask(0);
    {
        DataDir const owner{dir / "data"};
    }
    umask(before);
    struct stat info {};
    ASSERT_EQ(stat((dir / "data").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700u);
}

TEST(DataDirTest, knowsAnUncleanEndUnderAnotherBoot)
{
    test::TempDir const dir;
    {
        DataDir owner{dir / "data"};
        EXPECT_FALSE(owner.power_was_lost());
    }
    {
        DataDir owner{dir / "data"};
        EXPECT_FALSE(owner.power_was_lost()) << "a kill damages nothing";
    }
    pretend_power_loss(dir / "data");
    {
        DataDir owner{dir / "data"};
        EXPECT_TRUE(owner.power_was_lost());
    }
    {
        DataDir owner{dir / "data"};
        EXPECT_TRUE(owner.power_was_lost()) << "nobody has looked yet";
        owner.mark_checked();
    }
    {
        DataDir owner{dir / "data"};
        EXPECT_FALSE(owner.power_was_lost());
        owner.mark_clean();
    }
    DataDir const owner{dir / "data"};
    EXPECT_FALSE(owner.power_was_lost());
}

TEST(DataDirTest, aFileInItsPlaceIsNamed)
{
    test::TempDir const dir;
    write_file(dir / "data", "no directory");
    try {
        DataDir const owner{dir / "data"};
        FAIL();
    } catch (std::runtime_error const& error) {
        EXPECT_NE(std::string{error.what()}.find((dir / "data").string()), std::string::npos);
    }
}

TEST(StoreCheckTest, aSoundStoreIsSound)
{
    test::TempDir const dir;
    fill(dir.path(), 3000);
    EXPECT_EQ(find_damage(dir / "data.mdb", true), std::nullopt);
}

TEST(StoreCheckTest, everyIntactEntryIsVisited)
{
    test::TempDir const dir;
    fill(dir.path(), 3000);
    std::size_t bodies = 0;
    visit_intact_entries(dir / "data.mdb", [&](std::string_view database, auto, auto) {
        bodies += database == store::name::bodies ? 1 : 0;
    });
    EXPECT_GE(bodies, 3000u);
}

TEST(StoreCheckTest, aCutFileIsFoundWithoutAWalk)
{
    test::TempDir const dir;
    fill(dir.path(), 3000);
    fs::resize_file(dir / "data.mdb", fs::file_size(dir / "data.mdb") / 2);
    EXPECT_TRUE(find_damage(dir / "data.mdb", false));
}

TEST(OpenStoreTest, aNewDirectoryGetsAnEmptyStore)
{
    test::TempDir const dir;
    DataDir owner{dir / "data"};
    auto const opened = open_store(owner, small_store());
    EXPECT_TRUE(opened.notice.empty());
    EXPECT_EQ(opened.queue->list({}).entries.size(), 0u);
}

TEST(OpenStoreTest, aStoreThatBecameEmptyIsDamageNotNew)
{
    test::TempDir const dir;
    {
        DataDir owner{dir / "data"};
        open_store(owner, small_store());
    }
    fs::resize_file(dir / "data" / "data.mdb", 0);
    DataDir owner{dir / "data"};
    auto const opened = open_store(owner, small_store());
    EXPECT_FALSE(opened.notice.empty());
    EXPECT_TRUE(fs::exists(dir / "data" / "data.mdb.damaged-1"));
}

TEST(OpenStoreTest, aFirstStartThatWasCutShortIsNoDamage)
{
    for (std::size_t const left : {0, 512, 4096, 8192}) {
        SCOPED_TRACE(left);
        test::TempDir const dir;
        fs::create_directory(dir / "data");
        write_file(dir / "data" / "data.mdb", std::string(left, '\0'));
        pretend_power_loss(dir / "data");
        DataDir owner{dir / "data"};
        auto const opened = open_store(owner, small_store());
        EXPECT_TRUE(opened.notice.empty()) << opened.notice;
        EXPECT_FALSE(fs::exists(dir / "data" / "data.mdb.damaged-1"));
    }
}

TEST(OpenStoreTest, aDamagedCopyWithoutItsMarkerIsKept)
{
    test::TempDir const dir;
    fs::create_directory(dir / "data");
    fill(dir / "data", 10);
    fs::resize_file(dir / "data" / "data.mdb", fs::file_size(dir / "data" / "data.mdb") - 4096);
    DataDir owner{dir / "data"};
    EXPECT_FALSE(open_store(owner, small_store()).notice.empty());
    EXPECT_TRUE(fs::exists(dir / "data" / "data.mdb.damaged-1"));
}

/// Each way of damaging a file; whatever it does, the host lives, the file is kept, and what was
/// rescued is what was there.
struct Damage {
    char const* name;
    void (*apply)(std::string& bytes, std::mt19937& chance);
    friend void PrintTo(Damage const& row, std::ostream* out) { *out << row.name; }
};
class DamageTest : public testing::TestWithParam<Damage> {};

std::size_t somewhere(std::string const& bytes, std::mt19937& chance, std::size_t from = 0)
{
    return from + chance() % (bytes.size() - from);
}

void expect_whole_bodies(Queue const& queue, std::set<std::string> const& titles)
{
    for (Look look;;) {
        auto const page = queue.list(look);
        for (auto const& entry : page.entries)
            if (!entry.body.empty()) {
                auto const change = decode_body(entry.id, entry.body);
                ASSERT_TRUE(change);
                EXPECT_TRUE(titles.contains(change->item.title)) << change->item.title;
            }
        look.from = page.next;
        if (page.next.empty())
            break;
    }
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr unsigned files_a_way = 60; // each takes a sanitizer half a second
#else
constexpr unsigned files_a_way = 286; // 2,000 with seven ways
#endif

TEST_P(DamageTest, neverKillsTheHost)
{
    test::TempDir const origin;
    fill(origin.path(), 1500);
    auto const good = read_file(origin / "data.mdb");
    std::set<std::string> titles;
    for (int i = 0; i < 1500; ++i)
        titles.insert("Song " + std::to_string(i));
    for (unsigned seed = 0; seed < files_a_way; ++seed) {
        std::mt19937 chance{seed};
        test::TempDir const dir;
        fs::create_directory(dir / "data");
        auto bytes = good;
        GetParam().apply(bytes, chance);
        write_file(dir / "data" / "data.mdb", bytes);
        write_file(dir / "data" / "store", "");
        pretend_power_loss(dir / "data");
        DataDir owner{dir / "data"};
        auto const opened = open_store(owner, small_store());
        auto const home = opened.queue->target("home");
        auto const counts = opened.queue->counts(home);
        if (!opened.notice.empty()) {
            EXPECT_EQ(read_file(dir / "data" / "data.mdb.damaged-1"), bytes);
            EXPECT_EQ(counts.pending + counts.failed + counts.kept, opened.rescued) << seed;
        }
        SCOPED_TRACE(seed);
        expect_whole_bodies(*opened.queue, titles);
        // It works on.
        auto const draft = test::draft(home, Verb::play, "After", 9000);
        EXPECT_EQ(opened.queue->commit({&draft, 1}, {}, 9000).front(), Taken::appended);
        EXPECT_FALSE(
            opened.queue->claim(home, std::array{opened.queue->due(home, 99'999'999'999, 1)[0].id})
                .size() > 1);
    }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Ways, DamageTest, testing::Values(
    Damage{"bitFlip", [](std::string& bytes, std::mt19937& chance) {
        auto const at = somewhere(bytes, chance);
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << chance() % 8)); }},
    Damage{"metaBitFlip", [](std::string& bytes, std::mt19937& chance) {
        auto const at = chance() % 2 * 4096 + chance() % 160;
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << chance() % 8)); }},
    Damage{"truncated", [](std::string& bytes, std::mt19937& chance) {
        bytes.resize(somewhere(bytes, chance, 1)); }},
    Damage{"zeroedPage", [](std::string& bytes, std::mt19937& chance) {
        auto const at = somewhere(bytes, chance) / 4096 * 4096;
        bytes.replace(at, std::min<std::size_t>(4096, bytes.size() - at), std::min<std::size_t>(4096, bytes.size() - at), '\0'); }},
    Damage{"zeroedSector", [](std::string& bytes, std::mt19937& chance) {
        auto const at = somewhere(bytes, chance) / 512 * 512;
        bytes.replace(at, 512, 512, '\0'); }},
    Damage{"garbagePage", [](std::string& bytes, std::mt19937& chance) {
        auto const at = somewhere(bytes, chance, 8192) / 4096 * 4096;
        for (std::size_t i = at; i < std::min(at + 4096, bytes.size()); ++i)
            bytes[i] = static_cast<char>(chance()); }},
    Damage{"swappedPages", [](std::string& bytes, std::mt19937& chance) {
        auto const a = somewhere(bytes, chance, 8192) / 4096 * 4096, b = somewhere(bytes, chance, 8192) / 4096 * 4096;
        if (a + 4096 <= bytes.size() && b + 4096 <= bytes.size())
            std::swap_ranges(bytes.begin() + static_cast<long>(a), bytes.begin() + static_cast<long>(a) + 4096, bytes.begin() + static_cast<long>(b)); }}),
    [](auto const& test) { return test.param.name; });
// clang-format on

} // namespace
} // namespace playsync
