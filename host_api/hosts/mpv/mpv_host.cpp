// SPDX-License-Identifier: MIT
#include "host_api/hosts/mpv/mpv_host.hpp"

#include <poll.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <vector>

#include "host_api/hosts/mpv/properties.hpp"

namespace playsync::mpv {
namespace {

std::string version_of(mpv_handle* mpv)
{
    constexpr std::string_view name = "mpv ";
    auto version = text_property(mpv, "mpv-version");
    return version.starts_with(name) ? version.substr(name.size()) : version;
}

/// mpv knows no users: the one who is logged in.
std::string login_name()
{
    constexpr std::size_t most_bytes = 64 * 1024;
    for (std::vector<char> buffer(1024); buffer.size() <= most_bytes;
         buffer.resize(buffer.size() * 2)) {
        passwd entry{};
        passwd* found = nullptr;
        auto const error = ::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found);
        if (error == ERANGE)
            continue;
        if (found && found->pw_name && *found->pw_name)
            return found->pw_name;
        break;
    }
    return "mpv";
}

std::string option(media::Tags const& options, std::string_view name)
{
    auto const found = std::ranges::find(options, name, &media::Tags::value_type::first);
    return found != options.end() ? found->second : std::string{};
}

/// Absolute, or empty: without a configuration of its own mpv expands "~~home" to nothing.
std::string folder(mpv_handle* mpv, std::string const& given, std::string_view usual)
{
    auto const path = expanded_path(mpv, given.empty() ? usual : given);
    if (path.empty())
        return {};
    auto const start = given.empty() ? std::string{} : text_property(mpv, "working-directory");
    auto absolute = (std::filesystem::path{start} / path).lexically_normal();
    return absolute.is_absolute() ? absolute.string() : std::string{};
}

} // namespace

MpvHost::MpvHost(mpv_handle* mpv)
    : terminal_(flag_property(mpv, "options/terminal", true)),
      version_(version_of(mpv)),
      table_{}
{
    auto const options = map_property(mpv, "options/script-opts");
    data_dir_ = folder(mpv, option(options, "playsync-data"), "~~home/playsync/data");
    config_dir_ = folder(mpv, option(options, "playsync-config"), "~~home/playsync");
    if (config_dir_.empty())
        config_dir_ = data_dir_;
    user_ = option(options, "playsync-user");
    if (user_.empty())
        user_ = login_name();
    table_.size = sizeof table_;
    table_.abi_version = PLAYSYNC_ABI_VERSION;
    table_.host_data = this;
    table_.name = "mpv";
    table_.version = version_.c_str();
    table_.data_dir = data_dir_.c_str();
    table_.config_dir = config_dir_.c_str();
    table_.log = [](void* self, playsync_log_level level, char const* message) noexcept {
        static_cast<MpvHost const*>(self)->log(level, message);
    };
}

void MpvHost::log(playsync_log_level level, char const* message) const noexcept
{
    // One call a line, so that the lines of two threads do not mix. A terminal or pipe that is
    // full loses the line instead of making its thread wait.
    pollfd room{STDERR_FILENO, POLLOUT, 0};
    if (terminal_ && message && level >= PLAYSYNC_LOG_INFO && ::poll(&room, 1, 0) == 1)
        std::fprintf(stderr, "[playsync] %s\n", message);
}

} // namespace playsync::mpv
