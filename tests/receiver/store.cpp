// SPDX-License-Identifier: MIT
#include "tests/receiver/store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/json.hpp>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace playsync::receiver {
namespace {

[[noreturn]] void fail(std::filesystem::path const& file)
{
    throw std::system_error{errno, std::generic_category(), file.string()};
}

std::string contents(std::filesystem::path const& file)
{
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// The id of a line this store wrote once.
std::string id_of(std::string_view line)
{
    boost::system::error_code error;
    auto const value = boost::json::parse(line, error);
    auto const* const object = error ? nullptr : value.if_object();
    auto const* const id = object ? object->if_contains("id") : nullptr;
    return id && id->is_string() ? std::string{id->get_string()} : std::string{};
}

} // namespace

Store::Store(std::filesystem::path file, Keep keep) : file_(std::move(file)), keep_(keep)
{
    if (!file_.empty())
        open();
}

Store::~Store()
{
    if (fd_ >= 0)
        close(fd_);
}

void Store::open()
{
    constexpr mode_t readable = 0644;
    fd_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, readable);
    if (fd_ < 0)
        fail(file_);
    auto const text = contents(file_);
    auto const whole = text.rfind('\n') + 1; // npos + 1 is 0
    if (ftruncate(fd_, static_cast<off_t>(whole)) != 0)
        fail(file_);
    for (std::size_t at = 0; at < whole;) {
        auto const end = text.find('\n', at);
        if (auto const id = id_of(std::string_view{text}.substr(at, end - at)); !id.empty())
            know(id);
        at = end + 1;
    }
}

bool Store::know(std::string_view id)
{
    if (known_.find(id) != known_.end())
        return false;
    ids_.push_back(&*known_.emplace(id).first);
    return true;
}

bool Store::take(Received const& change)
{
    if (!know(change.id)) {
        ++repeats_;
        return false;
    }
    if (fd_ >= 0 || keep_ == Keep::changes)
        lines_.append(change.json).push_back('\n');
    return true;
}

void Store::flush()
{
    if (fd_ < 0)
        return;
    for (std::string_view rest = lines_; !rest.empty();) {
        auto const written = write(fd_, rest.data(), rest.size());
        if (written < 0 && errno != EINTR)
            fail(file_);
        rest.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    lines_.clear();
}

std::string Store::changes() const
{
    return fd_ >= 0 ? contents(file_) : lines_;
}

void Store::clear()
{
    ids_.clear();
    known_.clear();
    lines_.clear();
    repeats_ = 0;
    if (fd_ >= 0 && ftruncate(fd_, 0) != 0)
        fail(file_);
}

} // namespace playsync::receiver
