// SPDX-License-Identifier: MIT
#include "plugin/targets/jellyfin_api.hpp"

#include <algorithm>
#include <charconv>

#include "plugin/http/answer.hpp"
#include "storage/json_text.hpp"

namespace playsync::jellyfin {
namespace {

constexpr Ticks ticks_a_ms = 10'000;

/// Of RFC 3986, what stands for itself; the server decodes the rest, in addresses and in its
/// Authorization header (AuthorizationContext.GetParts).
std::string escaped(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        bool const plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                           (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain)
            out += c;
        else
            out.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

http::Request post(std::string path, std::string body)
{
    http::Request request;
    request.path = std::move(path);
    request.body = std::move(body);
    request.headers = {{"Content-Type", "application/json"}};
    return request;
}

std::string told(Change const& change, Decision const& decision, ItemInfo const& item)
{
    bool const later = !item.state.at || change.occurred_at > *item.state.at;
    auto const ours = state_of(change, item);
    bool const mark = ours.verb != Verb::progress;
    std::string body = mark ? "{\"Played\":true" : "{";
    if (mark && change.verb != Verb::progress) {
        // Somebody may have marked it by hand, which leaves no date; that was this play.
        bool const counted = item.state.watched && !item.state.at;
        append_member(body, "PlayCount",
                      counted ? std::max<std::int64_t>(item.plays, 1) : item.plays + 1);
    }
    if (decision.resolution != Resolution::both) {
        append_member(body, "PlaybackPositionTicks", mark ? 0 : ours.position_ms * ticks_a_ms);
        if (later)
            append_member(body, "LastPlayedDate", time_text(change.occurred_at));
    }
    return body += '}';
}

} // namespace

std::string authorization(std::string_view device, std::string_view token)
{
    auto header = "MediaBrowser Client=\"playsync\", Device=\"playsync\", DeviceId=\"" +
                  escaped(device) + "\", Version=\"" + escaped(PLAYSYNC_VERSION_TEXT) + '"';
    if (!token.empty())
        header += ", Token=\"" + escaped(token) + '"';
    return header;
}

http::Request ask(std::string path)
{
    http::Request request;
    request.method = "GET";
    request.path = std::move(path);
    request.repeatable = true;
    return request;
}

/// Without collapseBoxSetItems=false a user's settings may hide films behind their collection.
http::Request ask_library(std::string_view user_id, std::string_view types, std::size_t from)
{
    return ask("/Items?userId=" + escaped(user_id) + "&includeItemTypes=" + std::string{types} +
               "&recursive=true&collapseBoxSetItems=false&fields=ProviderIds,Path"
               "&enableUserData=false&enableImages=false&sortBy=SortName&startIndex=" +
               std::to_string(from) + "&limit=" + std::to_string(page_size));
}

http::Request ask_count(std::string_view user_id)
{
    return ask("/Items?userId=" + escaped(user_id) + "&includeItemTypes=Movie,Episode" +
               "&recursive=true&enableUserData=false&enableImages=false&startIndex=0&limit=1");
}

http::Request ask_states(std::string_view user_id, std::vector<std::string> const& ids)
{
    std::string list;
    for (auto const& id : ids)
        list += (list.empty() ? "" : ",") + escaped(id);
    return ask("/Items?userId=" + escaped(user_id) + "&recursive=true&enableUserData=true" +
               "&enableImages=false&enableTotalRecordCount=false&ids=" + list);
}

http::Request enter_by_password(std::string_view user, std::string_view password)
{
    std::string body = "{";
    append_member(body, "Username", user);
    append_member(body, "Pw", password);
    return post("/Users/AuthenticateByName", body += '}');
}

http::Request enter_by_quick_connect(std::string_view secret)
{
    std::string body = "{";
    append_member(body, "Secret", secret);
    return post("/Users/AuthenticateWithQuickConnect", body += '}');
}

bool is_too_old(std::string_view version)
{
    int major = 0, minor = 0;
    auto const* const end = version.data() + version.size();
    auto const first = std::from_chars(version.data(), end, major);
    if (first.ec != std::errc{} || first.ptr == end ||
        std::from_chars(first.ptr + 1, end, minor).ec != std::errc{})
        return false; // an unknown form is a newer one
    return major < 10 || (major == 10 && minor < 9);
}

Resume resume_of(std::int64_t position_ms, std::int64_t duration_ms) noexcept
{
    constexpr std::int64_t shortest_ms = 300'000;
    if (duration_ms <= 0)
        return {std::max<std::int64_t>(position_ms, 0), false};
    if (position_ms < duration_ms / 20 || duration_ms < shortest_ms)
        return {0, false};
    if (position_ms > duration_ms / 10 * 9 || position_ms >= duration_ms - 1000)
        return {0, true};
    return {position_ms, false};
}

/// A track has no position to resume (Audio.SupportsPositionTicksResume).
OurState state_of(Change const& change, ItemInfo const& item) noexcept
{
    OurState ours;
    ours.verb = change.verb;
    ours.at = change.occurred_at;
    if (change.verb != Verb::progress || item.type == "Audio")
        return ours;
    auto const duration = change.duration_ms > 0 ? change.duration_ms : item.duration_ms;
    auto const resume = resume_of(change.position_ms, duration);
    ours.position_ms = resume.position_ms;
    ours.restart = change.restart;
    if (resume.finished)
        ours.verb = Verb::watched;
    return ours;
}

/// POST /UserPlayedItems with a date counts a play each time (BaseItem.MarkPlayed), so plays are
/// set by UserData, which applies what is there and nothing else. Only DELETE takes the date away.
http::Request tell(Change const& change, Decision const& decision, ItemInfo const& item,
                   std::string_view user_id)
{
    auto const user = "?userId=" + escaped(user_id);
    http::Request request;
    if (change.verb == Verb::unwatched) {
        request.method = "DELETE";
        request.path = "/UserPlayedItems/" + escaped(item.id) + user;
    } else {
        request = post("/UserItems/" + escaped(item.id) + "/UserData" + user,
                       told(change, decision, item));
    }
    request.repeatable = true;
    return request;
}

Outcome outcome_of(http::Response const& response, UnixMs now)
{
    auto outcome = http::outcome_of(response, now);
    auto& [kind, status, message] = outcome.error;
    bool const proxy = !response.header("www-authenticate").empty(); // the server never says that
    if (response.status == 401 && proxy) {
        kind = ErrorClass::misconfigured;
        message = "what stands before the server wants a log-in of its own";
    } else if (response.status == 401) {
        message = "the server does not know this log-in any more";
    }
    if (response.status == 403) { // EnableUserPreferenceAccess, or somebody else's user id
        kind = ErrorClass::misconfigured;
        message = "the server does not let this user's play states be set";
    }
    if (response.status == 404)
        message = "the server answered 404: there is no Jellyfin 10.9 or later at this address";
    if (response.status == 503) // SetupServer: starting, migrating; or our address is not allowed
        message = "the server is starting, or does not serve our address";
    return outcome;
}

/// Nothing is known of the changes, and by itself it may come right: nothing is spent.
Outcome not_ours()
{
    Outcome outcome;
    outcome.error = {ErrorClass::unreachable, 200,
                     "what answered is no Jellyfin server, or its answer was cut short"};
    return outcome;
}

} // namespace playsync::jellyfin
