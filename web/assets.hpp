// SPDX-License-Identifier: MIT
// The admin page as it was built, inside the module: no file is read to serve it.
#pragma once

#include <span>
#include <string_view>

namespace playsync::web {

struct PageAsset {
    std::string_view path;         // as requested: "/" for the document, else "/assets/…"
    std::string_view content_type; // with its charset, where it is text
    std::string_view plain;
    std::string_view gzip; // the same bytes, gzip -9
    bool immutable;        // the name holds a hash of the content: cache it for ever
};

/// Lives as long as the module. [any-thread]
std::span<PageAsset const> page_assets() noexcept;

} // namespace playsync::web
