// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/terminal.hpp"

#include <unistd.h>

#include <cmath>
#include <cstdio>

#include "host_api/text/printable.hpp"

namespace playsync::standalone {
namespace {

constexpr std::chrono::seconds rate_window{5};
constexpr std::chrono::seconds between_lines{1};
constexpr double least_rate = 0.5; // below it "0/s" would be shown

std::string text_of(char const* text)
{
    return text ? text : "";
}

} // namespace

std::string progress_line(Progress const& progress)
{
    auto line = "synced " + std::to_string(progress.synced);
    if (progress.per_second >= least_rate)
        line += " (" + std::to_string(std::llround(progress.per_second)) + "/s)";
    line +=
        ", left " + std::to_string(progress.left) + ", failed " + std::to_string(progress.failed);
    if (!progress.note.empty())
        line += ", " + progress.note;
    return line;
}

std::string failure_line(playsync_report const& report)
{
    auto const target = text_of(report.target);
    auto const item = text_of(report.item);
    auto line = target.empty() ? "" : target + ": ";
    line += (item.empty() ? "a change" : item) + " failed";
    if (!report.final)
        line += " and will be tried again";
    auto const why = text_of(report.message);
    return why.empty() ? line : line + ": " + why;
}

Terminal::Terminal(bool live) : live_(live), rewrites_(live && isatty(STDOUT_FILENO) == 1) {}

void Terminal::clear()
{
    if (shown_)
        std::fputs("\r\x1b[K", stdout);
    shown_ = false;
}

void Terminal::say(std::string const& line)
{
    std::scoped_lock const lock{mutex_};
    clear();
    std::printf("%s\n", printable(line).c_str());
    std::fflush(stdout);
}

void Terminal::complain(std::string const& line)
{
    std::scoped_lock const lock{mutex_};
    write_error(line);
}

void Terminal::write_error(std::string const& line)
{
    clear();
    std::fflush(stdout);
    std::fprintf(stderr, "%s\n", printable(line).c_str());
}

void Terminal::note(playsync_report const& report)
{
    std::scoped_lock const lock{mutex_};
    auto const target = text_of(report.target);
    switch (report.kind) {
    case PLAYSYNC_REPORT_SYNC_PAUSED:
        paused_[target] = text_of(report.message);
        break;
    case PLAYSYNC_REPORT_SYNC_RESUMED:
        paused_.erase(target);
        break;
    case PLAYSYNC_REPORT_SYNC_FAILED:
        // A batch that is tried again says the same for each of its changes, each time.
        if (!report.final &&
            std::exchange(complaint_[target], text_of(report.message)) == text_of(report.message))
            break;
        write_error(failure_line(report));
        break;
    default:
        break;
    }
}

std::string Terminal::pauses() const
{
    std::string out;
    for (auto const& [target, by] : paused_) {
        out += out.empty() ? "" : ", ";
        out += (target.empty() ? "" : target + " ") + "paused";
        out += by.empty() ? "" : " (" + by + ")";
    }
    return out;
}

double Terminal::rate(std::uint64_t synced, Clock::time_point now)
{
    seen_.emplace_back(now, synced);
    while (seen_.size() > 2 && now - seen_.front().first > rate_window)
        seen_.pop_front();
    std::chrono::duration<double> const span = now - seen_.front().first;
    return span.count() > 0 ? static_cast<double>(synced - seen_.front().second) / span.count() : 0;
}

void Terminal::show(playsync_totals const& totals)
{
    std::scoped_lock const lock{mutex_};
    if (live_ && (rewrites_ || Clock::now() - last_at_ >= between_lines))
        write_progress(totals);
}

void Terminal::finish(playsync_totals const& totals)
{
    std::scoped_lock const lock{mutex_};
    if (live_)
        write_progress(totals);
    if (shown_)
        std::fputs("\n", stdout);
    shown_ = false;
    std::fflush(stdout);
}

void Terminal::write_progress(playsync_totals const& totals)
{
    auto const now = Clock::now();
    if (!std::exchange(started_, true))
        synced_at_start_ = totals.synced;
    auto const per_second = rate(totals.synced, now);
    auto const line = printable(progress_line({.synced = totals.synced - synced_at_start_,
                                               .per_second = per_second,
                                               .left = totals.pending,
                                               .failed = totals.failed,
                                               .note = pauses()}));
    if (rewrites_) {
        std::printf("\r\x1b[K%s", line.c_str());
        shown_ = true;
    } else if (line != last_) {
        std::printf("%s\n", line.c_str());
        last_at_ = now;
    }
    last_ = line;
    std::fflush(stdout);
}

} // namespace playsync::standalone
