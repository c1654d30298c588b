// SPDX-License-Identifier: MIT
// /targets/ID: how a target is set up, shown, changed and ended.
#include <array>

#include "storage/json_text.hpp"
#include "web/address.hpp"
#include "web/answer.hpp"
#include "web/handlers.hpp"
#include "web/json.hpp"
#include "web/members.hpp"

namespace playsync::web {
namespace {

std::string tag_of(Setup const& setup)
{
    return '"' + setup.version + '"';
}

void append_setup(std::string& out, Setup const& setup)
{
    append_member(out, "managed_by", setup.by_hand ? "file" : "page");
    append_key(out, "settings");
    out += '{';
    for (auto const& [key, value] : setup.settings) {
        append_key(out, key);
        append_setting(out, value);
    }
    out += '}';
    append_key(out, "secrets");
    out += '{';
    for (auto const& [key, is_set] : setup.secrets)
        append_flag(out, key, is_set);
    out += '}';
    append_key(out, "errors");
    append_setting(out, setup.errors);
}

/// The card, where the target works, and how it is set up, where that is in a file.
Reply target_response(Call const& call, unsigned code)
{
    auto const card = call.site.control.card(call.id);
    auto const setup = call.site.setups.find(call.id);
    if (!card && !setup)
        return no_target(call.id);
    std::string out;
    if (card) {
        append_card(out, *card);
        out.pop_back();
    } else {
        out = "{";
        append_member(out, "id", call.id);
    }
    if (setup)
        append_setup(out, *setup);
    auto response = json_response(code, std::move(out += '}'));
    if (setup)
        response.fields.emplace_back("ETag", tag_of(*setup));
    return response;
}

struct ToSetting {
    std::optional<Setting> operator()(std::nullptr_t) const { return std::nullopt; }
    template <class Value>
    std::optional<Setting> operator()(Value const& value) const
    {
        return Setting{value};
    }
};

/// The members of a body as settings, or what is wrong with it.
std::optional<Problem> read_settings(Call const& call, Given& given)
{
    constexpr std::array<std::string_view, 2> allowed{"*", "*[]"};
    std::string wrong;
    auto const members = Members::read(call.request.body, allowed, wrong);
    if (!members)
        return bad_request(wrong);
    for (auto const& [key, value] : members->values())
        given.emplace(key, std::visit(ToSetting{}, value));
    for (auto const& [key, texts] : members->lists())
        given.emplace(key, Setting{texts});
    return std::nullopt;
}

std::optional<Problem> unfit(Call const& call, std::optional<Setup> const& setup)
{
    bool const is_new = field(call.request, "If-None-Match") == "*";
    if (is_new && setup)
        return Problem{409, "exists", "there is a target '" + call.id + "'"};
    if (is_new)
        return std::nullopt;
    if (!setup)
        return no_target(call.id);
    return not_matching(call, tag_of(*setup));
}

std::string pointer_to(std::string_view key)
{
    std::string out;
    for (char const c : key)
        out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return key.empty() ? out : '/' + out;
}

Problem invalid(std::vector<SettingFault> const& faults)
{
    Problem problem{400, "invalid", faults.front().detail};
    for (auto const& each : faults)
        problem.errors.push_back({pointer_to(each.key), each.code, each.detail});
    return problem;
}

Problem not_written(std::exception const& error)
{
    return {503, "not_writable", error.what()};
}

bool has_open_changes(Call const& call)
{
    ChangeQuery query;
    query.target = call.id;
    query.limit = 1;
    for (auto const state : {State::pending, State::failed}) {
        query.state = state;
        auto const list = call.site.changes.list(query);
        if (list && (!list->items.empty() || !list->next.empty()))
            return true;
    }
    return false;
}

net::awaitable<Answer> discarded(Call const& call)
{
    std::uint64_t done = 0;
    for (auto const state : {State::pending, State::failed}) {
        BulkOrder order;
        order.deed = Deed::discard;
        auto& filter = order.filter.emplace();
        filter.target = call.id;
        filter.state = state;
        auto const result = co_await carry_out(call.site.changes, std::move(order));
        done += result.done;
    }
    std::string out = "{";
    append_count(out, "discarded", done);
    co_return json_response(200, out += '}');
}

} // namespace

Reply show_target(Call const& call)
{
    return target_response(call, 200);
}

Reply put_target(Call const& call)
{
    auto& setups = call.site.setups;
    Given given;
    if (auto problem = read_settings(call, given))
        return std::move(*problem);
    if (!setups.is_name(call.id))
        return bad_request("a target's name has only letters, digits, '-' and '_', at most 64");
    auto const before = setups.find(call.id);
    if (auto problem = unfit(call, before))
        return std::move(*problem);
    try {
        if (auto const faults = setups.store(call.id, std::move(given)); !faults.empty())
            return invalid(faults);
    } catch (std::runtime_error const& error) {
        return not_written(error);
    }
    return target_response(call, before ? 200 : 201);
}

Reply delete_target(Call const& call)
{
    constexpr std::array<std::string_view, 1> allowed{"changes"};
    std::string wrong;
    auto const given = read_query(call.query, allowed, wrong);
    auto const setup = call.site.setups.find(call.id);
    if (!given)
        return bad_request(wrong);
    if (!setup)
        return no_target(call.id);
    if (auto problem = not_matching(call, tag_of(*setup)))
        return std::move(*problem);
    auto const choice = given->empty() ? "" : given->begin()->second;
    if (!given->empty() && choice != "keep" && choice != "discard")
        return bad_request("parameter 'changes' must be keep or discard");
    if (given->empty() && has_open_changes(call))
        return Problem{409, "changes_wait",
                       "'" + call.id +
                           "' has changes that are not settled: say changes=keep or "
                           "changes=discard"};
    try {
        call.site.setups.remove(call.id);
    } catch (std::runtime_error const& error) {
        return not_written(error);
    }
    if (choice != "discard")
        return json_response(200, R"({"discarded":0})");
    call.site.control.disown(call.id);
    return Later{[&call] { return discarded(call); }};
}

} // namespace playsync::web
