// SPDX-License-Identifier: MIT
// ListenBrainz as text: what goes out. Pure.
#include "plugin/targets/listenbrainz.hpp"

#include "host_api/text/uuids.hpp"
#include "storage/json_text.hpp"

namespace playsync {
namespace listenbrainz {
namespace {

constexpr UnixMs first_listen = 1'033'430'400'000; // 2002-10-01: nothing before is believed
constexpr UnixMs into_future = 3600'000;
constexpr std::int64_t longest_ms = 24LL * 86'400'000; // MAX_DURATION_MS_LIMIT

std::string_view id_of(Item const& item, std::string_view scheme)
{
    for (auto const& [name, value] : item.ids)
        if (name == scheme)
            return value;
    return {};
}

/// One that is malformed would refuse the whole request.
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
        if (auto const ids = uuids_in(id_of(item, scheme)); ids.size() == 1)
            append_member(out, member, ids.front());
    auto const artists = uuids_in(id_of(item, "mbid_artist"));
    if (artists.empty())
        return;
    append_key(out, "artist_mbids");
    out += '[';
    for (auto const& artist : artists) {
        out += out.back() == '[' ? "" : ",";
        append_json_string(out, artist);
    }
    out += ']';
}

/// One that is refused would refuse the listen, which is one without it too.
void append_length(std::string& out, std::int64_t duration_ms, Dialect dialect)
{
    if (duration_ms <= 0 || duration_ms > longest_ms)
        return;
    append_member(out, "duration_ms", duration_ms);
    if (dialect.seconds_too && duration_ms >= 1000)
        append_member(out, "duration", duration_ms / 1000);
}

/// How the server names a listen depends on title, artist, release and duration: all of them come
/// from the change, which never changes.
void append_track(std::string& out, Item const& track, std::int64_t duration_ms, Dialect dialect)
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
    append_length(out, duration_ms, dialect);
    append_member(out, "submission_client", "playsync");
    append_member(out, "submission_client_version", PLAYSYNC_VERSION_TEXT);
    out += "}}";
}

std::int64_t second_of(Change const& listen) noexcept
{
    return listen.occurred_at / 1000;
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

std::string encode(std::span<Change const> listens, Dialect dialect)
{
    std::string out = "{";
    append_member(out, "listen_type", listens.size() == 1 ? "single" : "import");
    append_key(out, "payload");
    out += '[';
    for (auto const& listen : listens) {
        out += out.back() == '[' ? "{" : ",{";
        append_member(out, "listened_at", second_of(listen));
        append_track(out, listen.item, listen.duration_ms, dialect);
        out += '}';
    }
    return out += "]}";
}

std::string encode_playing_now(Item const& track, std::int64_t duration_ms, Dialect dialect)
{
    std::string out = R"({"listen_type":"playing_now","payload":[{)";
    append_track(out, track, duration_ms, dialect);
    return out += "}]}";
}

} // namespace listenbrainz
} // namespace playsync
