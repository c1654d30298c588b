// SPDX-License-Identifier: MIT
// What the receiver was sent: every change once, whatever is repeated.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace playsync::receiver {

struct Received {
    std::string_view id;
    std::string_view json; // the change as it was sent
};

/// The changes of a batch, as views into `body`; nothing when it is not one. It is read without
/// building a document: the receiver is the other end of benchmarks.
std::optional<std::vector<Received>> changes_of(std::string_view body);

class Store {
public:
    /// `file` empty: memory only. What it holds counts as known.
    explicit Store(std::filesystem::path file);

    /// False for a repeat.
    bool take(Received const& change);
    /// What was taken since the last call is in the file.
    void flush();
    void clear();

    std::vector<std::string> const& ids() const noexcept { return ids_; }
    std::string const& changes() const noexcept { return changes_; }
    std::uint64_t repeats() const noexcept { return repeats_; }

private:
    std::filesystem::path file_;
    std::ofstream out_;
    std::unordered_set<std::string> known_;
    std::vector<std::string> ids_;
    std::string changes_; // JSON Lines
    std::uint64_t repeats_ = 0;
};

/// Whether one of the signatures in `header` is right (Standard Webhooks 1.0.0), and the message
/// is not older or newer than five minutes.
bool is_signed(std::string_view secret, std::string_view id, std::string_view timestamp,
               std::string_view header, std::string_view body, std::int64_t now_s);

} // namespace playsync::receiver
