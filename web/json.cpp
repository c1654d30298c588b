// SPDX-License-Identifier: MIT
#include "web/json.hpp"

#include <algorithm>
#include <cmath>

#include "storage/json_text.hpp"

namespace playsync::web {
namespace {

void append_text_or_null(std::string& out, std::string_view key,
                         std::optional<std::string> const& text)
{
    if (text)
        append_member(out, key, *text);
    else
        append_null(out, key);
}

/// Two decimals: a rate is for people.
void append_decimal(std::string& out, double number)
{
    constexpr double most = 1e9;
    double const sane = std::isfinite(number) ? std::clamp(number, 0.0, most) : 0.0;
    append_real(out, std::round(sane * 100) / 100);
}

struct Totals {
    std::uint64_t pending = 0, syncing = 0, synced = 0, failed = 0, superseded = 0;
};

/// The queue counts what is in flight as pending too; the page tells them apart.
Totals totals_of(Card const& card)
{
    auto const syncing = std::min(card.syncing, card.counts.pending);
    return {card.counts.pending - syncing, syncing, card.counts.synced, card.counts.failed,
            card.counts.superseded};
}

/// Opens the object and leaves it open.
void append_totals(std::string& out, std::string_view key, Totals const& totals)
{
    append_key(out, key);
    out += '{';
    append_count(out, "pending", totals.pending);
    append_count(out, "syncing", totals.syncing);
    append_count(out, "synced", totals.synced);
    append_count(out, "failed", totals.failed);
    append_count(out, "superseded", totals.superseded);
}

void append_store(std::string& out, Status const& status)
{
    append_key(out, "store");
    out += '{';
    append_count(out, "bytes", status.store_bytes);
    append_count(out, "limit", status.store_limit);
    append_text_or_null(out, "refusing", status.refusing);
    if (!status.notice.empty())
        append_member(out, "notice", status.notice);
    out += '}';
}

void append_host(std::string& out, Status const& status)
{
    append_key(out, "host");
    out += '{';
    append_member(out, "name", status.host_name);
    append_member(out, "version", status.host_version);
    out += "},\"network\":{";
    append_flag(out, "online", status.online);
    append_flag(out, "metered", status.metered);
    out += '}';
}

void append_kept(std::string& out, Status const& status)
{
    append_count(out, "watches", status.watches);
    append_count(out, "unsent", status.unsent);
    append_key(out, "kept");
    out += '[';
    for (auto const& each : status.kept) {
        out += out.back() == '[' ? "{" : ",{";
        append_member(out, "user", each.user);
        append_count(out, "watches", each.watches);
        out += '}';
    }
    out += ']';
}

void append_targets(std::string& out, Status const& status)
{
    Totals sum;
    for (auto const& card : status.cards) {
        auto const part = totals_of(card);
        sum.pending += part.pending;
        sum.syncing += part.syncing;
        sum.synced += part.synced;
        sum.failed += part.failed;
        sum.superseded += part.superseded;
    }
    append_totals(out, "totals", sum);
    append_count(out, "refused", status.refused_events);
    out += "},\"unknown_users\":[";
    for (auto const& user : status.unknown_users) {
        if (out.back() != '[')
            out += ',';
        append_json_string(out, user);
    }
    out += ']';
    append_kept(out, status);
    out += ",\"targets\":[";
    for (auto const& card : status.cards) {
        if (out.back() != '[')
            out += ',';
        append_card(out, card);
    }
    out += ']';
}

} // namespace

void append_null(std::string& out, std::string_view key)
{
    append_key(out, key);
    out += "null";
}

void append_time_or_null(std::string& out, std::string_view key, std::optional<UnixMs> time)
{
    if (time)
        append_time_member(out, key, *time);
    else
        append_null(out, key);
}

void append_why(std::string& out, Why const& why)
{
    append_key(out, "why");
    out += '{';
    append_member(out, "code", why.code);
    if (why.until)
        append_time_member(out, "until", *why.until);
    if (!why.detail.empty())
        append_member(out, "detail", why.detail);
    if (!why.params.empty()) {
        append_key(out, "params");
        out += '{';
        for (auto const& [name, number] : why.params)
            append_count(out, name, number);
        out += '}';
    }
    out += '}';
}

void append_error(std::string& out, LastError const& error)
{
    append_member(out, "class", name_of(error.kind));
    if (error.http_status != 0)
        append_member(out, "status", error.http_status);
    else
        append_null(out, "status");
    append_member(out, "message", error.message);
}

void append_count(std::string& out, std::string_view key, std::uint64_t number)
{
    append_member(out, key, static_cast<std::int64_t>(number));
}

void append_flag(std::string& out, std::string_view key, bool value)
{
    append_key(out, key);
    out += value ? "true" : "false";
}

void append_time_member(std::string& out, std::string_view key, UnixMs time)
{
    append_key(out, key);
    out += '"';
    append_time(out, time);
    out += '"';
}

void append_run(std::string& out, RunView const& run)
{
    out += '{';
    append_count(out, "id", run.id);
    append_count(out, "total", run.total);
    append_count(out, "added", run.added);
    append_count(out, "done", run.done);
    append_count(out, "failed", run.failed);
    append_count(out, "left", run.left);
    append_key(out, "rate");
    append_decimal(out, run.rate);
    if (run.eta_s)
        append_count(out, "eta_s", *run.eta_s);
    append_time_member(out, "started", run.started);
    out += '}';
}

void append_card(std::string& out, Card const& card)
{
    out += '{';
    append_member(out, "id", card.id);
    append_member(out, "service", card.service);
    append_member(out, "address", card.address);
    append_member(out, "state", card.state);
    append_time_member(out, "since", card.since);
    append_why(out, card.why);
    append_totals(out, "counts", totals_of(card));
    out += '}';
    append_key(out, "run");
    if (card.run)
        append_run(out, *card.run);
    else
        out += "null";
    append_time_or_null(out, "oldest_pending", card.oldest_pending);
    append_time_or_null(out, "last_success", card.last_success);
    append_key(out, "last_error");
    if (card.last_error) {
        out += '{';
        append_time_member(out, "at", card.last_error->at);
        append_error(out, card.last_error->error);
        out += '}';
    } else {
        out += "null";
    }
    append_text_or_null(out, "paused_by", card.paused_by);
    append_throughput(out, card.throughput);
    append_conflicts(out, card.conflicts);
    if (card.login)
        append_login(out, "login", *card.login);
    else
        append_null(out, "login");
    out += '}';
}

void append_status(std::string& out, Status const& status, std::string_view epoch,
                   std::uint64_t seq)
{
    out += '{';
    append_member(out, "epoch", epoch);
    append_count(out, "seq", seq);
    append_time_member(out, "now", status.now);
    append_member(out, "version", status.version);
    append_host(out, status);
    append_count(out, "uptime_s", status.uptime_s);
    append_key(out, "paused");
    if (status.paused_by) {
        out += '{';
        append_member(out, "by", *status.paused_by);
        out += '}';
    } else {
        out += "null";
    }
    append_store(out, status);
    append_targets(out, status);
    out += '}';
}

} // namespace playsync::web
