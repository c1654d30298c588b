// SPDX-License-Identifier: MIT
#include "web/event_stream.hpp"

#include <gtest/gtest.h>

namespace playsync::web {
namespace {

std::optional<Standpoint> stands(std::string_view id)
{
    return standpoint_of({"GET", "/api/v1/events", 11, {{"last-event-id", id}}, {}});
}

TEST(EventStreamTest, isForThoseWhoNameIt)
{
    auto const wants = [](std::string_view method, std::string_view accept) {
        return wants_event_stream({method, "/", 11, {{"Accept", accept}}, {}});
    };
    EXPECT_TRUE(wants("GET", "text/event-stream"));
    EXPECT_TRUE(wants("GET", "application/json;q=0.5, Text/Event-Stream; charset=utf-8"));
    EXPECT_FALSE(wants("GET", "text/event-stream;q=0"));
    EXPECT_FALSE(wants("GET", "*/*"));
    EXPECT_FALSE(wants("GET", "text/*"));
    EXPECT_FALSE(wants("HEAD", "text/event-stream"));
    EXPECT_FALSE(wants_event_stream({"GET", "/", 11, {}, {}}));
}

TEST(EventStreamTest, readsWhereAProgramStands)
{
    auto const at = stands("9f2c41d07a6be350.1042");
    ASSERT_TRUE(at);
    EXPECT_EQ(at->epoch, "9f2c41d07a6be350");
    EXPECT_EQ(at->since, 1042u);
    EXPECT_EQ(stands("a.9223372036854775808")->since, std::uint64_t{1} << 63);
    for (std::string_view const id :
         {"", ".", "a", "a.", ".1", "a.b", "a.-1", "a.1x", "a.1.2", "a.18446744073709551616"})
        EXPECT_FALSE(stands(id)) << id;
    EXPECT_FALSE(standpoint_of({"GET", "/", 11, {}, {}}));
}

TEST(EventStreamTest, spellsEventsAsTheStandardDoes)
{
    EXPECT_EQ(event_text({"network", 7, R"({"type":"network"})"}, "e"),
              "event: network\nid: e.7\ndata: {\"type\":\"network\"}\n\n");
    EXPECT_EQ(event_text({"welcome", 7, "{}"}, "e"), "event: welcome\ndata: {}\n\n");
    EXPECT_EQ(event_text({"bye", 0, "{}"}, "e"), "event: bye\ndata: {}\n\n");
    EXPECT_EQ(event_text({"beat", 7, "{}"}, "e"), ": beat\n\n");
    EXPECT_EQ(event_stream_opening(), "retry: 2000\n\n");
}

} // namespace
} // namespace playsync::web
