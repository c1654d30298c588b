// SPDX-License-Identifier: MIT
#include "web/diagnostics.hpp"

#include <algorithm>
#include <array>

#include "storage/json_text.hpp"
#include "web/json.hpp"
#include "web/zip.hpp"

namespace playsync::web {
namespace {

/// Texts of these keys are words of ours; any other may be a person's.
bool is_our_word(std::string_view key)
{
    constexpr std::array<std::string_view, 4> known{"type", "keeps", "conflict", "level"};
    return std::ranges::find(known, key.substr(key.rfind('.') + 1)) != known.end();
}

InForce without_person(InForce setting)
{
    auto const hide = [&](std::optional<Setting>& value) {
        bool const is_text = value && (std::holds_alternative<std::string>(*value) ||
                                       std::holds_alternative<std::vector<std::string>>(*value));
        if (is_text && !is_our_word(setting.key))
            value = "set";
    };
    hide(setting.value);
    hide(setting.otherwise);
    return setting;
}

void append_version(std::string& out, Status const& status)
{
    out += '{';
    append_member(out, "version", status.version);
    append_member(out, "host", status.host_name);
    append_member(out, "host_version", status.host_version);
    append_time_member(out, "now", status.now);
    append_count(out, "uptime_s", status.uptime_s);
    out += "}\n";
}

void append_counts(std::string& out, Counts const& counts)
{
    append_count(out, "pending", counts.pending);
    append_count(out, "failed", counts.failed);
    append_count(out, "kept", counts.kept);
    append_count(out, "synced", counts.synced);
    append_count(out, "superseded", counts.superseded);
    append_count(out, "repeated", counts.repeated);
    append_count(out, "discarded", counts.discarded);
}

/// The card, but for what a service or a person said.
void append_target(std::string& out, Card const& card)
{
    out += '{';
    append_member(out, "id", card.id);
    append_member(out, "service", card.service);
    append_member(out, "state", card.state);
    append_time_member(out, "since", card.since);
    append_member(out, "why", card.why.code);
    append_counts(out, card.counts);
    append_count(out, "syncing", card.syncing);
    append_time_or_null(out, "oldest_pending", card.oldest_pending);
    append_time_or_null(out, "last_success", card.last_success);
    if (card.last_error) {
        append_time_member(out, "last_error_at", card.last_error->at);
        append_member(out, "last_error", name_of(card.last_error->error.kind));
        append_count(out, "last_error_status", card.last_error->error.http_status);
    }
    if (card.run)
        append_count(out, "left", card.run->left);
    append_member(out, "login", card.login ? card.login->state : "none");
    append_throughput(out, card.throughput);
    out += '}';
}

void append_state(std::string& out, Status const& status)
{
    out += '{';
    append_flag(out, "online", status.online);
    append_flag(out, "metered", status.metered);
    append_member(out, "paused_by", status.paused_by.value_or(""));
    append_count(out, "refused_events", status.refused_events);
    append_count(out, "unknown_users", status.unknown_users.size());
    append_key(out, "targets");
    out += '[';
    for (auto const& card : status.cards) {
        out += out.back() == '[' ? "\n " : ",\n ";
        append_target(out, card);
    }
    out += "]}\n";
}

void append_store(std::string& out, Status const& status)
{
    out += '{';
    append_count(out, "bytes", status.store_bytes);
    append_count(out, "limit", status.store_limit);
    append_member(out, "refusing", without_places(status.refusing.value_or("")));
    append_member(out, "notice", without_places(status.notice));
    Counts sum;
    for (auto const& card : status.cards) {
        sum.pending += card.counts.pending;
        sum.failed += card.counts.failed;
        sum.kept += card.counts.kept;
        sum.synced += card.counts.synced;
        sum.superseded += card.counts.superseded;
        sum.repeated += card.counts.repeated;
        sum.discarded += card.counts.discarded;
    }
    append_counts(out, sum);
    out += "}\n";
}

std::string settings_text(std::span<InForce const> settings)
{
    std::string out = "[";
    for (auto const& each : settings) {
        out += out.back() == '[' ? "\n " : ",\n ";
        append_in_force(out, without_person(each));
    }
    return out += "]\n";
}

std::string log_text(std::span<LogEntry const> log)
{
    std::string out;
    for (auto const& each : log) {
        append_time(out, each.at);
        out += ' ';
        out += name_of(each.level);
        out += ' ';
        out += each.names_an_item ? "(of what somebody watched)" : without_places(each.line);
        out += '\n';
    }
    return out;
}

std::string made(void (*append)(std::string&, Status const&), Status const& status)
{
    std::string out;
    append(out, status);
    return out;
}

/// A word without what it tells of a place.
std::string without_place(std::string_view word)
{
    if (auto const scheme = word.find("://"); scheme != std::string_view::npos)
        return std::string{word.substr(0, scheme + 3)} + "***";
    if (word.find('@') != std::string_view::npos)
        return "***";
    auto const root = word.find('/');
    bool const is_path = root != std::string_view::npos &&
                         (root == 0 || word[root - 1] == '(' || word[root - 1] == '"') &&
                         word.find('/', root + 1) != std::string_view::npos;
    if (!is_path)
        return std::string{word};
    return std::string{word.substr(0, root)} + "…" + std::string{word.substr(word.rfind('/'))};
}

} // namespace

std::string without_places(std::string_view line)
{
    std::string out;
    while (!line.empty()) {
        auto const space = std::min(line.find(' '), line.size());
        out += without_place(line.substr(0, space));
        line.remove_prefix(space);
        if (line.empty())
            break;
        out += ' ';
        line.remove_prefix(1);
    }
    return out;
}

std::string diagnostics(Status const& status, std::span<InForce const> settings,
                        std::span<LogEntry const> log)
{
    std::string const folder = "playsync-diagnostics/";
    std::array const files{ZipFile{folder + "version.json", made(append_version, status)},
                           ZipFile{folder + "status.json", made(append_state, status)},
                           ZipFile{folder + "store.json", made(append_store, status)},
                           ZipFile{folder + "config.json", settings_text(settings)},
                           ZipFile{folder + "log.txt", log_text(log)}};
    return zip_of(files, status.now);
}

} // namespace playsync::web
