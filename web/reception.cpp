// SPDX-License-Identifier: MIT
#include "web/reception.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "web/event_stream.hpp"

namespace playsync::web {
namespace {

constexpr auto no_throw = net::as_tuple(net::use_awaitable);

SteadyMs steady_ms()
{
    auto const now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

} // namespace

/// There may be something to tell; or more than one who takes no frame will ever be told.
void Reception::ring(Guest& guest)
{
    guest.bell.cancel();
    if (guest.is_writing && guest.visit && guest.visit->is_overrun())
        guest.connection.cut();
}

void Reception::send_away(Guest& guest)
{
    guest.visit->leave(close_code::going_away, "the plugin stops", restart_ms);
    guest.bell.cancel();
}

net::awaitable<void> Reception::receive(Guest& guest, Admission const& admission)
{
    ++visits_;
    std::shared_ptr<void> const leave{nullptr, [this](void*) { --visits_; }};
    auto& connection = guest.connection;
    guest.is_stream = admission.is_event_stream;
    bool is_open = false;
    if (guest.is_stream)
        is_open = co_await connection.begin_stream(event_stream_head(), event_stream_opening());
    else
        is_open = co_await connection.accept_websocket();
    if (!is_open)
        co_return;
    auto const& patience = context_.patience;
    Visit::Times const times{patience.hello.count(), patience.beat.count()};
    Visit visit{context_.site, admission.caller, times, steady_ms(), [&guest] { ring(guest); }};
    if (guest.is_stream)
        visit.follow(standpoint_of(connection.request()));
    guest.visit = &visit;
    if (context_.stopping)
        send_away(guest);
    context_.spawn(tell(guest));
    co_await listen(guest, visit);
    visit.hung_up();
    guest.bell.cancel();
    while (!guest.is_told) {
        guest.told.expires_at(net::steady_timer::time_point::max());
        co_await guest.told.async_wait(no_throw);
    }
    guest.visit = nullptr;
}

/// Until the other side hangs up.
net::awaitable<void> Reception::listen(Guest& guest, Visit& visit)
{
    if (guest.is_stream)
        co_return co_await guest.connection.wait_end();
    std::string text;
    bool is_text = true;
    bool more = co_await guest.connection.read_message(text, is_text);
    while (more) {
        visit.hear(text, is_text, steady_ms());
        guest.bell.cancel();
        more = co_await guest.connection.read_message(text, is_text);
    }
}

/// What a visit has to tell, until it is over. The frame of receive() outlives this one.
net::awaitable<void> Reception::tell(Guest& guest)
{
    auto& visit = *guest.visit;
    auto const& epoch = context_.site.feed.epoch();
    std::shared_ptr<void> const last{nullptr, [&guest](void*) {
                                         guest.is_told = true;
                                         guest.connection.cut();
                                         guest.told.cancel();
                                     }};
    auto const text_of = [&](Frame frame) {
        return guest.is_stream ? event_text(frame, epoch) : std::move(frame.json);
    };
    while (!visit.is_over()) {
        auto const now = steady_ms();
        auto frame = visit.next(now);
        if (frame) {
            auto text = text_of(std::move(*frame));
            guest.is_writing = true;
            if (!co_await guest.connection.write_message(std::move(text)))
                visit.hung_up();
            guest.is_writing = false;
        } else if (!visit.is_over()) {
            std::chrono::milliseconds const wake{visit.wake_at(now)};
            guest.bell.expires_at(net::steady_timer::time_point{wake});
            co_await guest.bell.async_wait(no_throw);
        }
    }
    auto const farewell = visit.farewell();
    if (!farewell)
        co_return;
    auto bye = text_of(bye_frame(*farewell));
    if (co_await guest.connection.write_message(std::move(bye)))
        co_await guest.connection.say_farewell(*farewell);
}

} // namespace playsync::web
