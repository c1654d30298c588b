// SPDX-License-Identifier: MIT
// /watches: the watch history listed, as a file, and forgotten.
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>

#include "storage/json_text.hpp"
#include "web/answer.hpp"
#include "web/change_query.hpp"
#include "web/handlers.hpp"
#include "web/json.hpp"
#include "web/members.hpp"
#include "web/watch_export.hpp"

namespace playsync::web {
namespace {

constexpr std::array<std::string_view, 5> filtered_by{"user", "kind", "q", "since", "until"};

WatchFilter filter_of(ChangeQuery const& read)
{
    WatchFilter filter;
    filter.user = read.user;
    filter.kind = read.kind;
    filter.words = read.words;
    filter.since = read.since;
    filter.until = read.until;
    return filter;
}

/// What is wrong with the parameters, which are known by name; empty when nothing is.
std::string read_watch_query(Parameters given, WatchQuery& query)
{
    auto const unsent = given.extract("unsent");
    if (unsent && unsent.mapped() != "1")
        return "parameter 'unsent' must be 1, or left out";
    auto const cursor = given.extract("cursor");
    if (cursor && !watch_name_of(cursor.mapped()))
        return "parameter 'cursor' must be a 'next' that was given out";
    ChangeQuery read;
    if (auto wrong = read_change_query(given, read); !wrong.empty())
        return wrong;
    query.filter = filter_of(read);
    query.filter.unsent = !unsent.empty();
    query.from = cursor ? cursor.mapped() : std::string{};
    query.limit = read.limit;
    return {};
}

std::string read_order(Members const& members, ForgetOrder& order)
{
    if (!members.has("filter"))
        return "there must be a 'filter'; {} fits all";
    ChangeQuery read;
    for (auto const name : filtered_by) {
        auto const member = "filter/" + std::string{name};
        if (!members.has(member))
            continue;
        auto const value = members.text(member);
        if (!value)
            return "member '" + member + "' must be a text";
        if (auto wrong = read_filter(name, *value, read); !wrong.empty())
            return wrong;
    }
    order.filter = filter_of(read);
    for (auto const* flag : {"filter/unsent", "dry_run"})
        if (members.has(flag) && !members.flag(flag))
            return "member '" + std::string{flag} + "' must be true or false";
    order.filter.unsent = members.flag("filter/unsent").value_or(false);
    order.dry_run = members.flag("dry_run").value_or(false);
    auto const expect = members.number("expect").value_or(-1);
    if (members.has("expect") ? expect < 0 : !order.dry_run)
        return "member 'expect' must be the number of watches that a 'dry_run' said";
    order.expect = static_cast<std::uint64_t>(std::max<std::int64_t>(expect, 0));
    return {};
}

Answer answer_of(ForgetOrder const& order, ForgetResult const& result)
{
    if (result.end == ForgetResult::End::refused)
        return Problem{503, "store_refusing",
                       "the store takes no changes now; " + std::to_string(result.forgotten) +
                           " watches were forgotten before"};
    if (result.end == ForgetResult::End::unexpected)
        return Problem{409, "expectation",
                       "the filter fits more than the " + std::to_string(order.expect) +
                           " watches that were expected"};
    std::string out = "{";
    append_member(out, "matched", static_cast<std::int64_t>(result.matched));
    append_count(out, "forgotten", result.forgotten);
    return json_response(200, out += '}');
}

/// Goes on though nobody waits for it any more: half of it would be a surprise.
net::awaitable<Answer> carried_out(Watches& watches, ForgetOrder order)
{
    auto const executor = co_await net::this_coro::executor;
    auto const work = watches.begin(order);
    while (!work->step())
        co_await net::post(executor, net::use_awaitable);
    co_return answer_of(order, work->result());
}

Problem no_watch(std::string_view name)
{
    return {404, "not_found", "there is no watch '" + std::string{name} + "'"};
}

} // namespace

Reply show_watches(Call const& call)
{
    constexpr std::array<std::string_view, 8> allowed{"user",  "kind",   "q",     "since",
                                                      "until", "unsent", "limit", "cursor"};
    std::string wrong;
    auto const given = read_query(call.query, allowed, wrong);
    WatchQuery query;
    if (given)
        wrong = read_watch_query(*given, query);
    if (!wrong.empty())
        return bad_request(wrong);
    return json_response(200, watch_page_json(call.site.watches.list(query)));
}

Reply export_watches(Call const& call)
{
    constexpr std::array<std::string_view, 7> allowed{"format", "user",  "kind",  "q",
                                                      "since",  "until", "unsent"};
    std::string wrong;
    auto given = read_query(call.query, allowed, wrong);
    WatchQuery query;
    std::string form;
    if (given) {
        if (auto const node = given->extract("format"))
            form = node.mapped();
        wrong = read_watch_query(std::move(*given), query);
    }
    if (wrong.empty() && form != "jsonl" && form != "csv")
        wrong = "parameter 'format' must be jsonl or csv";
    if (!wrong.empty())
        return bad_request(wrong);
    bool const is_csv = form == "csv";
    auto response = file_response(is_csv ? "text/csv; charset=utf-8" : "application/x-ndjson",
                                  file_name("watches", form, call.site.control.now()));
    response.source = export_of(call.site.watches, std::move(query),
                                is_csv ? ExportFormat::csv : ExportFormat::jsonl);
    return response;
}

Reply forget_watch(Call const& call)
{
    auto const name = watch_name_of(call.id);
    if (!name)
        return no_watch(call.id);
    auto const was_there = call.site.watches.forget(*name);
    if (!was_there)
        return Problem{503, "store_refusing", "the store takes no changes now: see the status"};
    if (!*was_there)
        return no_watch(call.id);
    return no_content();
}

Reply forget_watches(Call const& call)
{
    constexpr std::array<std::string_view, 8> allowed{
        "filter/user",  "filter/kind",   "filter/q", "filter/since",
        "filter/until", "filter/unsent", "dry_run",  "expect"};
    std::string wrong;
    auto const members = Members::read(call.request.body, allowed, wrong);
    ForgetOrder order;
    if (members)
        wrong = read_order(*members, order);
    if (!wrong.empty())
        return bad_request(wrong);
    return Later{[&watches = call.site.watches, order] { return carried_out(watches, order); }};
}

} // namespace playsync::web
