// SPDX-License-Identifier: MIT
#include "host_api/hosts/mpv/follower.hpp"

#include <chrono>
#include <exception>
#include <limits>
#include <string_view>
#include <vector>

#include "host_api/hosts/mpv/properties.hpp"
#include "host_api/media/address.hpp"
#include "host_api/media/identify.hpp"
#include "host_api/media/nfo.hpp"

namespace playsync::mpv {
namespace {

/// A hook that is not continued hangs mpv for ever, so this is done whatever comes between.
class HookContinued {
public:
    HookContinued(mpv_handle* mpv, mpv_event const& event) noexcept
        : mpv_(event.event_id == MPV_EVENT_HOOK ? mpv : nullptr),
          id_(mpv_ ? static_cast<mpv_event_hook const*>(event.data)->id : 0)
    {
    }
    ~HookContinued()
    {
        if (mpv_)
            mpv_hook_continue(mpv_, id_);
    }
    HookContinued(HookContinued const&) = delete;
    HookContinued& operator=(HookContinued const&) = delete;

private:
    mpv_handle* mpv_;
    std::uint64_t id_;
};

/// Calls `each` with every event until mpv shuts down.
template <class Each>
void until_shutdown(mpv_handle* mpv, Each each) noexcept
{
    constexpr double for_ever = -1;
    for (;;) {
        auto const* event = mpv_wait_event(mpv, for_ever);
        HookContinued const hook{mpv, *event};
        each(*event);
        if (event->event_id == MPV_EVENT_SHUTDOWN)
            return;
    }
}

/// Sessions of the next run of mpv do not meet those of this one.
std::uint64_t first_session()
{
    constexpr std::uint64_t files_a_millisecond = 1000;
    auto const now = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    return static_cast<std::uint64_t>(now.count()) * files_a_millisecond + 1;
}

playsync_item_kind kind_of(media::Kind kind) noexcept
{
    switch (kind) {
    case media::Kind::movie:
        return PLAYSYNC_ITEM_MOVIE;
    case media::Kind::episode:
        return PLAYSYNC_ITEM_EPISODE;
    case media::Kind::track:
        return PLAYSYNC_ITEM_TRACK;
    case media::Kind::video:
        break;
    }
    return PLAYSYNC_ITEM_VIDEO;
}

/// The item as the ABI has it; borrows from `item` and `ids`.
playsync_item abi_item(Item const& item, std::vector<playsync_id>& ids)
{
    auto const& media = item.media;
    for (auto const& [scheme, value] : media.ids)
        ids.push_back({scheme.c_str(), value.c_str()});
    playsync_item result{};
    result.size = sizeof result;
    result.kind = kind_of(media.kind);
    result.title = media.title.c_str();
    result.show = media.show.c_str();
    result.artist = media.artist.c_str();
    result.album = media.album.c_str();
    result.uri = item.key.c_str();
    result.host_key = item.key.c_str();
    result.ids = ids.data();
    result.id_count = static_cast<std::uint32_t>(ids.size());
    result.year = media.year;
    result.season = media.season;
    result.episode = media.episode;
    result.duration_ms = media.duration_ms;
    result.episode_end = media.episode_end;
    return result;
}

} // namespace

void follow_passively(mpv_handle* mpv) noexcept
{
    until_shutdown(mpv, [](mpv_event const&) {});
}

Follower::Follower(mpv_handle* mpv, MpvHost const& host, playsync_plugin const& plugin,
                   playsync_instance* instance)
    : mpv_(mpv),
      host_(host),
      plugin_(plugin),
      instance_(instance),
      player_(first_session())
{
}

void Follower::observe()
{
    constexpr int priority = 50; // mpv's word for "no matter when among the scripts"
    mpv_observe_property(mpv_, 0, "pause", MPV_FORMAT_FLAG);
    mpv_observe_property(mpv_, 0, "time-pos", MPV_FORMAT_DOUBLE);
    mpv_hook_add(mpv_, 0, "on_unload", priority);
}

void Follower::run() noexcept
{
    observe();
    until_shutdown(mpv_, [this](mpv_event const& event) noexcept {
        try {
            follow(event);
        } catch (std::exception const& error) {
            host_.log(PLAYSYNC_LOG_ERROR, error.what());
        } catch (...) { // whatever it is, mpv plays on
            host_.log(PLAYSYNC_LOG_ERROR, "unknown exception");
        }
    });
}

void Follower::follow(mpv_event const& event)
{
    switch (event.event_id) {
    case MPV_EVENT_START_FILE:
        return send(player_.opened());
    case MPV_EVENT_FILE_LOADED:
        return player_.loaded();
    case MPV_EVENT_SEEK:
        return player_.seeking();
    case MPV_EVENT_PLAYBACK_RESTART:
        return follow_restart();
    case MPV_EVENT_PROPERTY_CHANGE:
        return follow_property(*static_cast<mpv_event_property const*>(event.data));
    case MPV_EVENT_HOOK:
        return send(player_.unloaded(position()));
    case MPV_EVENT_END_FILE:
    case MPV_EVENT_SHUTDOWN:
        return send(player_.ended());
    case MPV_EVENT_QUEUE_OVERFLOW:
        return catch_up();
    default:
        return;
    }
}

void Follower::follow_property(mpv_event_property const& property)
{
    std::string_view const name = property.name;
    if (name == "pause" && property.format == MPV_FORMAT_FLAG)
        send(player_.paused(*static_cast<int const*>(property.data) != 0));
    else if (name == "time-pos" && property.format == MPV_FORMAT_DOUBLE)
        if (auto const at = milliseconds_of(*static_cast<double const*>(property.data)))
            send(player_.at(*at));
}

void Follower::follow_restart()
{
    auto const at = position();
    send(player_.restarted(at));
    if (!player_.wants_item())
        return;
    auto const [video, audio] = tracks_of(mpv_);
    if (video || audio)
        send(player_.begin(read_item(), at));
    else
        player_.pass();
}

/// Events were lost, perhaps the end of one file and the start of the next.
void Follower::catch_up()
{
    host_.log(PLAYSYNC_LOG_WARNING, "mpv dropped events; reading its state instead");
    auto const at = position();
    if (at && player_.is_playing() && player_.item() == read_item())
        return send(player_.restarted(at));
    send(player_.opened());
    player_.loaded();
    if (at) // else its restart is still to come
        follow_restart();
}

Item Follower::read_item() const
{
    media::Known known;
    known.address = media::absolute_address(text_property(mpv_, "working-directory"),
                                            text_property(mpv_, "path"));
    known.tags = map_property(mpv_, "metadata");
    known.nfos = media::read_nfos(known.address);
    known.shown_title = text_property(mpv_, "media-title");
    known.duration_ms = milliseconds_of(number_property(mpv_, "duration")).value_or(0);
    known.has_video = tracks_of(mpv_).video;
    return {media::identify(known), media::host_key(known.address)};
}

Position Follower::position() const
{
    return milliseconds_of(number_property(mpv_, "time-pos"));
}

void Follower::send(Reports const& reports)
{
    if (reports.empty())
        return;
    std::vector<playsync_id> ids;
    auto const item = abi_item(player_.item(), ids);
    for (auto const& report : reports) {
        playsync_event event{};
        event.size = sizeof event;
        event.kind = report.kind;
        event.session = report.session;
        event.position_ms = report.position_ms;
        event.user = host_.user().c_str();
        event.item = &item;
        // A full intake counts what it refuses; the next report tells the position again.
        plugin_.on_event(instance_, &event);
    }
}

} // namespace playsync::mpv
