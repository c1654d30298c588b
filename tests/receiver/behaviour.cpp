// SPDX-License-Identifier: MIT
#include "tests/receiver/behaviour.hpp"

#include <boost/json.hpp>

#include <array>
#include <stdexcept>

namespace playsync::receiver {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 12> names{
    "ok",           "delay",       "status", "apply_status", "refuse", "reject_if",
    "reset_before", "reset_after", "hang",   "garbage",      "cut",    "drip"};

std::string text_of(json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value && value->is_string() ? std::string{value->get_string()} : std::string{};
}

std::int64_t number_of(json::object const& object, std::string_view key, std::int64_t otherwise)
{
    auto const* value = object.if_contains(key);
    return value && value->is_int64() ? value->get_int64() : otherwise;
}

Do what_of(std::string const& name)
{
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name)
            return static_cast<Do>(i);
    throw std::invalid_argument{"there is no behaviour '" + name + "'"};
}

Behaviour behaviour_of(json::object const& object)
{
    Behaviour behaviour;
    behaviour.what = what_of(text_of(object, "do"));
    behaviour.times = number_of(object, "times", 1);
    behaviour.ms = number_of(object, "ms", 0);
    behaviour.match = text_of(object, "match");
    behaviour.error = text_of(object, "error");
    behaviour.body = text_of(object, "body");
    // `status` is a number of HTTP, or the word an item gets.
    if (behaviour.what == Do::refuse) {
        if (auto word = text_of(object, "status"); !word.empty())
            behaviour.item_status = std::move(word);
    } else {
        behaviour.status = static_cast<unsigned>(number_of(object, "status", 200));
    }
    if (auto const* headers = object.if_contains("headers"); headers && headers->is_object())
        for (auto const& [name, value] : headers->get_object())
            if (value.is_string())
                behaviour.headers.emplace_back(name, value.get_string());
    return behaviour;
}

} // namespace

std::vector<Behaviour> parse_behaviours(std::string_view text)
{
    boost::system::error_code error;
    auto const value = json::parse(text, error);
    if (error || !value.is_array())
        throw std::invalid_argument{"not a list of behaviours"};
    std::vector<Behaviour> out;
    for (auto const& each : value.get_array()) {
        if (!each.is_object())
            throw std::invalid_argument{"a behaviour is an object"};
        out.push_back(behaviour_of(each.get_object()));
    }
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
