// SPDX-License-Identifier: MIT
#include "web/export.hpp"

#include <utility>

#include "web/json.hpp"

namespace playsync::web {
namespace {

constexpr std::size_t changes_a_piece = 100;
constexpr int longest_look_ms = 5;
constexpr std::string_view head =
    "id,target,user,verb,state,kind,title,show,season,episode,artist,album,year,ids,position_ms,"
    "duration_ms,occurred_at,taken_at,settled_at,next_attempt_at,attempts,error,status,message\r\n";

class Export final : public Source {
public:
    Export(Changes const& changes, ChangeQuery query, ExportFormat format)
        : changes_(changes),
          query_(std::move(query)),
          format_(format)
    {
        query_.limit = changes_a_piece;
        query_.longest_ms = longest_look_ms;
    }

    std::optional<std::string> next() override
    {
        if (is_over_)
            return std::nullopt;
        std::string piece;
        if (format_ == ExportFormat::csv && std::exchange(is_begin_, false))
            piece = csv_head();
        auto const list = changes_.list(query_);
        if (list)
            for (auto const& change : list->items)
                append(piece, change);
        is_over_ = !list || list->next.empty();
        if (list)
            query_.from = list->next;
        return piece;
    }

private:
    void append(std::string& out, ChangeView const& change) const
    {
        if (format_ == ExportFormat::csv)
            return append_csv(out, change);
        append_change(out, change);
        out += '\n';
    }

    Changes const& changes_;
    ChangeQuery query_;
    ExportFormat format_;
    bool is_begin_ = true;
    bool is_over_ = false;
};

} // namespace

std::string_view csv_head() noexcept
{
    return head;
}

void append_csv(std::string& out, ChangeView const& change)
{
    auto const& [id, number, standing, body] = change.entry;
    auto const told = decode_body(id, body).value_or(Change{});
    bool const settled = standing.state == State::synced || standing.state == State::failed;
    CsvLine line{out};
    line.text(id.text());
    line.text(change.target);
    line.text(told.user);
    line.text(name_of(told.verb));
    line.text(name_of(standing.state));
    line.item(told.item);
    line.number(told.position_ms, told.position_ms >= 0);
    line.number(told.duration_ms, told.duration_ms > 0);
    line.time(told.occurred_at, told.occurred_at != 0);
    line.time(id.time_ms(), true);
    line.time(standing.next_attempt_at, settled);
    line.time(standing.next_attempt_at, standing.state == State::pending);
    line.number(standing.attempts, true);
    bool const failed = standing.error.kind != ErrorClass::none;
    line.text(failed ? name_of(standing.error.kind) : "");
    line.number(standing.error.http_status, standing.error.http_status != 0);
    line.text(standing.error.message);
}

std::unique_ptr<Source> export_of(Changes const& changes, ChangeQuery query, ExportFormat format)
{
    return std::make_unique<Export>(changes, std::move(query), format);
}

} // namespace playsync::web
