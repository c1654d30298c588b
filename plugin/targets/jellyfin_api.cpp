// SPDX-License-Identifier: MIT
#include "plugin/targets/jellyfin_api.hpp"

#include <algorithm>
#include <charconv>

#include "plugin/http/answer.hpp"
#include "plugin/targets/json_read.hpp"
#include "storage/json_text.hpp"

namespace playsync::jellyfin {
namespace {

/// What is called an error in an answer that is one in spite of its status.
std::string said_of_error(std::string_view body)
{
    constexpr std::size_t most_words = 200;
    auto const object = object_in(body);
    for (std::string_view const key : {"error", "Error", "message", "Message", "detail", "title"}) {
        auto said = text_at(object, key).substr(0, most_words);
        std::ranges::replace_if(
            said, [](char c) { return c >= 0 && c < ' '; }, ' ');
        if (!said.empty())
            return said;
    }
    return {};
}

std::string joined(std::span<std::string const> ids)
{
    std::string list;
    for (auto const& id : ids)
        list += (list.empty() ? "" : ",") + escaped(id);
    return list;
}

} // namespace

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

http::Request ask_series(std::string_view user_id, std::span<std::string const> ids)
{
    return ask(
        "/Items?userId=" + escaped(user_id) + "&recursive=true&fields=ProviderIds" +
        "&enableUserData=false&enableImages=false&enableTotalRecordCount=false&ids=" + joined(ids));
}

http::Request ask_states(std::string_view user_id, std::span<std::string const> ids)
{
    return ask(
        "/Items?userId=" + escaped(user_id) + "&recursive=true&fields=MediaSourceCount" +
        "&enableUserData=true&enableImages=false&enableTotalRecordCount=false&ids=" + joined(ids));
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

/// A server that is starting, or a network's log-in page, comes right by itself, and a write may be
/// repeated: so it is waited for, and nothing is spent.
Outcome not_ours(std::string_view body)
{
    http::Response response;
    response.body = body.substr(0, 4096);
    auto const said = said_of_error(body);
    std::string what = "the server answered 200, but not as Jellyfin does";
    if (http::is_web_page(response))
        what = "a web page answered in place of the server: is there a log-in before it?";
    else if (body.find_first_not_of(" \t\r\n") == std::string_view::npos)
        what = "the server answered 200 and nothing else";
    else if (!said.empty())
        what += ": " + said;
    else
        what += ": what should be in the answer is not, or it was cut short";
    Outcome outcome;
    outcome.error = {ErrorClass::unreachable, 200, std::move(what)};
    return outcome;
}

} // namespace playsync::jellyfin
