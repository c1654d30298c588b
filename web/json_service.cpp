// SPDX-License-Identifier: MIT
// What a card says of a target's service: how fast it may be told, whether it lets us in, and what
// it held against us.
#include "storage/json_text.hpp"
#include "web/json.hpp"

namespace playsync::web {

void append_throughput(std::string& out, Throughput const& throughput)
{
    append_key(out, "throughput");
    out += '{';
    append_count(out, "batch", throughput.batch);
    append_key(out, "pace");
    if (throughput.requests > 0) {
        out += '{';
        append_count(out, "requests", throughput.requests);
        append_count(out, "per_ms", throughput.per_ms);
        out += '}';
    } else {
        out += "null";
    }
    append_key(out, "limit");
    if (throughput.left && throughput.resets) {
        out += '{';
        append_count(out, "left", *throughput.left);
        append_time_member(out, "resets", *throughput.resets);
        out += '}';
    } else {
        out += "null";
    }
    out += '}';
}

void append_login_members(std::string& out, LoginView const& login)
{
    append_member(out, "state", login.state);
    if (!login.user.empty())
        append_member(out, "user", login.user);
    if (!login.detail.empty())
        append_member(out, "detail", login.detail);
    if (login.until)
        append_time_member(out, "until", *login.until);
    if (!login.ended.empty())
        append_member(out, "ended", login.ended);
    if (login.state != "waiting")
        return;
    append_member(out, "verify_url", login.verify_url);
    append_member(out, "user_code", login.user_code);
    if (login.expires)
        append_time_member(out, "expires", *login.expires);
    append_count(out, "interval_s", login.interval_s);
}

void append_login(std::string& out, std::string_view key, LoginView const& login)
{
    append_key(out, key);
    out += '{';
    append_login_members(out, login);
    out += '}';
}

void append_conflicts(std::string& out, Conflicts const& conflicts)
{
    append_key(out, "conflicts");
    out += '{';
    append_key(out, "counts");
    out += '{';
    append_count(out, "ours", conflicts.ours);
    append_count(out, "theirs", conflicts.theirs);
    append_count(out, "both", conflicts.both);
    out += '}';
    append_key(out, "last");
    out += '[';
    for (auto const& each : conflicts.last) {
        out += out.back() == '[' ? "{" : ",{";
        append_time_member(out, "at", each.at);
        append_member(out, "item", each.item);
        append_member(out, "verdict", each.verdict);
        append_member(out, "sentence", each.sentence);
        out += '}';
    }
    out += "]}";
}

} // namespace playsync::web
