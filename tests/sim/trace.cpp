// SPDX-License-Identifier: MIT
#include "tests/sim/trace.hpp"

#include <cstdio>

namespace playsync::sim {
namespace {

constexpr std::size_t lines_kept = 60;

} // namespace

void Trace::say(std::string line)
{
    line = now() + "  " + line;
    for (char const c : line)
        hash_ = (hash_ ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
    if (loud_)
        std::puts(line.c_str());
    lines_.push_back(std::move(line));
    if (lines_.size() > lines_kept)
        lines_.pop_front();
}

void Trace::reach(std::string_view what)
{
    auto const found = coverage_.find(what);
    if (found == coverage_.end())
        coverage_.emplace(what, 1);
    else
        ++found->second;
}

void Trace::violate(int invariant, std::string const& what)
{
    if (violation_)
        return;
    say("INVARIANT " + std::to_string(invariant) + ": " + what);
    violation_.emplace(invariant, what);
}

} // namespace playsync::sim
