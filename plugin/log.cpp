// SPDX-License-Identifier: MIT
#include "plugin/log.hpp"

#define FMT_STATIC_THOUSANDS_SEPARATOR ',' // else it brings the library's locales along
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <mutex>
#include <string>

#include "plugin/log_line.hpp"

namespace playsync {
namespace {

playsync_log_level level_of(spdlog::level::level_enum level) noexcept
{
    if (level >= spdlog::level::err)
        return PLAYSYNC_LOG_ERROR;
    if (level == spdlog::level::warn)
        return PLAYSYNC_LOG_WARNING;
    return level == spdlog::level::info ? PLAYSYNC_LOG_INFO : PLAYSYNC_LOG_DEBUG;
}

class HostSink : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit HostSink(playsync_host const& host) : host_(host) {}

protected:
    void sink_it_(spdlog::details::log_msg const& message) override
    {
        if (host_.log)
            host_.log(host_.host_data, level_of(message.level),
                      std::string{message.payload.data(), message.payload.size()}.c_str());
    }
    void flush_() override {}

private:
    playsync_host host_;
};

} // namespace

struct Log::Impl {
    explicit Impl(playsync_host const& host) : logger("playsync", std::make_shared<HostSink>(host))
    {
    }
    spdlog::logger logger;
    LogRing ring;
};

Log::Log(playsync_host const& host) : impl_(std::make_unique<Impl>(host)) {}
Log::~Log() = default;

void Log::set_level(std::string_view level)
{
    impl_->logger.set_level(spdlog::level::from_str(std::string{level}));
}

LogRing& Log::ring() noexcept
{
    return impl_->ring;
}

void Log::write(playsync_log_level level, std::string_view line, bool names_an_item)
{
    constexpr spdlog::level::level_enum levels[] = {spdlog::level::debug, spdlog::level::debug,
                                                    spdlog::level::info, spdlog::level::warn,
                                                    spdlog::level::err};
    auto const known = levels[level <= PLAYSYNC_LOG_ERROR ? level : PLAYSYNC_LOG_ERROR];
    if (!impl_->logger.should_log(known))
        return;
    auto const safe = log_line(line);
    impl_->logger.log(known, spdlog::string_view_t{safe});
    auto const now = std::chrono::system_clock::now().time_since_epoch();
    web::LogEntry entry;
    entry.at = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    entry.level = static_cast<web::LogLevel>(level_of(known));
    entry.line = safe;
    entry.names_an_item = names_an_item;
    impl_->ring.add(std::move(entry));
}

} // namespace playsync
