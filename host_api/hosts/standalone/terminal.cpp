// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/terminal.hpp"

#include <unistd.h>

#include <cmath>
#include <cstdio>

namespace playsync::standalone {
namespace {

constexpr std::chrono::seconds rate_window{5};

} // namespace

std::string progress_line(playsync_totals const& totals, std::uint64_t synced_at_start, double rate)
{
    auto line = "synced " + std::to_string(totals.synced - synced_at_start);
    if (rate >= 0.5)
        line += " (" + std::to_string(std::llround(rate)) + "/s)";
    line +=
        ", left " + std::to_string(totals.pending) + ", failed " + std::to_string(totals.failed);
    if (totals.refused > 0)
        line += ", refused " + std::to_string(totals.refused);
    return line;
}

std::string report_line(playsync_report const& report)
{
    auto const text = [](char const* value) { return std::string{value ? value : ""}; };
    auto const target = report.target ? text(report.target) : "all targets";
    switch (report.kind) {
    case PLAYSYNC_REPORT_SYNC_FAILED:
        return target + ": " + text(report.item) +
               (report.final ? " failed: " : " failed, will be tried again: ") +
               text(report.message);
    case PLAYSYNC_REPORT_SYNC_PAUSED:
        return target + ": paused (" + text(report.message) + ")";
    case PLAYSYNC_REPORT_SYNC_RESUMED:
        return target + ": resumed (" + text(report.message) + ")";
    default:
        return {};
    }
}

Terminal::Terminal(bool live) : live_(live), rewrites_(live && isatty(STDOUT_FILENO) == 1) {}

void Terminal::clear()
{
    if (rewrites_ && shown_)
        std::fputs("\r\x1b[K", stdout);
    shown_ = false;
}

void Terminal::say(std::string const& line)
{
    std::scoped_lock const lock{mutex_};
    clear();
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

void Terminal::complain(std::string const& line)
{
    std::scoped_lock const lock{mutex_};
    clear();
    std::fflush(stdout);
    std::fprintf(stderr, "%s\n", line.c_str());
}

double Terminal::rate(std::uint64_t synced)
{
    auto const now = std::chrono::steady_clock::now();
    seen_.emplace_back(now, synced);
    while (seen_.size() > 2 && now - seen_.front().first > rate_window)
        seen_.pop_front();
    std::chrono::duration<double> const span = now - seen_.front().first;
    return span.count() > 0 ? static_cast<double>(synced - seen_.front().second) / span.count() : 0;
}

void Terminal::show(playsync_totals const& totals)
{
    std::scoped_lock const lock{mutex_};
    if (!live_)
        return;
    if (!std::exchange(started_, true))
        synced_at_start_ = totals.synced;
    auto const line = progress_line(totals, synced_at_start_, rate(totals.synced));
    if (rewrites_) {
        std::printf("\r\x1b[K%s", line.c_str());
        shown_ = true;
    } else if (line != last_) {
        std::printf("%s\n", line.c_str());
    }
    last_ = line;
    std::fflush(stdout);
}

void Terminal::finish()
{
    std::scoped_lock const lock{mutex_};
    if (shown_)
        std::fputs("\n", stdout);
    shown_ = false;
    std::fflush(stdout);
}

} // namespace playsync::standalone
