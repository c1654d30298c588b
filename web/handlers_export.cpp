// SPDX-License-Identifier: MIT
// /export: all that a filter matches, as a file.
#include <algorithm>
#include <array>

#include "storage/json_text.hpp"
#include "web/change_query.hpp"
#include "web/export.hpp"
#include "web/handlers.hpp"

namespace playsync::web {
namespace {

struct Wanted {
    std::string what;
    std::string format;
    ChangeQuery query;
};

/// What is wrong with the parameters; empty when nothing is.
std::string read_wanted(Parameters given, Wanted& wanted)
{
    auto const take = [&given](std::string const& name) {
        auto const node = given.extract(name);
        return node ? node.mapped() : std::string{};
    };
    wanted.what = take("what");
    wanted.format = take("format");
    if (wanted.what != "changes" && wanted.what != "history")
        return "parameter 'what' must be changes or history";
    if (wanted.format != "jsonl" && wanted.format != "csv")
        return "parameter 'format' must be jsonl or csv";
    wanted.query.settled = wanted.what == "history";
    if (wanted.query.settled && given.contains("state"))
        return "parameter 'state' has no place in the history";
    return read_change_query(given, wanted.query);
}

} // namespace

std::string file_name(std::string_view what, std::string_view format, UnixMs now)
{
    auto time = time_text(now).substr(0, 19);
    std::erase(time, ':');
    return "playsync-" + std::string{what} + "-" + time + "." + std::string{format};
}

Response file_response(std::string type, std::string const& name)
{
    Response response;
    response.fields.emplace_back("Content-Type", std::move(type));
    response.fields.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
    response.fields.emplace_back("Cache-Control", "no-store");
    return response;
}

Reply export_changes(Call const& call)
{
    constexpr std::array<std::string_view, 9> allowed{"what", "format", "state", "target", "user",
                                                      "kind", "q",      "since", "until"};
    std::string wrong;
    auto const given = read_query(call.query, allowed, wrong);
    Wanted wanted;
    if (given)
        wrong = read_wanted(*given, wanted);
    if (!wrong.empty())
        return bad_request(wrong);
    auto& query = wanted.query;
    auto probe = query;
    probe.limit = 1;
    probe.longest_ms = 0;
    if (!call.site.changes.list(probe))
        return no_target(query.target.value_or(""));
    auto const now = call.site.control.now();
    // What comes in meanwhile must not make it endless.
    query.order = Order::oldest;
    query.until = std::min(query.until.value_or(now + 1), now + 1);
    bool const is_csv = wanted.format == "csv";
    auto response = file_response(is_csv ? "text/csv; charset=utf-8" : "application/x-ndjson",
                                  file_name(wanted.what, wanted.format, now));
    auto const format = is_csv ? ExportFormat::csv : ExportFormat::jsonl;
    response.source = export_of(call.site.changes, std::move(query), format);
    return response;
}

} // namespace playsync::web
