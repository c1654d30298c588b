// SPDX-License-Identifier: MIT
// ListenBrainz as text: listens out, answers in. Pure.
#include "plugin/targets/listenbrainz.hpp"

#include <charconv>

#include "plugin/http/answer.hpp"
#include "plugin/targets/json_read.hpp"
#include "storage/json_text.hpp"

namespace playsync {
namespace listenbrainz {
namespace {

namespace json = boost::json;

constexpr UnixMs first_listen = 1'033'430'400'000; // 2002-10-01: nothing before is believed
constexpr UnixMs into_future = 3600'000;

std::string_view id_of(Item const& item, std::string_view scheme)
{
    for (auto const& [name, value] : item.ids)
        if (name == scheme)
            return value;
    return {};
}

/// A malformed one would refuse the whole request.
bool is_uuid(std::string_view text) noexcept
{
    constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (text.size() != form.size())
        return false;
    for (std::size_t i = 0; i < form.size(); ++i) {
        bool const hex =
            std::string_view{"0123456789abcdefABCDEF"}.find(text[i]) != std::string_view::npos;
        if (form[i] == '-' ? text[i] != '-' : !hex)
            return false;
    }
    return true;
}

void append_mbids(std::string& out, Item const& item)
{
    struct Known {
        std::string_view scheme, member;
    };
    constexpr Known known[] = {{"mbid", "recording_mbid"},
                               {"mbid_release", "release_mbid"},
                               {"mbid_release_group", "release_group_mbid"},
                               {"mbid_track", "track_mbid"}};
    for (auto const& [scheme, member] : known)
        if (auto const id = id_of(item, scheme); is_uuid(id))
            append_member(out, member, id);
    if (auto const artist = id_of(item, "mbid_artist"); is_uuid(artist)) {
        append_key(out, "artist_mbids");
        out += '[';
        append_json_string(out, artist);
        out += ']';
    }
}

/// How the server names a listen depends on title, artist, release and duration: all of them come
/// from the change, which never changes.
void append_track(std::string& out, Item const& track, std::int64_t duration_ms)
{
    append_key(out, "track_metadata");
    out += '{';
    append_member(out, "artist_name", track.artist);
    append_member(out, "track_name", track.title);
    if (!track.album.empty())
        append_member(out, "release_name", track.album);
    append_key(out, "additional_info");
    out += '{';
    append_mbids(out, track);
    if (duration_ms > 0)
        append_member(out, "duration_ms", duration_ms);
    append_member(out, "submission_client", "playsync");
    append_member(out, "submission_client_version", PLAYSYNC_VERSION_TEXT);
    out += "}}";
}

std::int64_t second_of(Change const& listen) noexcept
{
    return listen.occurred_at / 1000;
}

/// The answer repeats the members of the listen it refuses, and has no index.
Change const* repeated_in(json::object const& answer, std::span<Change const> sent)
{
    auto const* at = answer.if_contains("listened_at");
    auto const* track = answer.if_contains("track_metadata");
    auto const* title =
        track && track->is_object() ? track->get_object().if_contains("track_name") : nullptr;
    Change const* found = nullptr;
    for (auto const& each : sent) {
        bool const same_time = at && at->is_int64() && at->get_int64() == second_of(each);
        bool const same_title =
            !title || (title->is_string() && title->get_string() == each.item.title);
        if (!same_time || !same_title)
            continue;
        if (found)
            return nullptr; // two fit: halving finds out
        found = &each;
    }
    return found;
}

std::optional<std::int64_t> number_in(http::Response const& response, std::string_view name)
{
    auto const text = response.header(name);
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || number < 0)
        return std::nullopt;
    return number;
}

/// Half an answer is none.
LastError error_of_200(http::Response const& response)
{
    auto const answer = object_in(response.body);
    auto const* said = answer.if_contains("status");
    return !answer.empty() && (!said || *said == "ok") ? LastError{}
                                                       : http::not_of_success(response);
}

void name_culprit(Outcome& outcome, json::object const& answer, std::span<Change const> sent)
{
    auto const* const culprit = sent.size() > 1 ? repeated_in(answer, sent) : nullptr;
    if (!culprit)
        return;
    for (auto const& each : sent) {
        bool const it = &each == culprit;
        outcome.items.push_back({each.id, it ? ItemVerdict::Kind::refused : ItemVerdict::Kind::held,
                                 it ? outcome.error.message : std::string{}});
    }
    outcome.error.kind = ErrorClass::none;
}

} // namespace

std::string fault_of(Change const& listen, UnixMs now)
{
    if (listen.verb != Verb::play)
        return "only plays can be told";
    if (listen.item.artist.empty() || listen.item.title.empty())
        return "a listen needs an artist and a title";
    if (listen.occurred_at < first_listen)
        return "a listen before October 2002 is not taken";
    if (listen.occurred_at > now + into_future)
        return "it was heard in the future: a clock was wrong";
    return {};
}

std::string encode(std::span<Change const> listens)
{
    std::string out = "{";
    append_member(out, "listen_type", listens.size() == 1 ? "single" : "import");
    append_key(out, "payload");
    out += '[';
    for (auto const& listen : listens) {
        out += out.back() == '[' ? "{" : ",{";
        append_member(out, "listened_at", second_of(listen));
        append_track(out, listen.item, listen.duration_ms);
        out += '}';
    }
    return out += "]}";
}

std::string encode_playing_now(Item const& track, std::int64_t duration_ms)
{
    std::string out = R"({"listen_type":"playing_now","payload":[{)";
    append_track(out, track, duration_ms);
    return out += "}]}";
}

std::optional<Allowance> allowance_of(http::Response const& response)
{
    auto const left = number_in(response, "x-ratelimit-remaining");
    auto const resets = number_in(response, "x-ratelimit-reset-in");
    if (!left || !resets)
        return std::nullopt;
    constexpr std::int64_t most = 86'400;
    return Allowance{static_cast<std::uint64_t>(*left), Millis{std::min(*resets, most) * 1000}};
}

Outcome decode(http::Response const& response, std::span<Change const> sent, UnixMs now)
{
    auto outcome = http::outcome_of(response, now);
    outcome.allowance = allowance_of(response);
    switch (response.status) {
    case 200:
        outcome.error = error_of_200(response);
        break;
    case 400:
        name_culprit(outcome, object_in(response.body), sent);
        break;
    case 403:
        outcome.error.kind = ErrorClass::misconfigured;
        break;
    case 409: // Maloja: another listen has that second
        outcome.error.kind = ErrorClass::rejected;
        break;
    case 429: // the body is text, and the wait is in a header of its own
        if (outcome.allowance)
            outcome.retry_after = outcome.allowance->resets_in;
        break;
    default:
        break;
    }
    return outcome;
}

TestStep decode_token(http::Response const& response)
{
    TestStep step{"account", false, Millis{0}, {}};
    auto const answer = object_in(response.body);
    auto const* valid = answer.if_contains("valid");
    auto const* user = answer.if_contains("user_name");
    step.ok = response.status == 200 && valid && *valid == true;
    if (step.ok)
        step.detail = user && user->is_string() ? std::string{user->get_string()} : "";
    else if (response.status == 200 && valid)
        step.detail = "the token is not valid";
    else if (response.status != 200)
        step.detail = http::in_brief(http::outcome_of(response, 0));
    if (!step.ok && step.detail.empty())
        step.detail = "the answer is not a ListenBrainz server's";
    return step;
}

} // namespace listenbrainz
} // namespace playsync
