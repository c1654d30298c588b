// SPDX-License-Identifier: MIT
// What the receiver was sent: every change once, whatever is repeated.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "tests/receiver/batch.hpp"

namespace playsync::receiver {

enum class Keep : std::uint8_t { changes, ids };

class Store {
public:
    /// `file` empty: memory only. What it holds is known; a last line that was cut off is removed.
    /// Throws std::system_error, as every call that writes.
    Store(std::filesystem::path file, Keep keep);
    ~Store();
    Store(Store const&) = delete;
    Store& operator=(Store const&) = delete;

    /// False for a repeat.
    bool take(Received const& change);
    /// What was taken since the last call is written to the file.
    void flush();
    void clear();

    /// In order of arrival.
    std::vector<std::string const*> const& ids() const noexcept { return ids_; }
    /// JSON Lines.
    std::string changes() const;
    std::uint64_t repeats() const noexcept { return repeats_; }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept
        {
            return std::hash<std::string_view>{}(text);
        }
    };
    void open();
    bool know(std::string_view id);

    std::filesystem::path file_;
    int fd_ = -1;
    Keep keep_;
    std::unordered_set<std::string, Hash, std::equal_to<>> known_;
    std::vector<std::string const*> ids_; // into known_, whose elements stay where they are
    std::string lines_;                   // with a file: not yet written; without: all there is
    std::uint64_t repeats_ = 0;
};

} // namespace playsync::receiver
