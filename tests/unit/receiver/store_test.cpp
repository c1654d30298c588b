// SPDX-License-Identifier: MIT
#include "tests/receiver/store.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <system_error>

#include "tests/support/temp_dir.hpp"

namespace playsync::receiver {
namespace {

constexpr Received first{"a", R"({"id":"a"})"};
constexpr Received second{"b", R"({"id":"b"})"};

TEST(StoreTest, aRepeatIsKnown)
{
    Store store{"", Keep::changes};
    EXPECT_TRUE(store.take(first));
    EXPECT_FALSE(store.take(first));
    EXPECT_TRUE(store.take(second));
    store.flush();
    EXPECT_EQ(store.repeats(), 1u);
    EXPECT_EQ(store.changes(), "{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
    ASSERT_EQ(store.ids().size(), 2u);
    EXPECT_EQ(*store.ids()[1], "b");
    store.clear();
    EXPECT_EQ(store.changes(), "");
    EXPECT_EQ(store.repeats(), 0u);
    EXPECT_TRUE(store.take(first));
}

TEST(StoreTest, idsMayBeAllThatIsKept)
{
    Store store{"", Keep::ids};
    EXPECT_TRUE(store.take(first));
    EXPECT_FALSE(store.take(first));
    EXPECT_EQ(store.changes(), "");
}

TEST(StoreTest, theFileOutlivesTheStore)
{
    test::TempDir const dir;
    auto const file = dir / "taken.jsonl";
    {
        Store store{file, Keep::changes};
        store.take(first);
        store.flush();
        store.take(second); // never flushed, as if the process had died here
    }
    std::ofstream{file, std::ios::app} << R"({"id":"c)";
    Store store{file, Keep::changes};
    EXPECT_EQ(store.changes(), "{\"id\":\"a\"}\n");
    EXPECT_FALSE(store.take(first));
    EXPECT_TRUE(store.take(second));
    store.flush();
    EXPECT_EQ(store.changes(), "{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
    EXPECT_EQ(store.ids().size(), 2u);
    store.clear();
    EXPECT_EQ(store.changes(), "");
    EXPECT_TRUE(store.take(second));
    store.flush();
    EXPECT_EQ(store.changes(), "{\"id\":\"b\"}\n");
}

TEST(StoreTest, aFileThatCannotBeIsAnError)
{
    EXPECT_THROW((Store{"/no/such/folder/taken.jsonl", Keep::changes}), std::system_error);
}

} // namespace
} // namespace playsync::receiver
