// SPDX-License-Identifier: MIT
// The real module and what hosts tell it: structs of all sizes, unknown kinds, nulls, huge values.
#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "tests/abi/host.hpp"

namespace playsync::test {
namespace {

/// With one active instance, and a target that takes what alice does; nobody listens there.
class AbiEventTest : public testing::Test {
protected:
    AbiEventTest()
    {
        host.add_webhook(1);
        life = std::make_unique<Life>(host.table);
        EXPECT_EQ(life->activate(), PLAYSYNC_OK) << host.all_logged();
    }
    playsync_status tell_with(playsync_item* item)
    {
        watched.event.item = item;
        return life->tell(watched.event);
    }

    playsync_plugin const& plugin = module_table();
    TestHost host;
    std::unique_ptr<Life> life;
    Watched watched;
};

TEST_F(AbiEventTest, nullArgumentsAreStatuses)
{
    auto* const self = life->self;
    EXPECT_EQ(plugin.on_event(self, nullptr), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(tell_with(nullptr), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(plugin.sync_now(self, nullptr), PLAYSYNC_OK);
    EXPECT_EQ(plugin.retry_failed(self, nullptr), PLAYSYNC_OK);
    EXPECT_EQ(plugin.retry_failed(self, ""), PLAYSYNC_OK);
    EXPECT_EQ(plugin.get_extension(self, nullptr), nullptr);
    auto const* const admin =
        static_cast<playsync_plugin_admin const*>(plugin.get_extension(self, PLAYSYNC_EXT_ADMIN));
    ASSERT_TRUE(admin);
    std::array<char, 512> buffer{};
    std::uint32_t length = 0;
    EXPECT_EQ(admin->entry_url(self, buffer.data(), nullptr), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(admin->entry_url(self, nullptr, &length), PLAYSYNC_TOO_SMALL);
    EXPECT_GT(length, 0u);
    EXPECT_EQ(admin->totals(self, nullptr), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(life->flush(), PLAYSYNC_OK);
}

TEST_F(AbiEventTest, aTextThatIsTooLongIsCutAndThatIsSaidOnceOfEach)
{
    std::string const longer = std::string(4095, 'a') + "é";
    auto const said = [&](std::string const& name) {
        auto const all = host.all_logged();
        auto const line = "and it is cut: " + name + " (";
        auto const first = all.find(line);
        return first == std::string::npos                       ? 0
               : all.find(line, first + 1) == std::string::npos ? 1
                                                                : 2;
    };
    EXPECT_EQ(life->tell(watched.event), PLAYSYNC_OK);
    EXPECT_EQ(said("title"), 0);
    watched.item.title = longer.c_str();
    EXPECT_EQ(life->tell(watched.event), PLAYSYNC_OK);
    EXPECT_EQ(life->tell(watched.event), PLAYSYNC_OK);
    EXPECT_EQ(said("title"), 1);
    watched.item.album = longer.c_str();
    EXPECT_EQ(life->tell(watched.event), PLAYSYNC_OK);
    EXPECT_EQ(said("title"), 1);
    EXPECT_EQ(said("album"), 1);
    EXPECT_EQ(life->flush(), PLAYSYNC_OK);
}

TEST_F(AbiEventTest, nullsInsideAnEventAreUnknown)
{
    watched.event.user = nullptr;
    EXPECT_EQ(life->tell(watched.event), PLAYSYNC_OK);
    watched.item.id_count = 3; // of no array
    EXPECT_EQ(life->tell(watched.event), PLAYSYNC_OK);
    std::array<playsync_id, 3> const ids{{{nullptr, "1"}, {"tmdb", nullptr}, {nullptr, nullptr}}};
    watched.item.ids = ids.data();
    EXPECT_EQ(life->tell(watched.event), PLAYSYNC_OK);
    watched.item.title = nullptr; // and now nothing names it
    EXPECT_EQ(life->tell(watched.event), PLAYSYNC_BAD_ARGUMENT);
    EXPECT_EQ(life->flush(), PLAYSYNC_OK);
}

TEST_F(AbiEventTest, unreadableItemIsABadArgument)
{
    for (std::uint32_t const size : {0u, 4u, 7u}) {
        watched.item.size = size;
        EXPECT_EQ(life->tell(watched.event), PLAYSYNC_BAD_ARGUMENT) << size;
        EXPECT_EQ(plugin.sync_now(life->self, &watched.item), PLAYSYNC_BAD_ARGUMENT) << size;
    }
    watched.item.size = sizeof watched.item;
    for (std::uint32_t const size : {0u, 4u, 7u}) {
        watched.event.size = size;
        EXPECT_EQ(life->tell(watched.event), PLAYSYNC_BAD_ARGUMENT) << size;
    }
    EXPECT_EQ(life->flush(), PLAYSYNC_OK);
    EXPECT_EQ(life->totals().pending, 0u);
}

TEST_F(AbiEventTest, eventsOfAllSizesAreReadNoFurther)
{
    for (std::size_t size = 4; size < sizeof(playsync_event) + tail; size += 4) {
        Resized<playsync_event> resized{watched.event, size};
        bool const enough = size >= END_OF(playsync_event, item);
        EXPECT_EQ(life->tell(*resized.get()), enough ? PLAYSYNC_OK : PLAYSYNC_BAD_ARGUMENT) << size;
    }
    for (std::size_t size = 4; size < sizeof(playsync_item) + tail; size += 4) {
        Resized<playsync_item> resized{watched.item, size};
        bool const enough = size >= END_OF(playsync_item, title);
        EXPECT_EQ(tell_with(resized.get()), enough ? PLAYSYNC_OK : PLAYSYNC_BAD_ARGUMENT) << size;
    }
    EXPECT_EQ(life->flush(), PLAYSYNC_OK);
    EXPECT_GT(life->totals().pending, 0u);
}

TEST_F(AbiEventTest, anItemOfTheFirstMinorIsOneEpisode)
{
    watched.item.kind = PLAYSYNC_ITEM_EPISODE;
    watched.item.season = watched.item.episode = 1;
    watched.item.episode_end = 3; // where its item has ended
    Resized<playsync_item> older{watched.item, END_OF(playsync_item, duration_ms)};
    EXPECT_EQ(tell_with(older.get()), PLAYSYNC_OK);
    EXPECT_EQ(life->flush(), PLAYSYNC_OK);
    EXPECT_EQ(life->totals().pending, 1u);
}

TEST_F(AbiEventTest, totalsOfAllSizesAreWrittenNoFurther)
{
    auto const* const admin = static_cast<playsync_plugin_admin const*>(
        plugin.get_extension(life->self, PLAYSYNC_EXT_ADMIN));
    ASSERT_TRUE(admin);
    ASSERT_GE(admin->size, sizeof(playsync_plugin_admin));
    EXPECT_EQ(life->tell(watched.event), PLAYSYNC_OK);
    EXPECT_EQ(life->flush(), PLAYSYNC_OK);
    for (std::size_t size = 4; size < sizeof(playsync_totals) + tail; size += 4) {
        Resized<playsync_totals> resized{{}, size};
        EXPECT_EQ(admin->totals(life->self, resized.get()), PLAYSYNC_OK) << size;
        EXPECT_EQ(resized.get()->size, std::min(size, sizeof(playsync_totals)));
        if (size >= END_OF(playsync_totals, pending)) {
            EXPECT_EQ(resized.get()->pending, 1u);
        }
        auto const* const bytes = reinterpret_cast<unsigned char const*>(resized.get());
        for (auto i = sizeof(playsync_totals); i < size; ++i)
            EXPECT_EQ(bytes[i], 0xaa) << i;
    }
    Resized<playsync_totals> none{{}, 4};
    none.get()->size = 0;
    EXPECT_EQ(admin->totals(life->self, none.get()), PLAYSYNC_BAD_ARGUMENT);
}

TEST_F(AbiEventTest, unknownKindsAreIgnored)
{
    for (std::uint32_t const kind : {0u, 9u, 1000u, 0xffffffffu}) {
        watched.event.kind = kind;
        EXPECT_EQ(life->tell(watched.event), PLAYSYNC_OK) << kind;
    }
    EXPECT_EQ(life->flush(), PLAYSYNC_OK);
    EXPECT_EQ(life->totals().pending, 0u);
}

TEST_F(AbiEventTest, unknownKindsAreIgnoredWithoutAnItemToo)
{
    watched.event.kind = 9; // of a later minor; perhaps it is about no item
    EXPECT_EQ(tell_with(nullptr), PLAYSYNC_OK);
    EXPECT_EQ(life->flush(), PLAYSYNC_OK);
}

TEST_F(AbiEventTest, unknownItemKindIsAVideo)
{
    watched.item.kind = 77;
    EXPECT_EQ(life->tell(watched.event), PLAYSYNC_OK);
    EXPECT_EQ(life->flush(), PLAYSYNC_OK);
    EXPECT_EQ(life->totals().pending, 1u);
}

TEST_F(AbiEventTest, hugeTextsAndNumbersAreTaken)
{
    std::string const huge(1 << 20, 'x');
    watched.item.title = watched.item.show = watched.item.uri = huge.c_str();
    watched.item.year = watched.item.season = watched.item.episode =
        std::numeric_limits<std::int32_t>::min();
    watched.item.duration_ms = std::numeric_limits<std::int64_t>::max();
    watched.event.position_ms = std::numeric_limits<std::int64_t>::min();
    watched.event.at_ms = std::numeric_limits<std::int64_t>::max();
    watched.event.session = std::numeric_limits<std::uint64_t>::max();
    watched.event.user = "\xff\xfe not UTF-8 \x01";
    for (playsync_event_kind kind = PLAYSYNC_EVENT_START; kind <= PLAYSYNC_EVENT_UNWATCHED;
         ++kind) {
        watched.event.kind = kind;
        EXPECT_EQ(life->tell(watched.event), PLAYSYNC_OK) << kind;
    }
    EXPECT_EQ(life->flush(), PLAYSYNC_OK);
    EXPECT_GT(life->totals().pending, 0u);
}

} // namespace
} // namespace playsync::test
