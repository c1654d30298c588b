// SPDX-License-Identifier: MIT
#include "web/watch_export.hpp"

#include <utility>

#include "storage/codec.hpp"
#include "storage/json_text.hpp"
#include "web/json.hpp"

namespace playsync::web {
namespace {

constexpr std::size_t watches_a_piece = 100;
constexpr int longest_look_ms = 5;
constexpr std::string_view head =
    "name,user,kind,title,show,season,episode,artist,album,year,ids,begun,watched_at,ended,"
    "duration_ms,how,targets,taken_back,host\r\n";

class WatchExport final : public Source {
public:
    WatchExport(Watches const& watches, WatchQuery query, ExportFormat format)
        : watches_(watches),
          query_(std::move(query)),
          format_(format)
    {
        query_.limit = watches_a_piece;
        query_.longest_ms = longest_look_ms;
    }

    std::optional<std::string> next() override
    {
        if (is_over_)
            return std::nullopt;
        std::string piece;
        if (format_ == ExportFormat::csv && std::exchange(is_begin_, false))
            piece = watch_csv_head();
        auto page = watches_.list(query_);
        for (auto const& entry : page.entries)
            append(piece, entry);
        is_over_ = page.next.empty();
        query_.from = std::move(page.next);
        return piece;
    }

private:
    void append(std::string& out, WatchEntry const& entry) const
    {
        if (format_ == ExportFormat::csv)
            return append_watch_csv(out, entry);
        append_watch_entry(out, entry);
        out += '\n';
    }

    Watches const& watches_;
    WatchQuery query_;
    ExportFormat format_;
    bool is_begin_ = true;
    bool is_over_ = false;
};

} // namespace

void append_watch_entry(std::string& out, WatchEntry const& entry)
{
    auto const& span = entry.span;
    out += "{\"name\":\"";
    out += text_of(WatchName{span.at, span.item});
    out += '"';
    ItemText const text{entry.user, entry.item};
    append_key(out, "user");
    out += text.user();
    append_key(out, "item");
    out += text.item();
    append_time_member(out, "begun", span.begun);
    append_time_member(out, "watched_at", span.at);
    append_time_member(out, "ended", span.ended);
    if (entry.duration_ms > 0)
        append_member(out, "duration_ms", entry.duration_ms);
    append_member(out, "how", name_of(entry.how));
    append_count(out, "targets", entry.targets);
    append_flag(out, "taken_back", span.taken_back);
    if (!entry.host.empty())
        append_member(out, "host", entry.host);
    out += '}';
}

std::string watch_page_json(WatchPage const& page)
{
    std::string out = "{\"items\":[";
    for (auto const& entry : page.entries) {
        if (out.back() != '[')
            out += ',';
        append_watch_entry(out, entry);
    }
    out += ']';
    if (!page.next.empty())
        append_member(out, "next", page.next);
    return out += '}';
}

std::string_view watch_csv_head() noexcept
{
    return head;
}

void append_watch_csv(std::string& out, WatchEntry const& entry)
{
    auto const& span = entry.span;
    CsvLine line{out};
    line.text(text_of(WatchName{span.at, span.item}));
    line.text(entry.user);
    line.item(entry.item);
    line.time(span.begun, true);
    line.time(span.at, true);
    line.time(span.ended, true);
    line.number(entry.duration_ms, entry.duration_ms > 0);
    line.text(name_of(entry.how));
    line.number(entry.targets, true);
    line.text(span.taken_back ? "yes" : "");
    line.text(entry.host);
}

std::unique_ptr<Source> export_of(Watches const& watches, WatchQuery query, ExportFormat format)
{
    return std::make_unique<WatchExport>(watches, std::move(query), format);
}

} // namespace playsync::web
