// SPDX-License-Identifier: MIT
#include "tests/sim/oracle.hpp"

#include <algorithm>

namespace playsync::sim {

void Oracle::took(Told told)
{
    fresh_.push_back(told.at);
    told.order = told_.size();
    told_.emplace(told.at, std::move(told));
}

void Oracle::acknowledge()
{
    for (auto const at : fresh_)
        told_.at(at).kept = true;
    fresh_.clear();
}

Told const* Oracle::find(UnixMs at) const
{
    auto const found = told_.find(at);
    return found == told_.end() ? nullptr : &found->second;
}

bool Oracle::was_taken_back(Told const& watched) const
{
    return std::any_of(told_.lower_bound(watched.at), told_.end(), [&](auto const& each) {
        auto const& later = each.second;
        return later.word == Word::unwatched && later.user == watched.user &&
               later.title == watched.title;
    });
}

} // namespace playsync::sim
