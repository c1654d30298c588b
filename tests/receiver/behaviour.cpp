// SPDX-License-Identifier: MIT
#include "tests/receiver/behaviour.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace playsync::receiver {
namespace {

namespace json = boost::json;

struct Kind {
    std::string_view name;
    std::array<std::string_view, 4> members{}; // besides "do" and "times"
};

constexpr std::array<Kind, 12> kinds{{
    {"ok"},
    {"delay", {"ms"}},
    {"status", {"status", "headers", "body"}},
    {"apply_status", {"status", "headers", "body"}},
    {"refuse", {"match", "status", "error"}},
    {"reject_if", {"match", "status", "headers", "body"}},
    {"reset_before"},
    {"reset_after"},
    {"hang"},
    {"garbage"},
    {"cut"},
    {"drip", {"ms"}},
}};

constexpr std::int64_t longest_ms = 3'600'000;
constexpr std::int64_t most_times = 1'000'000'000;

[[noreturn]] void refuse(std::string const& what)
{
    throw std::invalid_argument{what};
}

std::string quoted(std::string_view name)
{
    return std::string{'\''}.append(name).append("'");
}

std::string text_of(json::value const& value, std::string_view key)
{
    if (!value.is_string())
        refuse(quoted(key) + " is a text");
    return {value.get_string().data(), value.get_string().size()};
}

std::int64_t number_of(json::value const& value, std::string_view key, std::int64_t least,
                       std::int64_t most)
{
    if (!value.is_int64() || value.get_int64() < least || value.get_int64() > most)
        refuse(quoted(key) + " is a number from " + std::to_string(least) + " to " +
               std::to_string(most));
    return value.get_int64();
}

Do what_of(json::object const& object)
{
    auto const* value = object.if_contains("do");
    auto const name = value ? text_of(*value, "do") : std::string{};
    auto const* const found = std::ranges::find(kinds, name, &Kind::name);
    if (found == kinds.end())
        refuse("there is no behaviour " + quoted(name));
    return static_cast<Do>(found - kinds.begin());
}

Kind const& kind_of(Do what)
{
    return kinds[static_cast<std::size_t>(what)];
}

bool has_use_for(Do what, std::string_view key)
{
    return !key.empty() && std::ranges::count(kind_of(what).members, key) > 0;
}

void read_headers(json::value const& value, Behaviour& behaviour)
{
    if (!value.is_object())
        refuse("'headers' is an object");
    for (auto const& [name, text] : value.get_object())
        behaviour.headers.emplace_back(name, text_of(text, name));
}

/// `status` is a number of HTTP, or the word an item gets.
void read_status(json::value const& value, Behaviour& behaviour)
{
    if (behaviour.what != Do::refuse) {
        behaviour.status = static_cast<unsigned>(number_of(value, "status", 200, 599));
        return;
    }
    behaviour.item_status = text_of(value, "status");
    if (behaviour.item_status != "rejected" && behaviour.item_status != "retry")
        refuse("'status' of an item is rejected or retry");
}

void read_member(std::string_view key, json::value const& value, Behaviour& behaviour)
{
    if (key == "do")
        return;
    if (key == "times")
        behaviour.times = number_of(value, key, 0, most_times);
    else if (!has_use_for(behaviour.what, key))
        refuse(quoted(kind_of(behaviour.what).name) + " has no use for " + quoted(key));
    else if (key == "ms")
        behaviour.ms = number_of(value, key, 0, longest_ms);
    else if (key == "status")
        read_status(value, behaviour);
    else if (key == "headers")
        read_headers(value, behaviour);
    else
        (key == "body"    ? behaviour.body
         : key == "match" ? behaviour.match
                          : behaviour.error) = text_of(value, key);
}

Behaviour behaviour_of(json::value const& value)
{
    if (!value.is_object())
        refuse("a behaviour is an object");
    auto const& object = value.get_object();
    Behaviour behaviour;
    behaviour.what = what_of(object);
    for (auto const& [key, each] : object)
        read_member(key, each, behaviour);
    for (char const* const needed : {"status", {"match"}})
        if (has_use_for(behaviour.what, needed) && !object.contains(needed) &&
            !(behaviour.what == Do::refuse && std::string_view{needed} == "status"))
            refuse(quoted(needed) + " is missing");
    return behaviour;
}

} // namespace

std::vector<Behaviour> parse_behaviours(std::string_view text)
{
    boost::system::error_code error;
    auto const value = json::parse(text, error);
    if (error || !value.is_array())
        refuse("not a list of behaviours");
    std::vector<Behaviour> out;
    for (auto const& each : value.get_array())
        out.push_back(behaviour_of(each));
    return out;
}

void Script::append(std::vector<Behaviour> behaviours)
{
    for (auto& each : behaviours)
        waiting_.push_back(std::move(each));
}

Behaviour Script::next()
{
    if (waiting_.empty())
        return {};
    auto const behaviour = waiting_.front();
    if (behaviour.times == 1)
        waiting_.pop_front();
    else if (behaviour.times > 1)
        --waiting_.front().times;
    return behaviour;
}

} // namespace playsync::receiver
