// SPDX-License-Identifier: MIT
#include "plugin/audiences.hpp"

#include "storage/codec.hpp"

namespace playsync {

void Audiences::target_changed(web::Card const& card)
{
    for (auto* each : all_)
        each->target_changed(card);
}
void Audiences::target_removed(std::string_view target)
{
    for (auto* each : all_)
        each->target_removed(target);
}
void Audiences::sync_started(std::string_view target, web::RunView const& run)
{
    for (auto* each : all_)
        each->sync_started(target, run);
}
void Audiences::sync_progress(std::string_view target, web::RunView const& run)
{
    for (auto* each : all_)
        each->sync_progress(target, run);
}
void Audiences::sync_completed(std::string_view target, web::RunView const& run, UnixMs took)
{
    for (auto* each : all_)
        each->sync_completed(target, run, took);
}
void Audiences::item_synced(web::ChangeView const& change)
{
    for (auto* each : all_)
        each->item_synced(change);
}
void Audiences::sync_failed(web::ChangeView const& change, bool final)
{
    for (auto* each : all_)
        each->sync_failed(change, final);
}
void Audiences::paused(std::string_view target, std::string_view by)
{
    for (auto* each : all_)
        each->paused(target, by);
}
void Audiences::resumed(std::string_view target, std::string_view by)
{
    for (auto* each : all_)
        each->resumed(target, by);
}
void Audiences::network(bool online, bool metered)
{
    for (auto* each : all_)
        each->network(online, metered);
}
void Audiences::login_progress(std::string_view target, web::LoginView const& login)
{
    for (auto* each : all_)
        each->login_progress(target, login);
}
void Audiences::store(std::string_view refusing)
{
    for (auto* each : all_)
        each->store(refusing);
}
bool Audiences::present() const
{
    return std::ranges::any_of(all_, [](auto const* each) { return each->present(); });
}

void HostReports::sync_started(std::string_view target, web::RunView const& run)
{
    report(PLAYSYNC_REPORT_SYNC_STARTED, target, &run, {}, {}, false);
}
void HostReports::sync_progress(std::string_view target, web::RunView const& run)
{
    report(PLAYSYNC_REPORT_SYNC_PROGRESS, target, &run, {}, {}, false);
}
void HostReports::sync_completed(std::string_view target, web::RunView const& run, UnixMs)
{
    report(PLAYSYNC_REPORT_SYNC_COMPLETED, target, &run, {}, {}, false);
}
void HostReports::sync_failed(web::ChangeView const& change, bool final)
{
    auto const told = decode_body(change.entry.id, change.entry.body);
    report(PLAYSYNC_REPORT_SYNC_FAILED, change.target, nullptr, told ? in_words(told->item) : "",
           change.entry.standing.error.message, final);
}
void HostReports::paused(std::string_view target, std::string_view by)
{
    report(PLAYSYNC_REPORT_SYNC_PAUSED, target, nullptr, {}, by, false);
}
void HostReports::resumed(std::string_view target, std::string_view by)
{
    report(PLAYSYNC_REPORT_SYNC_RESUMED, target, nullptr, {}, by, false);
}

void HostReports::report(playsync_report_kind kind, std::string_view target,
                         web::RunView const* run, std::string_view item, std::string_view message,
                         bool final)
{
    std::string const target_text{target};
    std::string const item_text{item};
    std::string const message_text{message};
    playsync_report out{};
    out.size = sizeof out;
    out.kind = kind;
    out.target = target.empty() ? nullptr : target_text.c_str();
    out.item = item.empty() ? nullptr : item_text.c_str();
    out.message = message.empty() ? nullptr : message_text.c_str();
    out.final = final ? 1 : 0;
    if (run) {
        out.done = run->done;
        out.failed = run->failed;
        out.left = run->left;
    }
    status_.report(host_data_, &out);
}

} // namespace playsync
