// SPDX-License-Identifier: MIT
// What one run did, as a story; what all runs together reached; and the first thing that was wrong.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace playsync::sim {

/// An invariant of the engine does not hold.
class Violation : public std::runtime_error {
public:
    Violation(int number, std::string const& what) : std::runtime_error{what}, invariant(number) {}
    int invariant;
};

/// How often each rare thing happened, over all runs of a process.
using Coverage = std::map<std::string, std::uint64_t, std::less<>>;

class Trace {
public:
    Trace(Coverage& coverage, bool loud) : coverage_(coverage), loud_(loud) {}

    void say(std::string line);
    void reach(std::string_view what);
    /// Remembers the first one. What runs inside the engine cannot throw to the world, so the
    /// world asks by check().
    void violate(int invariant, std::string const& what);
    void require(bool holds, int invariant, std::string const& what)
    {
        if (!holds)
            violate(invariant, what);
    }
    void check() const
    {
        if (violation_)
            throw Violation{*violation_};
    }

    std::function<std::string()> now = [] { return std::string{}; }; // put before each line
    std::uint64_t hash() const noexcept { return hash_; }
    std::deque<std::string> const& last_lines() const noexcept { return lines_; }

private:
    Coverage& coverage_;
    bool loud_;
    std::uint64_t hash_ = 0xcbf29ce484222325;
    std::deque<std::string> lines_;
    std::optional<Violation> violation_;
};

} // namespace playsync::sim
