// SPDX-License-Identifier: MIT
// What a card says of a target's service: how fast it may be told, and whether it lets us in.
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

} // namespace playsync::web
