// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/event_source.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace playsync::standalone {
namespace {

constexpr std::size_t longest_line = std::size_t{1} << 20;

} // namespace

EventSource::EventSource(std::string const& name)
    : name_(name == "-" ? "standard input" : name),
      fd_(name == "-" ? STDIN_FILENO : open(name.c_str(), O_RDONLY | O_CLOEXEC))
{
    if (fd_ < 0)
        throw std::runtime_error{name_ + ": cannot be read: " + std::strerror(errno)};
}

EventSource::~EventSource()
{
    if (fd_ != STDIN_FILENO)
        close(fd_);
}

std::string EventSource::place() const
{
    return name_ + ":" + std::to_string(line_);
}

std::optional<std::string> EventSource::next(int stop_fd)
{
    too_long_ = false;
    std::size_t searched = 0;
    for (;;) {
        auto const end = buffer_.find('\n', searched);
        if (end != std::string::npos) {
            auto line = buffer_.substr(0, end);
            buffer_.erase(0, end + 1);
            ++line_;
            too_long_ = line.size() > longest_line;
            return line;
        }
        // What is left of an endless line is not kept while its end is looked for.
        if (buffer_.size() > longest_line + 1)
            buffer_.resize(longest_line + 1);
        searched = buffer_.size();
        if (!ended_ && fill(stop_fd))
            continue;
        if (!ended_ || buffer_.empty())
            return std::nullopt;
        ++line_;
        too_long_ = buffer_.size() > longest_line;
        return std::exchange(buffer_, {});
    }
}

/// False at the end, or when told to stop.
bool EventSource::fill(int stop_fd)
{
    std::array<pollfd, 2> sources{{{fd_, POLLIN, 0}, {stop_fd, POLLIN, 0}}};
    while (poll(sources.data(), sources.size(), -1) < 0)
        if (errno != EINTR)
            return false;
    if (sources[1].revents != 0)
        return false;
    std::array<char, 64 * 1024> chunk;
    auto const size = read(fd_, chunk.data(), chunk.size());
    if (size > 0) {
        buffer_.append(chunk.data(), static_cast<std::size_t>(size));
        return true;
    }
    ended_ = size == 0;
    return false;
}

} // namespace playsync::standalone
