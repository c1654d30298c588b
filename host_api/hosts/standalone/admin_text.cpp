// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/admin_text.hpp"

#include <algorithm>
#include <array>

#include "host_api/hosts/standalone/admin_read.hpp"

namespace playsync::standalone {
namespace {

namespace json = boost::json;

std::string padded(std::string text, std::size_t width)
{
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

std::string because(json::object const& of)
{
    auto const& why = part(of, "why");
    auto out = text(why, "detail");
    if (auto const until = text(why, "until"); !until.empty())
        out += (out.empty() ? "" : "; ") + ("until " + until);
    return out;
}

/// "Unreachable" is of what does not answer at all.
std::string state_of(json::object const& card)
{
    auto const state = text(card, "state");
    auto const detail = text(part(card, "why"), "detail");
    return state == "unreachable" && detail.starts_with("the server answered") ? "failing" : state;
}

/// Why nothing goes out, with the address where that is half of the answer.
std::string because_of_target(json::object const& card)
{
    auto const why = because(card);
    auto const code = text(part(card, "why"), "code");
    auto const address = text(card, "address");
    bool const at_address = code == "unreachable" || code == "halted" || code == "needs_login";
    return why.empty() || address.empty() || !at_address ? why : address + ": " + why;
}

/// "pending: backoff", but "synced".
std::string standing_of(json::object const& change)
{
    auto const state = text(change, "state");
    auto const& why = part(change, "why");
    auto code = text(why, "code");
    if (code == "unreachable" && text(why, "detail").starts_with("the server answered"))
        code = "its target fails";
    std::ranges::replace(code, '_', ' ');
    return code.empty() || code == state ? state : state + ": " + code;
}

std::string headline(json::object const& status)
{
    if (auto const refusing = text(part(status, "store"), "refusing"); !refusing.empty())
        return refusing;
    for (auto const state : {"needs log-in", "halted"})
        for (auto const& card : list(status, "targets"))
            if (text(card.as_object(), "state") == state)
                return text(card.as_object(), "id") + ": " + state;
    std::int64_t waiting = 0;
    std::int64_t failed = 0;
    for (auto const& card : list(status, "targets")) {
        auto const& counts = part(card.as_object(), "counts");
        waiting += number(counts, "pending") + number(counts, "syncing");
        failed += number(counts, "failed");
    }
    if (list(status, "targets").empty())
        return "No target is set up";
    std::string out = waiting == 0 ? "All synced" : std::to_string(waiting) + " waiting";
    if (auto const by = text(part(status, "paused"), "by"); !by.empty())
        out += ", paused by the " + by;
    if (!flag(part(status, "network"), "online", true))
        out += ", no network";
    return failed == 0 ? out : out + ", " + std::to_string(failed) + " failed";
}

std::string run_text(json::object const& card)
{
    auto const& run = part(card, "run");
    if (run.empty())
        return {};
    auto out = ", " + std::to_string(number(run, "done") + number(run, "failed")) + " of " +
               std::to_string(number(run, "total"));
    if (find(run, "eta_s"))
        out += ", " + std::to_string(number(run, "eta_s")) + " s left";
    return out;
}

std::string kept_text(json::object const& status)
{
    constexpr unsigned most_named = 5;
    std::string out;
    auto others = number(status, "unsent");
    unsigned named = 0;
    for (auto const& value : list(status, "kept"))
        if (value.is_object() && named++ < most_named) {
            auto const& kept = value.get_object();
            auto const count = number(kept, "watches");
            others -= count;
            out += (out.empty() ? "  kept, not sent: " : ", ") + std::to_string(count) +
                   (!out.empty() ? " of "
                    : count == 1 ? " watch of "
                                 : " watches of ") +
                   text(kept, "user");
        }
    if (out.empty())
        return out;
    return out + (others > 0 ? ", " + std::to_string(others) + " of others\n" : "\n");
}

std::string how_watched(json::object const& watch)
{
    auto const how = text(watch, "how");
    if (how == "position")
        return "played nearly to the end";
    if (how == "heard")
        return "enough of it was played";
    if (how == "mark")
        return "marked as watched";
    return how == "ended" ? "played until it ended" : how;
}

json::value* card_of(json::object& status, std::string_view id)
{
    for (auto& card : status["targets"].as_array())
        if (auto const* name = card.as_object().if_contains("id"); name && *name == json::value(id))
            return &card;
    return nullptr;
}

constexpr std::array<std::string_view, 12> turning{"\u200e", "\u200f", "\u202a", "\u202b",
                                                   "\u202c", "\u202d", "\u202e", "\u2066",
                                                   "\u2067", "\u2068", "\u2069", "\u061c"};

} // namespace

std::string harmless(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        auto const turns = std::ranges::find_if(
            turning, [&](std::string_view mark) { return text.starts_with(mark); });
        auto const first = static_cast<unsigned char>(text[0]);
        bool const is_c1 =
            first == 0xc2 && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xa0;
        std::size_t const length = turns != turning.end() ? turns->size() : is_c1 ? 2 : 1;
        bool const steers = turns != turning.end() || is_c1 || first < 0x20 || first == 0x7f;
        out += steers ? "?" : text.substr(0, 1);
        text.remove_prefix(length);
    }
    return out;
}

std::string status_text(json::object const& status)
{
    auto out = headline(status) + "\n";
    std::size_t widest = 0;
    for (auto const& card : list(status, "targets"))
        widest = std::max(widest, text(card.as_object(), "id").size());
    for (auto const& value : list(status, "targets")) {
        auto const& card = value.as_object();
        auto const& counts = part(card, "counts");
        constexpr std::size_t longest_state = 12;
        out += "  " + padded(text(card, "id"), widest) + "  " +
               padded(state_of(card), longest_state) + "  waiting " +
               std::to_string(number(counts, "pending") + number(counts, "syncing")) + ", synced " +
               std::to_string(number(counts, "synced")) + ", failed " +
               std::to_string(number(counts, "failed")) + run_text(card);
        if (auto const why = because_of_target(card); !why.empty())
            out += "  (" + why + ")";
        out += '\n';
    }
    for (auto const& user : list(status, "unknown_users"))
        out += "  no target is for user " + harmless(std::string_view{user.as_string()}) + "\n";
    return out + kept_text(status);
}

std::string watches_text(json::object const& page)
{
    std::string out;
    for (auto const& value : list(page, "items")) {
        if (!value.is_object())
            continue;
        auto const& watch = value.get_object();
        auto const targets = number(watch, "targets");
        out += text(watch, "name") + "  " + text(watch, "watched_at") + "  " + text(watch, "user") +
               "  " + item_name(watch) + "  " + how_watched(watch) +
               (flag(watch, "taken_back", false) ? ", marked as not watched since" : "") +
               (targets == 0   ? ", kept, not sent"
                : targets == 1 ? ", for 1 target"
                               : ", for " + std::to_string(targets) + " targets") +
               "\n";
    }
    return out;
}

std::string changes_text(json::object const& page)
{
    std::string out;
    for (auto const& value : list(page, "items")) {
        auto const& change = value.as_object();
        out += text(change, "id") + "  " + text(change, "target") + "  " + text(change, "user") +
               "  " + text(change, "verb") + "  " + item_name(change) + "  " + standing_of(change);
        if (auto const why = because(change); !why.empty())
            out += " (" + why + ")";
        out += '\n';
    }
    return out;
}

void apply(json::object& status, json::object const& message)
{
    auto const type = text(message, "type");
    auto const target = text(message, "target");
    auto* const card =
        status.contains("targets") && !target.empty() ? card_of(status, target) : nullptr;
    if (type == "snapshot") {
        status = part(message, "status");
    } else if (type == "target_state") {
        auto const& shown = part(message, "card");
        if (auto* const known = card_of(status, text(shown, "id")))
            *known = shown;
        else
            status["targets"].as_array().push_back(shown);
    } else if (type == "target_removed" && card) {
        auto& all = status["targets"].as_array();
        all.erase(all.begin() + (card - all.data()));
    } else if (type == "sync_progress" && card) {
        card->as_object()["run"] = part(message, "run");
    } else if (type == "sync_completed" && card) {
        card->as_object()["run"] = nullptr;
    } else if (type == "sync_paused" && target.empty()) {
        status["paused"] = {{"by", text(message, "by")}};
    } else if (type == "sync_resumed" && target.empty()) {
        status["paused"] = nullptr;
    } else if (type == "network") {
        status["network"] = {{"online", flag(message, "online", true)},
                             {"metered", flag(message, "metered", false)}};
    } else if (type == "store") {
        if (auto const* refusing = find(message, "refusing"))
            status["store"].as_object()["refusing"] = *refusing;
    }
}

std::string news_line(json::object const& message)
{
    auto const type = text(message, "type");
    auto const target = text(message, "target");
    auto const whose = target.empty() ? "" : target + ": ";
    if (type == "item_synced" || type == "sync_failed") {
        auto const& change = part(message, "change");
        auto const why = because(change);
        bool const again = type == "sync_failed" && !flag(message, "final", true);
        return text(change, "target") + ": " + item_name(change) +
               (type == "item_synced" ? " synced"
                : again               ? " failed and will be tried again"
                                      : " failed") +
               (why.empty() ? "" : ": " + why);
    }
    if (type == "items_changed")
        return whose + std::to_string(number(message, "count")) + " changes settled";
    if (type == "sync_completed")
        return whose + "all sent, " + std::to_string(number(message, "done")) + " synced, " +
               std::to_string(number(message, "failed")) + " failed";
    if (type == "sync_paused")
        return whose + "paused (" + text(message, "by") + ")";
    if (type == "sync_resumed")
        return whose + "resumed (" + text(message, "by") + ")";
    if (type == "network")
        return flag(message, "online", true) ? "the network is back" : "the network is gone";
    if (type == "store")
        return text(message, "refusing").empty() ? "the store takes changes again"
                                                 : text(message, "refusing");
    if (type == "target_removed")
        return whose + "removed";
    if (type == "login_progress")
        return whose + "log-in " + text(part(message, "login"), "state");
    return {};
}

} // namespace playsync::standalone
