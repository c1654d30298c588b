// SPDX-License-Identifier: MIT
// Lines of a file or of standard input, until the end or until told to stop.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace playsync::standalone {

class EventSource {
public:
    /// "-" is standard input. Throws std::runtime_error when the file cannot be opened.
    explicit EventSource(std::string const& name);
    ~EventSource();
    EventSource(EventSource const&) = delete;
    EventSource& operator=(EventSource const&) = delete;

    /// The next line without its end; nothing at the end of the input or when `stop_fd` becomes
    /// readable. A line of more than 1 MiB comes back cut, with too_long() true.
    std::optional<std::string> next(int stop_fd);
    bool too_long() const noexcept { return too_long_; }
    /// "evening.jsonl:12"
    std::string place() const;

private:
    bool fill(int stop_fd);

    std::string name_;
    int fd_;
    std::uint64_t line_ = 0;
    std::string buffer_;
    bool ended_ = false;
    bool too_long_ = false;
};

} // namespace playsync::standalone
