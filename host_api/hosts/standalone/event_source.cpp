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

constexpr std::size_t chunk_size = 64 * 1024;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

} // namespace

EventSource::EventSource(std::string const& name)
    : name_(name == "-" ? "standard input" : name),
      fd_(name == "-" ? STDIN_FILENO : open(name.c_str(), O_RDONLY | O_CLOEXEC))
{
    if (fd_ < 0)
        throw std::runtime_error{name_ + " cannot be read: " + std::strerror(errno)};
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

std::optional<std::string_view> EventSource::next(int stop_fd)
{
    std::size_t searched = begin_;
    for (;;) {
        if (auto const end = buffer_.find('\n', searched); end != std::string::npos)
            return take(end, end + 1);
        // What is left of an endless line is not kept while its end is looked for.
        if (buffer_.size() - begin_ > longest_line) {
            buffer_.resize(begin_ + longest_line);
            cut_ = true;
        }
        buffer_.erase(0, std::exchange(begin_, 0));
        searched = buffer_.size();
        if (!ended_ && fill(stop_fd))
            continue;
        if (!ended_ || buffer_.empty())
            return std::nullopt;
        return take(buffer_.size(), buffer_.size());
    }
}

std::string_view EventSource::take(std::size_t end, std::size_t next)
{
    auto line = std::string_view{buffer_}.substr(begin_, end - begin_);
    begin_ = next;
    too_long_ = std::exchange(cut_, false) || line.size() > longest_line;
    if (++line_ == 1 && line.starts_with(byte_order_mark))
        line.remove_prefix(byte_order_mark.size());
    return line;
}

/// False at the end, or when told to stop.
bool EventSource::fill(int stop_fd)
{
    std::array<pollfd, 2> sources{{{fd_, POLLIN, 0}, {stop_fd, POLLIN, 0}}};
    while (poll(sources.data(), sources.size(), -1) < 0)
        if (errno != EINTR)
            throw std::runtime_error{name_ + " cannot be read: " + std::strerror(errno)};
    if (sources[1].revents != 0)
        return false;
    auto const size = buffer_.size();
    buffer_.resize(size + chunk_size);
    auto const got = read(fd_, buffer_.data() + size, chunk_size);
    buffer_.resize(size + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got < 0 && errno != EAGAIN && errno != EINTR)
        throw std::runtime_error{name_ + " cannot be read: " + std::strerror(errno)};
    ended_ = got == 0;
    return !ended_;
}

} // namespace playsync::standalone
