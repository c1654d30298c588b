// SPDX-License-Identifier: MIT
// The plugin's private directory: made, checked, and owned by one instance at a time.
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

namespace playsync {

/// Another instance, in this process or another, owns the directory.
class DirectoryBusy : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Owns a data directory from construction to destruction, by an flock on a file in it: two
/// copies of the plugin in one process exclude each other too, and so do two paths to one place.
class DataDir {
public:
    /// Makes the directory (0700) when it is missing. Throws DirectoryBusy, or
    /// std::runtime_error with what is wrong and where: not writable, on a network file system.
    explicit DataDir(std::filesystem::path path);
    ~DataDir();
    DataDir(DataDir const&) = delete;
    DataDir& operator=(DataDir const&) = delete;

    std::filesystem::path const& path() const noexcept { return path_; }

    /// Whether the last owner ended without saying so, under another boot of the machine: only
    /// then can what it wrote be lost or torn.
    bool power_was_lost() const noexcept { return power_was_lost_; }
    /// What a loss of power may have done was looked for, and mended: only from here on does an
    /// end without a word mean no more than that.
    void mark_checked();
    /// The last owner's end is on record from here on.
    void mark_clean() noexcept;

private:
    void lock();
    void note_start();

    std::filesystem::path path_;
    int lock_ = -1;
    bool power_was_lost_ = false;
};

/// Takes the rights of others away from a file in a directory of ours. Throws std::runtime_error
/// when it is a link, no plain file, or another user's; a missing one is no matter.
void keep_private(std::filesystem::path const& path);

/// Renames a file within its directory, on disk when it returns. Throws std::runtime_error.
void rename_for_good(std::filesystem::path const& from, std::filesystem::path const& to);

/// All of a file; nothing when it cannot be read.
std::optional<std::string> read_file(std::filesystem::path const& path);

/// Writes `text` to `path` whole or not at all, mode 0600: temporary file, fsync, rename.
void write_private_file(std::filesystem::path const& path, std::string const& text);

} // namespace playsync
