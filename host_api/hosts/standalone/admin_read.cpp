// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/admin_read.hpp"

#include "host_api/hosts/standalone/admin_text.hpp"

namespace playsync::standalone {

json::value const* find(json::object const& object, std::string_view key)
{
    return object.if_contains({key.data(), key.size()});
}

json::object const& part(json::object const& object, std::string_view key)
{
    static json::object const nothing;
    auto const* value = find(object, key);
    return value && value->is_object() ? value->get_object() : nothing;
}

json::array const& list(json::object const& object, std::string_view key)
{
    static json::array const nothing;
    auto const* value = find(object, key);
    return value && value->is_array() ? value->get_array() : nothing;
}

std::string text(json::object const& object, std::string_view key)
{
    auto const* value = find(object, key);
    return value && value->is_string() ? harmless(std::string_view{value->get_string()}) : "";
}

std::int64_t number(json::object const& object, std::string_view key)
{
    auto const* value = find(object, key);
    return value && value->is_int64() ? value->get_int64() : 0;
}

bool flag(json::object const& object, std::string_view key, bool otherwise)
{
    auto const* value = find(object, key);
    return value && value->is_bool() ? value->get_bool() : otherwise;
}

std::string item_name(json::object const& change)
{
    auto const& item = part(change, "item");
    std::string out;
    for (auto const key : {"show", "artist", "album", "title"})
        if (auto const name = text(item, key); !name.empty())
            out += (out.empty() ? "" : " - ") + name;
    if (auto const* season = find(item, "season"); season && find(item, "episode"))
        out += " (S" + std::to_string(number(item, "season")) + "E" +
               std::to_string(number(item, "episode")) + ")";
    return out.empty() ? text(item, "host_key") : out;
}

} // namespace playsync::standalone
