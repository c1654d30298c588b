// SPDX-License-Identifier: MIT
#include "tests/receiver/batch.hpp"

#include <gtest/gtest.h>

namespace playsync::receiver {
namespace {

std::string batch_of(std::string const& changes)
{
    return R"({"type":"playsync.changes","timestamp":"2026-08-01T20:15:00Z","data":{"changes":[)" +
           changes + "]}}";
}

/// "id=json id=json", or "no batch".
std::string read(std::string const& body, bool trusted = false)
{
    auto const batch = Batch::read(body, trusted);
    if (!batch)
        return "no batch";
    std::string out;
    for (auto const& change : batch->changes())
        out.append(change.id).append("=").append(change.json).append(" ");
    return out;
}

TEST(BatchTest, changesComeAsTheyWereSent)
{
    EXPECT_EQ(read(batch_of("")), "");
    EXPECT_EQ(read(batch_of(R"({"id":"a","n": 1})")), R"(a={"id":"a","n": 1} )");
    EXPECT_EQ(read(batch_of(R"({"id":"a"},{"id":"b","item":{"ids":{"x":"1"}}})")),
              R"(a={"id":"a"} b={"id":"b","item":{"ids":{"x":"1"}}} )");
}

TEST(BatchTest, bracesAndQuotesInTextsAreText)
{
    for (std::string const title : {R"(})", R"({)", R"(\"})", R"(\\)", R"(a\\\"}{)", R"(]}})"}) {
        auto const change = R"({"id":"a","title":")" + title + R"("})";
        EXPECT_EQ(read(batch_of(change + "," + change)), "a=" + change + " a=" + change + " ");
    }
}

TEST(BatchTest, anyOrderAndSpacingIsRead)
{
    EXPECT_EQ(read(R"( {"data": {"changes": [ {"verb": "watched", "id": "a"} ]},
                        "type": "playsync.changes"} )"),
              R"(a={"verb":"watched","id":"a"} )");
    EXPECT_EQ(read(batch_of(R"({"verb":"watched","id":"a"})")),
              R"(a={"verb":"watched","id":"a"} )");
    EXPECT_EQ(read(batch_of(R"({"id":"a"}, {"id":"b"})")), R"(a={"id":"a"} b={"id":"b"} )");
}

TEST(BatchTest, whatIsNoBatchIsNone)
{
    for (std::string const& body :
         {std::string{}, std::string{"[]"}, std::string{"x"}, batch_of("7"), batch_of("{}"),
          batch_of(R"({"id":7})"), batch_of(R"({"id":""})"), batch_of(R"({"id":"a\"b"})"),
          batch_of(R"({"id":"a",})"), batch_of(R"({"id":"a"},)"), batch_of(R"({"id":"a"})") + "x",
          batch_of(R"({"id":"a"})").substr(0, 80), batch_of(R"({"id":"a","t":"\x"})"),
          std::string{R"({"type":"other","data":{"changes":[]}})"},
          std::string{R"({"type":"playsync.changes","data":{}})"},
          std::string{R"({"type":"playsync.changes","data":{"changes":{}}})"}})
        EXPECT_EQ(read(body), "no batch") << body;
}

TEST(BatchTest, trustOnlyLeavesOutTheLookInside)
{
    auto const broken = batch_of(R"({"id":"a","n":nonsense})");
    EXPECT_EQ(read(broken), "no batch");
    EXPECT_EQ(read(broken, true), R"(a={"id":"a","n":nonsense} )");
    EXPECT_EQ(read(batch_of(R"({"id":"a")"), true), "no batch");
}

} // namespace
} // namespace playsync::receiver
