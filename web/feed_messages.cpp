// SPDX-License-Identifier: MIT
// How the feed words what happens (API.md, "WebSocket").
#include "web/feed.hpp"

#include "storage/json_text.hpp"
#include "web/json.hpp"

namespace playsync::web {

using Kind = Message::Kind;

void Feed::target_changed(Card const& card)
{
    if (!begin())
        return;
    std::string rest = ",\"card\":";
    append_card(rest, card);
    publish(Kind::card, card.id, "target_state", std::move(rest));
}

void Feed::target_removed(std::string_view target)
{
    if (!begin())
        return;
    std::string rest = ",\"target\":";
    append_json_string(rest, target);
    publish(Kind::removal, target, "target_removed", std::move(rest));
}

void Feed::sync_started(std::string_view target, RunView const& run)
{
    if (!begin())
        return;
    std::string rest = ",\"target\":";
    append_json_string(rest, target);
    append_count(rest, "run", run.id);
    append_count(rest, "total", run.total);
    publish(Kind::run_edge, target, "sync_started", std::move(rest));
}

void Feed::sync_progress(std::string_view target, RunView const& run)
{
    if (!begin())
        return;
    std::string rest = ",\"target\":";
    append_json_string(rest, target);
    append_key(rest, "run");
    append_run(rest, run);
    publish(Kind::progress, target, "sync_progress", std::move(rest));
}

void Feed::sync_completed(std::string_view target, RunView const& run, UnixMs took_ms)
{
    if (!begin())
        return;
    std::string rest = ",\"target\":";
    append_json_string(rest, target);
    append_count(rest, "run", run.id);
    append_count(rest, "done", run.done);
    append_count(rest, "failed", run.failed);
    append_member(rest, "ms", took_ms);
    publish(Kind::run_edge, target, "sync_completed", std::move(rest));
}

void Feed::item_synced(ChangeView const& change)
{
    publish_item(change, "item_synced", {});
}

void Feed::sync_failed(ChangeView const& change, bool final)
{
    publish_item(change, "sync_failed", final ? ",\"final\":true" : ",\"final\":false");
}

void Feed::tell_pause(std::string_view type, std::string_view target, std::string_view by)
{
    if (!begin())
        return;
    std::string rest = ",";
    if (!target.empty()) {
        rest += "\"target\":";
        append_json_string(rest, target);
        rest += ',';
    }
    rest += "\"by\":";
    append_json_string(rest, by);
    publish(Kind::event, target, type, std::move(rest));
}

void Feed::paused(std::string_view target, std::string_view by)
{
    tell_pause("sync_paused", target, by);
}

void Feed::resumed(std::string_view target, std::string_view by)
{
    tell_pause("sync_resumed", target, by);
}

void Feed::network(bool online, bool metered)
{
    if (!begin())
        return;
    std::string rest = online ? ",\"online\":true" : ",\"online\":false";
    append_flag(rest, "metered", metered);
    publish(Kind::event, {}, "network", std::move(rest));
}

void Feed::login_progress(std::string_view target, LoginView const& login)
{
    if (!begin())
        return;
    std::string rest = ",\"target\":";
    append_json_string(rest, target);
    append_login(rest, "login", login);
    publish(Kind::event, target, "login_progress", std::move(rest));
}

void Feed::store(std::string_view refusing)
{
    if (!begin())
        return;
    std::string rest = ",\"refusing\":";
    if (refusing.empty())
        rest += "null";
    else
        append_json_string(rest, refusing);
    publish(Kind::event, {}, "store", std::move(rest));
}

} // namespace playsync::web
