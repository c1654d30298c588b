// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/event_stream.hpp"

#include <gtest/gtest.h>

namespace playsync::standalone {
namespace {

constexpr std::string_view told = "retry: 2000\n\n"
                                  "event: welcome\ndata: {\"a\":1}\n\n"
                                  ": beat\n\n"
                                  "event: network\nid: e.7\ndata: {\"b\":2}\n\n"
                                  "data:one\ndata: two\n\n";

std::string all(EventStream& stream)
{
    std::string out;
    while (auto const event = stream.next())
        out += event->type + "=" + event->data + ";";
    return out;
}

TEST(EventStreamTest, readsEventsHoweverTheyAreCut)
{
    for (std::size_t cut = 0; cut <= told.size(); ++cut) {
        EventStream stream;
        stream.add(told.substr(0, cut));
        auto out = all(stream);
        stream.add(told.substr(cut));
        out += all(stream);
        ASSERT_EQ(out, "welcome={\"a\":1};network={\"b\":2};message=one\ntwo;") << cut;
        ASSERT_EQ(stream.last_id(), "e.7");
    }
}

TEST(EventStreamTest, anotherLinkDoesNotEndWhatTheLastOneBegan)
{
    EventStream stream;
    stream.add("event: network\nid: e.7\ndata: {}\n\nevent: netw");
    EXPECT_EQ(all(stream), "network={};");
    stream.begin();
    stream.add("event: store\ndata: {}\n\n");
    EXPECT_EQ(all(stream), "store={};");
    EXPECT_EQ(stream.last_id(), "e.7");
}

} // namespace
} // namespace playsync::standalone
