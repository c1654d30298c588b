// SPDX-License-Identifier: MIT
// /retry, /discard, /undo: work on many changes, in steps between which others have their turn.
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "storage/json_text.hpp"
#include "web/answer.hpp"
#include "web/change_query.hpp"
#include "web/handlers.hpp"
#include "web/json.hpp"
#include "web/members.hpp"

namespace playsync::web {
namespace {

constexpr std::array<std::string_view, 10> allowed{
    "filter/state", "filter/target", "filter/user", "filter/kind", "filter/q",
    "filter/since", "filter/until",  "ids[]",       "dry_run",     "expect"};

std::string read_filter(Members const& members, BulkOrder& order)
{
    auto& query = order.filter.emplace();
    for (auto const name : filter_names) {
        auto const member = "filter/" + std::string{name};
        if (!members.has(member))
            continue;
        auto const value = members.text(member);
        if (!value)
            return "member '" + member + "' must be a text";
        if (auto wrong = read_filter(name, *value, query); !wrong.empty())
            return wrong;
    }
    return {};
}

std::string read_ids(Members const& members, BulkOrder& order)
{
    for (auto const& text : members.texts("ids")) {
        auto const id = Ulid::parse(text);
        if (!id)
            return "member 'ids' must list ids of changes, and '" + text + "' is none";
        order.ids.push_back(*id);
    }
    return order.ids.empty() ? "member 'ids' must list at least one change" : "";
}

std::string read_order(Members const& members, BulkOrder& order)
{
    if (members.has("filter") == members.has("ids"))
        return "there must be either a 'filter' or 'ids'";
    if (members.has("dry_run") && !members.flag("dry_run"))
        return "member 'dry_run' must be true or false";
    if (members.has("expect") && members.number("expect").value_or(-1) < 0)
        return "member 'expect' must be a number that is not negative";
    order.dry_run = members.flag("dry_run").value_or(false);
    if (auto const expect = members.number("expect"))
        order.expect = static_cast<std::uint64_t>(*expect);
    return members.has("ids") ? read_ids(members, order) : read_filter(members, order);
}

Response result_response(BulkResult const& result)
{
    std::string out = "{";
    append_count(out, "matched", result.matched);
    append_count(out, "done", result.done);
    append_key(out, "skipped");
    out += '[';
    for (auto const& [code, count] : result.skipped) {
        out += out.back() == '[' ? "{" : ",{";
        append_member(out, "code", code);
        append_count(out, "count", count);
        out += '}';
    }
    out += ']';
    if (result.undo) {
        out += ",\"undo\":{";
        append_member(out, "token", result.undo->token);
        append_time_member(out, "until", result.undo->until);
        out += '}';
    }
    return json_response(200, out += '}');
}

Answer answer_of(BulkOrder const& order, BulkResult const& result)
{
    using End = BulkResult::End;
    switch (result.end) {
    case End::no_target:
        return no_target(order.filter ? order.filter->target.value_or("") : "");
    case End::unexpected:
        return Problem{409, "expectation",
                       "the filter matches " + std::to_string(result.matched) + " changes, not " +
                           std::to_string(order.expect.value_or(0))};
    case End::no_undo:
        return Problem{404, "not_found", "there is no such undo"};
    case End::too_late:
        return Problem{410, "gone", "the time for this undo is over"};
    case End::done:
        break;
    }
    if (order.deed != Deed::undo)
        return result_response(result);
    std::string out = "{";
    append_count(out, "restored", result.done);
    return json_response(200, out += '}');
}

net::awaitable<Answer> answered(Changes& changes, BulkOrder order)
{
    auto const asked = order;
    auto const result = co_await carry_out(changes, std::move(order));
    co_return answer_of(asked, result);
}

Reply bulk(Call const& call, Deed deed)
{
    std::string wrong;
    auto const members = Members::read(call.request.body, allowed, wrong);
    BulkOrder order;
    order.deed = deed;
    if (members)
        wrong = read_order(*members, order);
    if (!wrong.empty())
        return bad_request(wrong);
    return Later{[&changes = call.site.changes, order] { return answered(changes, order); }};
}

} // namespace

net::awaitable<BulkResult> carry_out(Changes& changes, BulkOrder order)
{
    auto const executor = co_await net::this_coro::executor;
    auto const work = changes.begin(std::move(order));
    while (!work->step())
        co_await net::post(executor, net::use_awaitable);
    co_return work->result();
}

Reply retry_changes(Call const& call)
{
    return bulk(call, Deed::retry);
}

Reply discard_changes(Call const& call)
{
    return bulk(call, Deed::discard);
}

Reply undo_discard(Call const& call)
{
    constexpr std::array<std::string_view, 1> only{"token"};
    std::string wrong;
    auto const members = Members::read(call.request.body, only, wrong);
    auto const token = members ? members->text("token") : std::nullopt;
    if (!token)
        return bad_request(wrong.empty() ? "there must be a text 'token'" : wrong);
    BulkOrder order;
    order.deed = Deed::undo;
    order.token = *token;
    return Later{[&changes = call.site.changes, order] { return answered(changes, order); }};
}

} // namespace playsync::web
