// SPDX-License-Identifier: MIT
#include "tests/sim/oracle.hpp"

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

} // namespace playsync::sim
