// SPDX-License-Identifier: MIT
// What mpv can be asked, as values of ours. Thread: any one that owns the handle.
#pragma once

#include <mpv/client.h>

#include <optional>
#include <string>
#include <string_view>

#include "host_api/hosts/mpv/player.hpp"
#include "host_api/media/tags.hpp"

namespace playsync::mpv {

/// Empty when mpv does not have it now.
std::string text_property(mpv_handle* mpv, char const* name);
std::optional<double> number_property(mpv_handle* mpv, char const* name);
bool flag_property(mpv_handle* mpv, char const* name, bool otherwise);

/// Keys and their texts, of properties such as "metadata" and "options/script-opts".
media::Tags map_property(mpv_handle* mpv, char const* name);

/// What there is to see and hear, selected or not.
struct Tracks {
    bool video = false; // moving pictures; covers and photographs are none
    bool audio = false;
};
Tracks tracks_of(mpv_handle* mpv);

/// mpv's seconds; nothing for what is no number of milliseconds.
Position milliseconds_of(std::optional<double> seconds) noexcept;

/// "~~home/" and the like resolved; empty when mpv does not know it.
std::string expanded_path(mpv_handle* mpv, std::string_view path);

} // namespace playsync::mpv
