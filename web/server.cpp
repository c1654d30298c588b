// SPDX-License-Identifier: MIT
#include "web/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <list>

#include "web/guest.hpp"
#include "web/listen.hpp"
#include "web/routes.hpp"

namespace playsync::web {
namespace {

using boost::system::error_code;
using net::ip::tcp;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);
constexpr std::size_t most_connections = 128;
constexpr std::size_t most_visits = 64;
constexpr std::chrono::milliseconds accept_pause{100};
constexpr int restart_ms = 2000;

SteadyMs steady_ms()
{
    auto const now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

} // namespace

struct Server::Impl {
    Impl(net::io_context& context, Backstage const& backstage, ServerOptions given);

    void spawn(net::awaitable<void> task);
    void end_task(std::exception_ptr const& error);
    bool make_room();
    void stop();

    net::awaitable<void> accept_all();
    net::awaitable<void> serve(tcp::socket socket);
    net::awaitable<bool> serve_one(Guest& guest);
    net::awaitable<void> receive(Guest& guest, std::optional<Caller> caller);
    net::awaitable<void> tell(Guest& guest);

    net::io_context& io;
    Control& control;
    ServerOptions options;
    Sessions sessions;
    Feed feed{steady_ms};
    Site site;
    Routes routes;
    tcp::acceptor acceptor;
    net::steady_timer pause;  // after a failed accept
    net::steady_timer grace;  // of a stop
    std::list<Guest*> guests; // oldest first
    std::size_t visits = 0;
    std::size_t running = 0;
    bool stopping = false;
};

Server::Impl::Impl(net::io_context& context, Backstage const& backstage, ServerOptions given)
    : io(context),
      control(backstage.control),
      options(std::move(given)),
      sessions(options.token_file),
      site{control, backstage.changes, backstage.setups, sessions, feed, options.log},
      routes(site, Page{page_assets()}, names_of(options.address, options.host_names)),
      acceptor(io),
      pause(io),
      grace(io)
{
    listen(acceptor, options.address, options.port);
}

void Server::Impl::spawn(net::awaitable<void> task)
{
    ++running;
    net::co_spawn(io, std::move(task), [this](std::exception_ptr error) { end_task(error); });
}

void Server::Impl::end_task(std::exception_ptr const& error)
{
    --running;
    if (running == 0)
        grace.cancel();
    if (!error)
        return;
    try {
        std::rethrow_exception(error);
    } catch (std::exception const& e) {
        if (options.log)
            options.log(4, std::string{"admin page: a connection failed: "} + e.what());
    }
}

net::awaitable<void> Server::Impl::accept_all()
{
    while (!stopping) {
        auto [error, socket] = co_await acceptor.async_accept(no_throw);
        if (stopping)
            break;
        if (error) {
            pause.expires_after(accept_pause);
            co_await pause.async_wait(no_throw);
        } else if (make_room()) {
            spawn(serve(std::move(socket)));
        }
    }
}

/// Whether one more may come. When full, the oldest that is owed nothing has to go for it.
bool Server::Impl::make_room()
{
    auto const stays = [](Guest const* each) { return !each->connection.is_cut(); };
    if (static_cast<std::size_t>(std::ranges::count_if(guests, stays)) < most_connections)
        return true;
    auto const idle = std::ranges::find_if(
        guests, [&](Guest const* each) { return stays(each) && !each->is_busy; });
    if (idle == guests.end())
        return false;
    (*idle)->connection.cut();
    return true;
}

net::awaitable<void> Server::Impl::serve(tcp::socket socket)
{
    error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    Guest guest{std::move(socket), options.patience};
    auto const place = guests.insert(guests.end(), &guest);
    std::shared_ptr<void> const leave{nullptr, [this, place](void*) { guests.erase(place); }};
    bool goes_on = true;
    while (goes_on && !stopping) {
        guest.is_busy = false;
        goes_on = co_await serve_one(guest);
    }
}

/// One request. False when the connection has ended.
net::awaitable<bool> Server::Impl::serve_one(Guest& guest)
{
    using enum Connection::Read;
    auto& connection = guest.connection;
    auto read = co_await connection.read_head();
    if (read == ended)
        co_return false;
    guest.is_busy = read == done; // who is refused is not worth a place
    if (read == refused) {
        auto response = routes.refusal(connection.problem());
        co_return co_await connection.send(std::move(response), false);
    }
    auto admission = routes.admit(connection.request());
    if (admission.is_websocket && visits < most_visits) {
        co_await receive(guest, admission.caller);
        co_return false;
    }
    if (admission.is_websocket)
        admission.refused = routes.full();
    if (!admission.refused)
        read = co_await connection.read_body();
    if (read == ended)
        co_return false;
    if (read == refused)
        admission.refused = routes.refusal(connection.problem());
    Response response;
    auto const request = connection.request();
    if (admission.refused)
        response = std::move(*admission.refused);
    else
        response = co_await routes.answer(admission, request);
    bool const keep =
        !response.close && !stopping && connection.keeps_alive() && !connection.has_unread_body();
    guest.is_busy = keep;
    co_return co_await connection.send(std::move(response), keep);
}

/// A page's visit, from the upgrade on.
net::awaitable<void> Server::Impl::receive(Guest& guest, std::optional<Caller> caller)
{
    ++visits;
    std::shared_ptr<void> const leave{nullptr, [this](void*) { --visits; }};
    if (!co_await guest.connection.accept_websocket())
        co_return;
    Visit::Times const times{options.patience.hello.count(), options.patience.beat.count()};
    Visit visit{site, caller, times, steady_ms(), [&guest] { guest.bell.cancel(); }};
    if (stopping)
        visit.leave(close_code::going_away, "the plugin stops", restart_ms);
    guest.visit = &visit;
    spawn(tell(guest));
    std::string text;
    bool is_text = true;
    bool more = co_await guest.connection.read_message(text, is_text);
    while (more) {
        visit.hear(text, is_text, steady_ms());
        guest.bell.cancel();
        more = co_await guest.connection.read_message(text, is_text);
    }
    visit.hung_up();
    guest.bell.cancel();
    while (!guest.is_told) {
        guest.told.expires_at(net::steady_timer::time_point::max());
        co_await guest.told.async_wait(no_throw);
    }
    guest.visit = nullptr;
}

/// What a visit has to tell, until it is over. The frame of receive() outlives this one.
net::awaitable<void> Server::Impl::tell(Guest& guest)
{
    auto& visit = *guest.visit;
    std::shared_ptr<void> const last{nullptr, [&guest](void*) {
                                         guest.is_told = true;
                                         guest.connection.cut();
                                         guest.told.cancel();
                                     }};
    while (!visit.is_over()) {
        auto const now = steady_ms();
        auto frame = visit.next(now);
        if (frame) {
            if (!co_await guest.connection.write_message(std::move(*frame)))
                visit.hung_up();
        } else if (!visit.is_over()) {
            std::chrono::milliseconds const wake{visit.wake_at(now)};
            guest.bell.expires_at(net::steady_timer::time_point{wake});
            co_await guest.bell.async_wait(no_throw);
        }
    }
    auto const farewell = visit.farewell();
    if (!farewell)
        co_return;
    auto bye = bye_json(*farewell);
    if (co_await guest.connection.write_message(std::move(bye)))
        co_await guest.connection.close_websocket(*farewell);
}

void Server::Impl::stop()
{
    if (std::exchange(stopping, true))
        return;
    acceptor.close();
    pause.cancel();
    for (auto* guest : guests) {
        if (guest->visit) {
            guest->visit->leave(close_code::going_away, "the plugin stops", restart_ms);
            guest->bell.cancel();
        } else if (!guest->is_busy) {
            guest->connection.cut();
        }
    }
    if (running == 0)
        return;
    grace.expires_after(options.patience.stop);
    grace.async_wait([this](error_code const& error) {
        if (!error)
            for (auto* guest : guests)
                guest->connection.cut();
    });
}

Server::Server(net::io_context& io, Backstage const& backstage, ServerOptions options)
    : impl_(std::make_unique<Impl>(io, backstage, std::move(options)))
{
}

Server::~Server() = default;

void Server::start()
{
    impl_->spawn(impl_->accept_all());
}

void Server::stop()
{
    impl_->stop();
}

std::size_t Server::running() const noexcept
{
    return impl_->running;
}

std::uint16_t Server::port() const noexcept
{
    error_code ignored;
    return impl_->acceptor.local_endpoint(ignored).port();
}

Audience& Server::audience() noexcept
{
    return impl_->feed;
}

std::string Server::new_code()
{
    return impl_->sessions.new_code(impl_->control.now()).token;
}

} // namespace playsync::web
