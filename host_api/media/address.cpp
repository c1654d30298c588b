// SPDX-License-Identifier: MIT
#include "host_api/media/address.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "host_api/media/text.hpp"

namespace playsync::media {
namespace {

// clang-format off
constexpr std::array<std::string_view, 20> audio_extensions{
    "aac", "ac3", "aif", "aiff", "alac", "ape", "dsf", "dts", "flac", "m4a", "mka", "mp2", "mp3",
    "mpc", "oga", "ogg", "opus", "wav", "wma", "wv"};
constexpr std::array<std::string_view, 32> other_extensions{
    "3gp", "asf", "avi", "divx", "dvr-ms", "f4v", "flv", "ifo", "img", "iso", "m2ts", "m2v", "m4b",
    "m4v", "mk3d", "mkv", "mov", "mp4", "mpeg", "mpg", "mts", "mxf", "ogm", "ogv", "rm", "rmvb",
    "strm", "ts", "vob", "webm", "wmv", "wtv"};
/// Parts of the names of parameters that carry secrets or change each time.
constexpr std::array<std::string_view, 13> volatile_parameters{
    "token", "apikey", "accesskey", "authkey", "passw", "secret", "signature", "session", "expire",
    "credential", "xplex", "xamz", "xgoog"};
constexpr std::array<std::string_view, 6> placeless_schemes{
    "fd", "fdclose", "memory", "hex", "appending", "null"};
// clang-format on

std::string_view scheme_of(std::string_view address) noexcept
{
    auto const end = address.find("://");
    // One letter would be a drive.
    if (end == std::string_view::npos || end < 2)
        return {};
    auto const is_scheme = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '+' || c == '-' || c == '.' || c == '_';
    };
    return std::ranges::all_of(address.substr(0, end), is_scheme) ? address.substr(0, end)
                                                                  : std::string_view{};
}

bool is_volatile(std::string_view parameter)
{
    auto const name = folded(parameter.substr(0, parameter.find('=')));
    return name == "auth" || name == "sig" ||
           std::ranges::any_of(volatile_parameters, [&](std::string_view part) {
               return name.find(part) != std::string::npos;
           });
}

/// "name=…"
bool begins_with_parameter(std::string_view text)
{
    auto const name = text.substr(0, std::min(text.size(), text.find('=')));
    return !name.empty() && name.size() < text.size() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    });
}

/// "?a=1&b=2" without the volatile ones.
std::string stable_query(std::string_view query)
{
    std::string kept;
    while (!query.empty()) {
        query.remove_prefix(1);
        auto const parameter = query.substr(0, query.find('&'));
        query.remove_prefix(parameter.size());
        if (!is_volatile(parameter))
            kept.append(kept.empty() ? "?" : "&").append(parameter);
    }
    return kept;
}

} // namespace

bool is_url(std::string_view address) noexcept
{
    return !scheme_of(address).empty();
}

std::string absolute_address(std::string_view working_directory, std::string_view path)
{
    constexpr std::string_view file_scheme = "file://";
    if (path.empty() || path == "-")
        return {};
    std::string local{path};
    if (lower(path.substr(0, file_scheme.size())) == file_scheme)
        local = percent_decoded(path.substr(file_scheme.size()));
    else if (is_url(path))
        return local;
    if (!local.starts_with('/') && !working_directory.empty())
        local = std::string{working_directory} + '/' + local;
    return std::filesystem::path{local}.lexically_normal().string();
}

std::string host_key(std::string_view address)
{
    address = address.substr(0, longest_path);
    auto const scheme = scheme_of(address);
    if (scheme.empty())
        return as_utf8_key(address);
    if (std::ranges::find(placeless_schemes, lower(scheme)) != placeless_schemes.end())
        return {};
    address = address.substr(0, address.find('#'));
    auto rest = address.substr(scheme.size() + 3);
    auto const query = rest.substr(std::min(rest.size(), rest.find('?')));
    rest.remove_suffix(query.size());
    auto server = rest.substr(0, rest.find('/'));
    rest.remove_prefix(server.size());
    server = server.substr(server.rfind('@') + 1); // npos + 1 is the start
    auto const stable = lower(scheme) + "://" + std::string{server} + std::string{rest};
    return as_utf8_key(stable + stable_query(query));
}

std::string url_path(std::string_view url)
{
    url = url.substr(0, url.find_first_of("?#"));
    auto path = percent_decoded(url);
    // Of a URL inside another it is the inner one's.
    auto const server = path.rfind("://");
    if (server != std::string::npos)
        path.erase(0, std::min(path.size(), path.find('/', server + 3)));
    // "a.mkv%3Ftoken=x", "a.m3u8|Header=x"
    for (auto at = path.find_first_of("?;|"); at != std::string::npos;
         at = path.find_first_of("?;|", at + 1))
        if (begins_with_parameter(std::string_view{path}.substr(at + 1)))
            path.resize(at);
    return path;
}

std::string stream_title(std::string_view address, std::string_view shown_title)
{
    bool const is_end = shown_title.empty() || address.ends_with(shown_title) ||
                        percent_decoded(address).ends_with(shown_title);
    return is_end ? std::string{} : std::string{shown_title};
}

PathParts split_path(std::string_view path)
{
    PathParts parts;
    while (!path.empty()) {
        auto const part = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(path.size(), part.size() + 1));
        if (!part.empty() && part != "." && part != "..")
            parts.folders.push_back(part);
    }
    if (parts.folders.empty())
        return parts;
    parts.name = parts.stem = parts.folders.back();
    parts.folders.pop_back();
    auto const dot = parts.name.rfind('.');
    if (dot == std::string_view::npos || dot == 0)
        return parts;
    auto const extension = parts.name.substr(dot + 1);
    auto const known = std::ranges::find(other_extensions, lower(extension));
    if (known != other_extensions.end() || is_audio_extension(extension)) {
        parts.stem = parts.name.substr(0, dot);
        parts.extension = extension;
    }
    return parts;
}

bool is_audio_extension(std::string_view extension)
{
    return std::ranges::find(audio_extensions, lower(extension)) != audio_extensions.end();
}

} // namespace playsync::media
