// SPDX-License-Identifier: MIT
// Films, episodes and answers for the tests of Trakt's texts.
#pragma once

#include "plugin/targets/trakt_codec.hpp"
#include "tests/support/sync.hpp"
#include "tests/unit/plugin/answers.hpp"

namespace playsync::trakt_fixture {

constexpr UnixMs now = 1'785'615'300'000; // 2026-08-01T20:15:00Z
constexpr UnixMs hour = 3600'000;

using test::response;
using Ids = std::vector<std::pair<std::string, std::string>>;

inline Change movie(unsigned n, std::string title = "Heat", Ids ids = {{"imdb", "tt0113277"}})
{
    Change out;
    out.id = test::id(n);
    out.verb = Verb::watched;
    out.item.kind = ItemKind::movie;
    out.item.title = std::move(title);
    out.item.year = 1995;
    out.item.ids = std::move(ids);
    out.duration_ms = 10'200'000;
    out.occurred_at = now - hour + n * 60'000;
    return out;
}

inline Change episode(unsigned n, int number, Ids ids)
{
    auto out = movie(n, "Ozymandias", std::move(ids));
    out.item.kind = ItemKind::episode;
    out.item.show = "Breaking Bad";
    out.item.year = 2008;
    out.item.season = 5;
    out.item.episode = number;
    return out;
}

} // namespace playsync::trakt_fixture
