// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/host_side.hpp"

#include <array>
#include <string_view>

namespace playsync::standalone {
namespace {

char const* level_word(playsync_log_level level) noexcept
{
    constexpr std::array<char const*, 5> words{"log", "debug", "info", "warning", "error"};
    return level < words.size() ? words[level] : words[0];
}

} // namespace

HostSide::HostSide(std::filesystem::path const& data, std::filesystem::path const& config,
                   playsync_log_level log_level, Terminal& terminal)
    : data_(std::filesystem::absolute(data).string()),
      config_(std::filesystem::absolute(config).string()),
      log_level_(log_level),
      terminal_(terminal),
      status_{sizeof status_, 0, report},
      network_{sizeof network_, 0, network},
      table_{sizeof table_, PLAYSYNC_ABI_VERSION, this, "playsync-host", PLAYSYNC_VERSION_TEXT,
             data_.c_str(), config_.c_str(),      log,  extension}
{
}

void HostSide::log(void* self, playsync_log_level level, char const* message) PLAYSYNC_NOEXCEPT
{
    auto& host = *static_cast<HostSide*>(self);
    if (level >= host.log_level_ && message)
        host.terminal_.complain(std::string{level_word(level)} + ": " + message);
}

void const* HostSide::extension(void* self, char const* id) PLAYSYNC_NOEXCEPT
{
    auto const& host = *static_cast<HostSide*>(self);
    std::string_view const wanted{id ? id : ""};
    if (wanted == PLAYSYNC_EXT_STATUS)
        return &host.status_;
    return wanted == PLAYSYNC_EXT_NETWORK ? &host.network_ : nullptr;
}

void HostSide::report(void* self, playsync_report const* report) PLAYSYNC_NOEXCEPT
{
    if (report && PLAYSYNC_HAS(report, playsync_report, message))
        static_cast<HostSide*>(self)->terminal_.note(*report);
}

void HostSide::network(void* self, std::uint32_t* online, std::uint32_t* metered) PLAYSYNC_NOEXCEPT
{
    *online = static_cast<HostSide*>(self)->online_ ? 1 : 0;
    *metered = 0;
}

} // namespace playsync::standalone
