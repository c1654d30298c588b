// SPDX-License-Identifier: MIT
#include "tests/bench/versus/sink.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace playsync::bench {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using net::ip::tcp;

std::uint64_t count_events(std::string_view body)
{
    std::uint64_t count = 0;
    for (auto at = body.find(event_word); at != std::string_view::npos;
         at = body.find(event_word, at + event_word.size()))
        ++count;
    return count;
}

} // namespace

Sink::Sink()
{
    void* const memory =
        mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        throw std::runtime_error{"no memory for the sink"};
    shared_ = new (memory) Shared;
    net::io_context io{1};
    tcp::acceptor acceptor{io, {net::ip::address_v4::loopback(), 0}};
    port_ = acceptor.local_endpoint().port();
    pid_ = fork();
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        serve(acceptor.release(), *shared_);
        _exit(0);
    }
}

Sink::~Sink()
{
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    munmap(shared_, sizeof(Shared));
}

void Sink::wait_for(std::uint64_t events) const
{
    using namespace std::chrono_literals;
    auto last = shared_->events.load();
    for (auto since = std::chrono::steady_clock::now(); shared_->events < events;) {
        std::this_thread::sleep_for(1ms);
        auto const now = std::chrono::steady_clock::now();
        if (shared_->events != last) {
            last = shared_->events;
            since = now;
        } else if (now - since > 30s) {
            throw std::runtime_error{"only " + std::to_string(last) + " of " +
                                     std::to_string(events) + " events arrived"};
        }
    }
}

namespace {

template <class Shared>
net::awaitable<void> answer(tcp::socket socket, Shared& shared)
{
    boost::beast::flat_buffer buffer;
    buffer.reserve(std::size_t{1} << 17); // else Beast reads in small steps
    try {
        for (;;) {
            http::request_parser<http::string_body> parser;
            parser.body_limit(std::uint64_t{1} << 30);
            co_await http::async_read(socket, buffer, parser, net::use_awaitable);
            shared.events += count_events(parser.get().body());
            ++shared.requests;
            http::response<http::string_body> response{http::status::ok, 11};
            response.keep_alive(parser.get().keep_alive());
            response.set(http::field::content_type, "application/json");
            response.body() = "{}";
            response.prepare_payload();
            co_await http::async_write(socket, response, net::use_awaitable);
        }
    } catch (boost::system::system_error const&) {
        co_return; // it closed the connection
    }
}

} // namespace

void Sink::serve(int listener, Shared& shared)
{
    net::io_context io{1};
    tcp::acceptor acceptor{io, tcp::v4(), listener};
    auto const listen = [&]() -> net::awaitable<void> {
        for (;;) {
            auto socket = co_await acceptor.async_accept(net::use_awaitable);
            socket.set_option(tcp::no_delay{true});
            net::co_spawn(io, answer(std::move(socket), shared), net::detached);
        }
    };
    net::co_spawn(io, listen(), net::detached);
    io.run();
}

} // namespace playsync::bench
