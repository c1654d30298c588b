// SPDX-License-Identifier: MIT
// The file with the administrator's token: made when missing, private, and ours.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace playsync::web {

class TokenFile {
public:
    explicit TokenFile(std::filesystem::path path) : path_(std::move(path)) {}

    /// The token when the file is new or was changed since the last call, else nothing. Makes the
    /// file when it is missing and takes away rights of others. Throws std::runtime_error when it
    /// is a link, belongs to another user or cannot be read.
    std::optional<std::string> changed();

private:
    struct Stamp {
        std::uint64_t inode = 0;
        std::int64_t modified_ns = 0;
        std::int64_t size = -1;

        bool operator==(Stamp const&) const = default;
    };

    std::optional<Stamp> stamp() const;

    std::filesystem::path path_;
    std::optional<Stamp> seen_;
};

} // namespace playsync::web
