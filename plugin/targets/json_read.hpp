// SPDX-License-Identifier: MIT
// A service's JSON read without trust: what is missing or of another type is empty.
#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace playsync {

inline std::optional<boost::json::value> parse_json(std::string_view text)
{
    boost::system::error_code error;
    auto value = boost::json::parse(text, error);
    return error ? std::nullopt : std::optional{std::move(value)};
}

/// Empty when `text` is no object.
inline boost::json::object object_in(std::string_view text)
{
    auto value = parse_json(text);
    return value && value->is_object() ? std::move(value->get_object()) : boost::json::object{};
}

inline boost::json::object const* object_at(boost::json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value ? value->if_object() : nullptr;
}

inline boost::json::array const* array_at(boost::json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value ? value->if_array() : nullptr;
}

inline std::string text_at(boost::json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value && value->is_string() ? std::string{value->get_string()} : std::string{};
}

inline std::int64_t number_at(boost::json::object const& object, std::string_view key,
                              std::int64_t otherwise = 0)
{
    auto const* value = object.if_contains(key);
    return value && value->is_int64() ? value->get_int64() : otherwise;
}

inline int small_at(boost::json::object const& object, std::string_view key, int otherwise)
{
    auto const number = number_at(object, key, otherwise);
    return number >= 0 && number < 100'000 ? static_cast<int>(number) : otherwise;
}

inline std::optional<bool> flag_at(boost::json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value && value->is_bool() ? std::optional{value->get_bool()} : std::nullopt;
}

} // namespace playsync
