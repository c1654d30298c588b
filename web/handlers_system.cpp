// SPDX-License-Identifier: MIT
// /log, /config, /diagnostics: the plugin itself.
#include <algorithm>
#include <array>
#include <charconv>

#include "storage/json_text.hpp"
#include "web/address.hpp"
#include "web/answer.hpp"
#include "web/diagnostics.hpp"
#include "web/handlers.hpp"
#include "web/json.hpp"

namespace playsync::web {
namespace {

constexpr std::size_t most_lines = 500;
constexpr std::size_t lines_of_a_report = 1000;

template <class Number>
bool read_number(std::string const& text, Number& number)
{
    auto const* const end = text.data() + text.size();
    auto const read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc{} && read.ptr == end;
}

/// What is wrong with the parameters; empty when nothing is.
std::string read_log_query(Parameters const& given, LogQuery& query)
{
    if (auto const level = given.find("level"); level != given.end()) {
        auto const known = log_level_of(level->second);
        if (!known)
            return "parameter 'level' must be debug, info, warning or error";
        query.level = *known;
    }
    if (auto const cursor = given.find("cursor"); cursor != given.end())
        if (!read_number(cursor->second, query.cursor.emplace()))
            return "parameter 'cursor' must be a 'next' that was given out";
    if (auto const limit = given.find("limit"); limit != given.end())
        if (!read_number(limit->second, query.limit) || query.limit < 1 || query.limit > most_lines)
            return "parameter 'limit' must be a number from 1 to 500";
    return {};
}

} // namespace

Reply show_log(Call const& call)
{
    constexpr std::array<std::string_view, 3> allowed{"level", "cursor", "limit"};
    std::string wrong;
    auto const given = read_query(call.query, allowed, wrong);
    LogQuery query;
    if (given)
        wrong = read_log_query(*given, query);
    if (!wrong.empty())
        return bad_request(wrong);
    auto const page = call.site.log_book.read(query);
    std::string out = "{\"items\":[";
    for (auto const& entry : page.entries) {
        out += out.back() == '[' ? "" : ",";
        append_log_entry(out, entry);
    }
    out += ']';
    append_count(out, "next", page.next);
    return json_response(200, out += '}');
}

Reply show_config(Call const& call)
{
    std::string out = "{\"items\":[";
    for (auto const& setting : call.site.setups.in_force()) {
        out += out.back() == '[' ? "" : ",";
        append_in_force(out, setting);
    }
    out += ']';
    append_key(out, "errors");
    append_setting(out, call.site.setups.errors());
    return json_response(200, out += '}');
}

Reply show_diagnostics(Call const& call)
{
    LogQuery query;
    query.limit = lines_of_a_report;
    auto const status = call.site.control.status();
    auto const log = call.site.log_book.read(query);
    auto time = time_text(status.now).substr(0, 19);
    std::erase(time, ':');
    auto response = file_response("application/zip", "playsync-diagnostics-" + time + ".zip");
    auto const& feed = call.site.feed;
    response.body =
        diagnostics(status, feed.epoch(), feed.seq(), call.site.setups.in_force(), log.entries);
    return response;
}

} // namespace playsync::web
