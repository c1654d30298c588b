// SPDX-License-Identifier: MIT
// Watches and playbacks to bytes and back. The bytes are FORMAT.md's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/codec.hpp"
#include "storage/watch.hpp"
#include "storage/watch_history.hpp"

namespace playsync {

/// `{"user":…,"item":{…},"host":…}`: the text of a watch.
void append_watch_text(std::string& out, ItemText const& text, std::string_view host);

constexpr std::size_t watch_head_size = 32;

/// Appends the record of `watch` that stands under `key`.
void append_watch(std::string& out, std::string_view key, Watch const& watch);

/// The part of a record that needs no JSON, and where its text begins.
struct WatchHead {
    UnixMs begun = 0;
    UnixMs ended = 0;
    std::int64_t duration_ms = 0;
    WatchedBy how = WatchedBy::position;
    bool taken_back = false;
    std::uint8_t targets = 0;
};
/// Nothing when the record is damaged or of a later form.
std::optional<WatchHead> decode_watch_head(std::string_view key, std::string_view record) noexcept;
/// `record` with another head; its text stays.
std::string with_head(std::string_view key, std::string_view record, WatchHead const& head);
std::optional<WatchEntry> decode_watch(std::string_view key, std::string_view record);
/// Whose watch a whole record is; empty when its text is none of ours.
std::string user_of_watch(std::string_view record);

std::string encode_playback(Playback const& playback);
/// `key`: the item.
std::optional<Playback> decode_playback(std::string_view key, std::string_view record) noexcept;

} // namespace playsync
