// SPDX-License-Identifier: MIT
// The page's own files, out of the plugin's memory: no path of a request ever names a file.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "web/assets.hpp"
#include "web/request.hpp"

namespace playsync::web {

class Page {
public:
    explicit Page(std::span<PageAsset const> assets);

    /// Whether there is a file at `path`, which must match to the letter.
    bool has(std::string_view path) const noexcept { return files_.contains(path); }
    Response answer(std::string_view path, Request const& request) const;

private:
    struct File {
        PageAsset const* asset;
        std::string tag; // of its content
    };
    std::map<std::string, File, std::less<>> files_;
};

} // namespace playsync::web
