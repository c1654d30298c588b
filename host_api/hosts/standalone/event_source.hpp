// SPDX-License-Identifier: MIT
// Lines of a file or of standard input, until the end or until told to stop.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace playsync::standalone {

constexpr std::size_t longest_line = std::size_t{1} << 20;

class EventSource {
public:
    /// "-" is standard input. Throws std::runtime_error when the file cannot be opened.
    explicit EventSource(std::string const& name);
    ~EventSource();
    EventSource(EventSource const&) = delete;
    EventSource& operator=(EventSource const&) = delete;

    /// The next line without its end, valid until the next call; nothing at the end of the input
    /// or when `stop_fd` becomes readable. Of a line over longest_line only the beginning comes,
    /// with too_long() true. Throws std::runtime_error when reading fails.
    std::optional<std::string_view> next(int stop_fd);
    bool too_long() const noexcept { return too_long_; }
    /// "evening.jsonl:12"
    std::string place() const;

private:
    bool fill(int stop_fd);
    std::string_view take(std::size_t end, std::size_t next);

    std::string name_;
    int fd_;
    std::uint64_t line_ = 0;
    std::string buffer_;
    std::size_t begin_ = 0; // of what was not handed out, in buffer_
    bool ended_ = false;
    bool cut_ = false; // a part of the line in buffer_ was left out
    bool too_long_ = false;
};

} // namespace playsync::standalone
