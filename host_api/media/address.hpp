// SPDX-License-Identifier: MIT
// Where a media file is: a path or a URL, its parts, and the stable key made of it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace playsync::media {

/// Longer paths are not read; no file system has them.
inline constexpr std::size_t longest_path = 4096;

bool is_url(std::string_view address) noexcept;

/// The absolute path of `path` as seen from `working_directory`, without "." and ".."; a URL as it
/// is, except that file:// becomes a path.
std::string absolute_address(std::string_view working_directory, std::string_view path);

/// Names the media for as long as it stays where it is, without what a URL keeps secret: its user,
/// password, fragment, and parameters such as tokens and signatures. Of the parameters that are
/// left, which may tell media apart, the plugin keeps a hash. Empty for what has no place of its
/// own: standard input, file descriptors, memory.
std::string host_key(std::string_view address);

/// The path of a URL, decoded, without parameters of any kind.
std::string url_path(std::string_view url);

/// A stream's own title; empty when the player knows none: then it shows the end of the URL,
/// decoded, secrets and all, and the name in the URL tells more.
std::string stream_title(std::string_view address, std::string_view shown_title);

/// The folder and name a path ends with; views into what was given.
struct PathParts {
    std::vector<std::string_view> folders; // outermost first
    std::string_view name;
    std::string_view stem;      // the name without its extension
    std::string_view extension; // a known one, as written, without the dot
};
PathParts split_path(std::string_view path);

bool is_audio_extension(std::string_view extension);

} // namespace playsync::media
