// SPDX-License-Identifier: MIT
// A few small files in one, as every system opens it. Pure.
#pragma once

#include <span>
#include <string>

#include "storage/change.hpp"

namespace playsync::web {

struct ZipFile {
    std::string name; // with its folder, by '/'
    std::string content;
};

/// A ZIP archive (PKWARE's APPNOTE 6.3), stored without compression; together below 4 GiB. `at`
/// becomes each file's time, in UTC.
std::string zip_of(std::span<ZipFile const> files, UnixMs at);

} // namespace playsync::web
