// SPDX-License-Identifier: MIT
// /changes and /history: lists, one change, orders about one.
#include <utility>

#include "storage/json_text.hpp"
#include "web/answer.hpp"
#include "web/change_query.hpp"
#include "web/handlers.hpp"
#include "web/json.hpp"
#include "web/members.hpp"
#include "web/secret.hpp"

namespace playsync::web {
namespace {

constexpr std::size_t most_ids = 32;

Problem no_change(std::string_view id)
{
    return {404, "not_found", "there is no change '" + std::string{id} + "'"};
}

Problem gone()
{
    return {410, "gone", "the change is gone: replaced by a newer state, discarded, or pruned"};
}

/// What an order that was not carried out is answered with.
std::optional<Problem> problem_of(std::optional<Fate> fate, Call const& call)
{
    if (!fate)
        return Problem{503, "store_refusing", "the store takes no changes now: see the status"};
    switch (*fate) {
    case Fate::done:
    case Fate::due:
        return std::nullopt;
    case Fate::not_found:
        return no_change(call.id);
    case Fate::replaced:
        return gone();
    case Fate::in_flight:
        return Problem{409, "in_flight", "the change is being sent right now"};
    case Fate::settled:
        return Problem{409, "settled", "the target has the change already"};
    case Fate::not_pending:
        return Problem{409, "not_pending", "only a change that waits can be parked"};
    }
    return std::nullopt;
}

/// Of what a person could have seen and decided by.
std::string tag_of(ChangeView const& view)
{
    auto const& [id, number, standing, body] = view.entry;
    return '"' +
           content_tag(id.text() + body + std::string{name_of(standing.state)} + ' ' +
                       std::to_string(standing.attempts) + ' ' +
                       std::to_string(standing.last_attempt_at)) +
           '"';
}

Reply change_response(Call const& call, Ulid id, unsigned status)
{
    auto const detail = call.site.changes.find(id);
    if (detail.view.entry.id.is_null())
        return detail.is_past ? gone() : no_change(call.id);
    auto response = json_response(status, change_detail_json(detail));
    response.fields.emplace_back("ETag", tag_of(detail.view));
    return response;
}

Reply list_response(Call const& call, ChangeQuery const& query)
{
    auto const list = call.site.changes.list(query);
    if (!list)
        return no_target(query.target.value_or(""));
    return json_response(200, change_list_json(*list));
}

template <std::optional<Fate> (Changes::*order)(Ulid)>
Reply ordered(Call const& call)
{
    if (auto problem = not_empty(call))
        return std::move(*problem);
    auto const id = Ulid::parse(call.id);
    if (!id)
        return no_change(call.id);
    if (auto problem = problem_of((call.site.changes.*order)(*id), call))
        return std::move(*problem);
    return change_response(call, *id, 202);
}

bool is_word(std::string_view text, std::size_t most)
{
    return !text.empty() && text.size() <= most;
}

/// The ids of a body, or what is wrong with them.
std::optional<Problem> read_ids(Call const& call, Ids& ids)
{
    constexpr std::array<std::string_view, 1> allowed{"ids/*"};
    constexpr std::size_t longest_scheme = 32, longest_id = 256;
    std::string wrong;
    auto const members = Members::read(call.request.body, allowed, wrong);
    if (!members)
        return bad_request(wrong);
    for (auto const& [name, value] : members->values()) {
        auto const scheme = name.substr(name.find('/') + 1);
        auto const* text = std::get_if<std::string>(&value);
        if (!text || !is_word(scheme, longest_scheme) || !is_word(*text, longest_id))
            return bad_request("member '" + name + "' must be a text of at most 256 bytes");
        ids.emplace_back(scheme, *text);
    }
    if (ids.empty() || ids.size() > most_ids)
        return bad_request("member 'ids' must have 1 to 32 ids, such as {\"imdb\": \"tt0113277\"}");
    return std::nullopt;
}

} // namespace

Reply show_changes(Call const& call)
{
    constexpr std::array<std::string_view, 10> allowed{
        "state", "target", "user", "kind", "q", "since", "until", "sort", "limit", "cursor"};
    std::string wrong;
    auto const given = read_query(call.query, allowed, wrong);
    ChangeQuery query;
    if (given)
        wrong = read_change_query(*given, query);
    return wrong.empty() ? list_response(call, query) : bad_request(wrong);
}

Reply show_history(Call const& call)
{
    constexpr std::array<std::string_view, 8> allowed{"target", "user",  "kind",  "q",
                                                      "since",  "until", "limit", "cursor"};
    std::string wrong;
    auto const given = read_query(call.query, allowed, wrong);
    ChangeQuery query;
    query.settled = true;
    if (given)
        wrong = read_change_query(*given, query);
    return wrong.empty() ? list_response(call, query) : bad_request(wrong);
}

Reply show_change(Call const& call)
{
    auto const id = Ulid::parse(call.id);
    return id ? change_response(call, *id, 200) : no_change(call.id);
}

Reply retry_change(Call const& call)
{
    return ordered<&Changes::retry>(call);
}

Reply park_change(Call const& call)
{
    return ordered<&Changes::park>(call);
}

Reply match_change(Call const& call)
{
    Ids ids;
    if (auto problem = read_ids(call, ids))
        return std::move(*problem);
    auto id = Ulid::parse(call.id);
    auto const detail = id ? call.site.changes.find(*id) : ChangeDetail{};
    if (detail.view.entry.id.is_null())
        return detail.is_past ? gone() : no_change(call.id);
    if (auto problem = not_matching(call, tag_of(detail.view)))
        return std::move(*problem);
    if (auto problem = problem_of(call.site.changes.rematch(*id, ids), call))
        return std::move(*problem);
    return change_response(call, *id, 202);
}

} // namespace playsync::web
