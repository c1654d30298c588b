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

/// What is taken over is named one by one: what is new may be a person's.
Card without_person(Card const& card)
{
    Card out;
    out.id = card.id;
    out.service = card.service;
    out.state = card.state;
    out.since = card.since;
    out.why = {card.why.code, card.why.until, {}, card.why.params};
    out.counts = card.counts;
    out.syncing = card.syncing;
    out.run = card.run;
    out.oldest_pending = card.oldest_pending;
    out.last_success = card.last_success;
    if (auto const& last = card.last_error)
        out.last_error = TargetError{last->at, {last->error.kind, last->error.http_status, {}}};
    out.paused_by = card.paused_by;
    out.throughput = card.throughput;
    if (card.login)
        out.login.emplace().state = card.login->state;
    out.conflicts = {card.conflicts.ours, card.conflicts.theirs, card.conflicts.both, {}};
    return out;
}

Status without_person(Status const& status)
{
    Status out;
    out.now = status.now;
    out.version = status.version;
    out.host_name = status.host_name;
    out.host_version = status.host_version;
    out.uptime_s = status.uptime_s;
    out.online = status.online;
    out.metered = status.metered;
    out.paused_by = status.paused_by;
    out.store_bytes = status.store_bytes;
    out.store_limit = status.store_limit;
    if (status.refusing)
        out.refusing = without_places(*status.refusing);
    out.notice = without_places(status.notice);
    out.refused_events = status.refused_events;
    out.unknown_users.assign(status.unknown_users.size(), "***");
    out.watches = status.watches;
    out.unsent = status.unsent;
    for (auto const& each : status.kept)
        out.kept.push_back({"***", each.watches});
    for (auto const& card : status.cards)
        out.cards.push_back(without_person(card));
    return out;
}

/// What a card does not say.
std::string counts_text(Status const& status)
{
    std::string out = "{";
    for (auto const& card : status.cards) {
        append_key(out, card.id);
        out += '{';
        append_count(out, "kept", card.counts.kept);
        append_count(out, "repeated", card.counts.repeated);
        append_count(out, "discarded", card.counts.discarded);
        out += '}';
    }
    return out += "}\n";
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

std::string diagnostics(Status const& status, std::string_view epoch, std::uint64_t seq,
                        std::span<InForce const> settings, std::span<LogEntry const> log)
{
    std::string const folder = "playsync-diagnostics/";
    std::string state;
    append_status(state, without_person(status), epoch, seq);
    std::array const files{ZipFile{folder + "status.json", state + '\n'},
                           ZipFile{folder + "counts.json", counts_text(status)},
                           ZipFile{folder + "config.json", settings_text(settings)},
                           ZipFile{folder + "log.txt", log_text(log)}};
    return zip_of(files, status.now);
}

} // namespace playsync::web
