// SPDX-License-Identifier: MIT
// Whose ListenBrainz API an address is, and where people put theirs. Pure.
#include "plugin/targets/listenbrainz.hpp"

#include <array>

namespace playsync::listenbrainz {
namespace {

constexpr std::string_view site = "listenbrainz.org";
constexpr std::string_view maloja = "/apis/listenbrainz"; // Koito's too

std::string_view bare_path(http::Url const& url) noexcept
{
    std::string_view path{url.path};
    path = path.substr(0, path.find('?'));
    while (path.ends_with('/'))
        path.remove_suffix(1);
    return path;
}

bool is_official(std::string_view host)
{
    return host == site || host.ends_with("." + std::string{site});
}

/// Without what we append, which other clients want in the address.
std::string_view without_ours(std::string_view path) noexcept
{
    constexpr std::array<std::string_view, 3> ours{"/submit-listens", "/validate-token", "/1"};
    for (auto const end : ours)
        if (path.ends_with(end))
            path.remove_suffix(end.size());
    return path;
}

http::Url meant(http::Url url)
{
    if (url.origin.host == site || url.origin.host == "www." + std::string{site})
        return {{true, "api." + std::string{site}, 443}, "/"};
    std::string path{without_ours(bare_path(url))};
    for (std::string_view const other : {"/apis/mlj_1", "/apis/lbrnz"})
        if (auto const at = path.find(other); at != std::string::npos)
            path.replace(at, std::string::npos, maloja);
    if (path.ends_with("/apis"))
        path.replace(path.rfind('/'), std::string::npos, maloja);
    url.path = path.empty() ? "/" : path;
    return url;
}

} // namespace

Dialect dialect_of(http::Url const& url)
{
    auto const path = bare_path(url);
    Dialect dialect;
    dialect.official = is_official(url.origin.host);
    dialect.seconds_too = path.ends_with(maloja);
    dialect.one_by_one =
        dialect.seconds_too || path.find("/api/listenbrainz") != std::string_view::npos;
    return dialect;
}

std::string advice_on(http::Url const& url)
{
    auto better = meant(url);
    auto const path = bare_path(url);
    if (better.origin != url.origin || bare_path(better) != path)
        return "; is its url meant to be \"" + better.text() + "\"?";
    if (!path.empty() || is_official(url.origin.host))
        return {};
    better.path = maloja;
    return "; of Maloja and Koito the url is \"" + better.text() + '"';
}

} // namespace playsync::listenbrainz
