// SPDX-License-Identifier: MIT
// A feed whose time is told, and what a page of it hears.
#pragma once

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/support/fake_control.hpp"
#include "web/feed.hpp"

namespace playsync::test {

class FeedTest : public testing::Test {
protected:
    std::vector<boost::json::object> drain(web::Feed::Client& client)
    {
        std::vector<boost::json::object> all;
        while (auto const frame = client.outbox().next(now))
            all.push_back(boost::json::parse(frame->json).as_object());
        return all;
    }

    web::Standpoint at(std::uint64_t since) const { return {feed.epoch(), since}; }

    web::SteadyMs now = 1'000'000;
    web::Feed feed{[this] { return now; }};
    int rings = 0;
    std::function<void()> ring = [this] { ++rings; };
    web::ChangeView const change = change_view(Ulid{});
};

} // namespace playsync::test
