// SPDX-License-Identifier: MIT
#include "host_api/hosts/mpv/properties.hpp"

#include <cmath>
#include <memory>

namespace playsync::mpv {
namespace {

/// A node of mpv's, given back to it.
class Node {
public:
    Node() = default;
    ~Node() { mpv_free_node_contents(&node_); }
    Node(Node const&) = delete;
    Node& operator=(Node const&) = delete;

    mpv_node* out() noexcept { return &node_; }
    mpv_node const& get() const noexcept { return node_; }

private:
    mpv_node node_{};
};

mpv_node const* member(mpv_node const& map, std::string_view name) noexcept
{
    if (map.format != MPV_FORMAT_NODE_MAP)
        return nullptr;
    for (int i = 0; i < map.u.list->num; ++i)
        if (map.u.list->keys[i] == name)
            return &map.u.list->values[i];
    return nullptr;
}

std::string_view text_of(mpv_node const* node) noexcept
{
    return node && node->format == MPV_FORMAT_STRING ? std::string_view{node->u.string}
                                                     : std::string_view{};
}

bool is_set(mpv_node const* node) noexcept
{
    return node && node->format == MPV_FORMAT_FLAG && node->u.flag != 0;
}

} // namespace

std::string text_property(mpv_handle* mpv, char const* name)
{
    std::unique_ptr<char, void (*)(char*)> const text{mpv_get_property_string(mpv, name),
                                                      [](char* each) { mpv_free(each); }};
    return text ? text.get() : std::string{};
}

std::optional<double> number_property(mpv_handle* mpv, char const* name)
{
    double value = 0;
    return mpv_get_property(mpv, name, MPV_FORMAT_DOUBLE, &value) >= 0 ? std::optional{value}
                                                                       : std::nullopt;
}

bool flag_property(mpv_handle* mpv, char const* name, bool otherwise)
{
    int value = 0;
    return mpv_get_property(mpv, name, MPV_FORMAT_FLAG, &value) >= 0 ? value != 0 : otherwise;
}

media::Tags map_property(mpv_handle* mpv, char const* name)
{
    Node node;
    media::Tags tags;
    if (mpv_get_property(mpv, name, MPV_FORMAT_NODE, node.out()) < 0 ||
        node.get().format != MPV_FORMAT_NODE_MAP)
        return tags;
    auto const& list = *node.get().u.list;
    for (int i = 0; i < list.num; ++i)
        if (auto const text = text_of(&list.values[i]); !text.empty())
            tags.emplace_back(list.keys[i], text);
    return tags;
}

Tracks tracks_of(mpv_handle* mpv)
{
    Node node;
    Tracks tracks;
    if (mpv_get_property(mpv, "track-list", MPV_FORMAT_NODE, node.out()) < 0 ||
        node.get().format != MPV_FORMAT_NODE_ARRAY)
        return tracks;
    auto const& list = *node.get().u.list;
    for (int i = 0; i < list.num; ++i) {
        auto const& track = list.values[i];
        auto const type = text_of(member(track, "type"));
        bool const still = is_set(member(track, "albumart")) || is_set(member(track, "image"));
        tracks.video = tracks.video || (type == "video" && !still);
        tracks.audio = tracks.audio || type == "audio";
    }
    return tracks;
}

Position milliseconds_of(std::optional<double> seconds) noexcept
{
    constexpr double longest = 1e12; // beyond, a file's clock is broken
    if (!seconds || !(std::abs(*seconds) < longest))
        return std::nullopt;
    return std::llround(*seconds * 1000);
}

std::string expanded_path(mpv_handle* mpv, std::string_view path)
{
    std::string const text{path};
    char const* command[] = {"expand-path", text.c_str(), nullptr};
    Node node;
    if (mpv_command_ret(mpv, command, node.out()) < 0)
        return {};
    return std::string{text_of(&node.get())};
}

} // namespace playsync::mpv
