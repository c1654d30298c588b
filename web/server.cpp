// SPDX-License-Identifier: MIT
#include "web/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <list>

#include "web/listen.hpp"
#include "web/reception.hpp"

namespace playsync::web {
namespace {

using boost::system::error_code;
using net::ip::tcp;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);
constexpr std::size_t most_connections = 128;
constexpr std::chrono::milliseconds accept_pause{100};

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
    std::size_t running = 0;
    bool stopping = false;
    Reception reception;
};

Server::Impl::Impl(net::io_context& context, Backstage const& backstage, ServerOptions given)
    : io(context),
      control(backstage.control),
      options(std::move(given)),
      sessions(options.token_file),
      site{control,
           backstage.changes,
           backstage.watches,
           backstage.setups,
           backstage.log_book,
           sessions,
           feed,
           options.log},
      routes(site, Page{page_assets()},
             {names_of(options.address, options.host_names), options.metrics_allow}),
      acceptor(io),
      pause(io),
      grace(io),
      reception({site, options.patience,
                 [this](net::awaitable<void> task) { spawn(std::move(task)); }, stopping})
{
    listen(acceptor, options.address, options.port);
}

void Server::Impl::spawn(net::awaitable<void> task)
{
    ++running;
    try {
        net::co_spawn(io, std::move(task), [this](std::exception_ptr error) { end_task(error); });
    } catch (...) { // no memory: it never began
        end_task(nullptr);
        throw;
    }
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
    error_code unknown;
    auto const other_end = socket.remote_endpoint(unknown);
    Guest guest{std::move(socket), options.patience};
    if (!unknown)
        guest.peer = other_end.address();
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
    auto head = connection.request();
    head.peer = guest.peer;
    auto admission = routes.admit(head);
    bool const is_visit = admission.is_websocket || admission.is_event_stream;
    if (is_visit && !reception.is_full()) {
        co_await reception.receive(guest, admission);
        co_return false;
    }
    if (is_visit)
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

void Server::Impl::stop()
{
    if (std::exchange(stopping, true))
        return;
    acceptor.close();
    pause.cancel();
    for (auto* guest : guests) {
        if (guest->visit) {
            Reception::send_away(*guest);
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

void Server::tell_log(LogEntry const& entry)
{
    impl_->feed.log(entry);
}

std::string Server::new_code()
{
    return impl_->sessions.new_code(impl_->control.now()).token;
}

} // namespace playsync::web
