// SPDX-License-Identifier: MIT
#include "web/metrics.hpp"

#include <algorithm>
#include <vector>

#include "storage/json_text.hpp"

namespace playsync::web {
namespace {

constexpr std::string_view state_words[] = {"up to date",   "syncing",     "gathering", "waiting",
                                            "rate limited", "unreachable", "offline",   "paused",
                                            "needs log-in", "halted"};

struct Label {
    std::string_view name;
    std::string_view value;
};
using Labels = std::vector<Label>;

std::string number_text(double number)
{
    std::string text;
    append_real(text, number);
    return text;
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (char const c : text) {
        if (c == '\n')
            out += "\\n";
        else if (c == '\\' || c == '"')
            out.append(1, '\\').append(1, c);
        else
            out += c;
    }
    return out;
}

/// Families of samples, each with its HELP and TYPE.
class Exposition {
public:
    void family(std::string_view name, std::string_view type, std::string_view help)
    {
        name_ = "playsync_" + std::string{name};
        text_.append("# HELP ").append(name_).append(1, ' ').append(help) += '\n';
        text_.append("# TYPE ").append(name_).append(1, ' ').append(type) += '\n';
    }

    void sample(Labels const& labels, std::string const& value, std::string_view suffix = {})
    {
        text_.append(name_).append(suffix);
        char before = '{';
        for (auto const& [name, content] : labels) {
            text_.append(1, before).append(name).append("=\"").append(escaped(content)) += '"';
            before = ',';
        }
        text_.append(labels.empty() ? " " : "} ").append(value) += '\n';
    }

    void sample(Labels const& labels, std::uint64_t value, std::string_view suffix = {})
    {
        sample(labels, std::to_string(value), suffix);
    }

    void histogram(Labels const& labels, Histogram const& from)
    {
        auto const bucket = [&](std::string const& bound, std::uint64_t count) {
            auto more = labels;
            more.push_back({"le", bound});
            sample(more, count, "_bucket");
        };
        for (std::size_t i = 0; i < from.bounds().size(); ++i)
            bucket(number_text(from.bounds()[i]), from.up_to(i));
        bucket("+Inf", from.count());
        sample(labels, number_text(from.sum()), "_sum");
        sample(labels, from.count(), "_count");
    }

    std::string take() { return std::move(text_); }

private:
    std::string text_;
    std::string name_;
};

void add_changes(Exposition& out, Status const& status)
{
    out.family("changes", "gauge", "Changes now, by where they stand.");
    for (auto const& card : status.cards) {
        auto const& counts = card.counts;
        auto const syncing = std::min(card.syncing, counts.pending);
        out.sample({{"target", card.id}, {"state", "pending"}}, counts.pending - syncing);
        out.sample({{"target", card.id}, {"state", "syncing"}}, syncing);
        out.sample({{"target", card.id}, {"state", "failed"}}, counts.failed);
    }
    auto const total = [&](char const* name, char const* help, auto of) {
        out.family(name, "counter", help);
        for (auto const& card : status.cards)
            out.sample({{"target", card.id}}, of(card.counts));
    };
    total("changes_taken_total", "Changes taken in since the store was made.",
          [](Counts const& counts) { return counts.taken(); });
    total("changes_synced_total", "Changes a target has taken since the store was made.",
          [](Counts const& counts) { return counts.synced; });
    total("changes_superseded_total", "Changes a newer state has replaced before they were told.",
          [](Counts const& counts) { return counts.superseded; });
    total("changes_repeated_total", "Events that said again what was known.",
          [](Counts const& counts) { return counts.repeated; });
}

void add_targets(Exposition& out, Status const& status)
{
    out.family("oldest_pending_seconds", "gauge", "Age of the oldest pending change; 0: none.");
    for (auto const& card : status.cards) {
        auto const age = status.now - card.oldest_pending.value_or(status.now);
        out.sample({{"target", card.id}}, number_text(static_cast<double>(age) / 1000));
    }
    out.family("target_state", "gauge", "1 for the state the target is in, else 0.");
    for (auto const& card : status.cards)
        for (auto const word : state_words)
            out.sample({{"target", card.id}, {"state", word}}, std::uint64_t{card.state == word});
}

void add_meters(Exposition& out, Meters const& meters)
{
    out.family("attempts_failed_total", "counter",
               "Batches that did not succeed since the start, by class of error.");
    for (auto const& [id, target] : meters.targets)
        for (auto const& [kind, count] : target.failed)
            out.sample({{"target", id}, {"class", name_of(kind)}}, count);
    auto const histogram = [&](char const* name, char const* help, auto which) {
        out.family(name, "histogram", help);
        for (auto const& [id, target] : meters.targets)
            out.histogram({{"target", id}}, target.*which);
    };
    histogram("batch_changes", "Changes in a batch.", &TargetMeters::batch);
    histogram("answer_seconds", "From sending a batch to its outcome.", &TargetMeters::answer);
    histogram("sync_delay_seconds", "From taking a change in to its being synced.",
              &TargetMeters::delay);
    out.family("commit_seconds", "histogram", "What a commit of the store takes.");
    out.histogram({}, meters.commit);
}

} // namespace

std::string metrics_text(Status const& status, Meters const& meters, std::size_t pages)
{
    Exposition out;
    out.family("build_info", "gauge", "1, with the version.");
    out.sample({{"version", status.version}}, std::uint64_t{1});
    add_changes(out, status);
    add_targets(out, status);
    add_meters(out, meters);
    auto const gauge = [&](char const* name, char const* help, std::uint64_t value) {
        out.family(name, "gauge", help);
        out.sample({}, value);
    };
    gauge("watches", "Watches in the watch history.", status.watches);
    gauge("watches_unsent", "Watches of them that no target was told of.", status.unsent);
    gauge("store_bytes", "What the store holds.", status.store_bytes);
    gauge("store_limit_bytes", "What the store may hold.", status.store_limit);
    gauge("store_refusing", "1 while the store takes nothing.", status.refusing.has_value());
    gauge("pages", "Pages and programs that follow the events.", pages);
    gauge("online", "1 while the host has a network.", status.online);
    out.family("events_refused_total", "counter", "Events the host was told BUSY for.");
    out.sample({}, status.refused_events);
    return out.take();
}

} // namespace playsync::web
