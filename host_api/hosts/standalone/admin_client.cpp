// SPDX-License-Identifier: MIT
#include "host_api/hosts/standalone/admin_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <charconv>
#include <fstream>

namespace playsync::standalone {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace json = boost::json;
using boost::system::error_code;
using net::ip::tcp;
using Message = http::request<http::string_body>;
using Parser = http::response_parser<http::string_body>;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);
constexpr std::chrono::seconds patience{30}; // of one answer: a log-in asks a service meanwhile
constexpr std::chrono::seconds silence{35};  // longer than two beats
constexpr std::chrono::milliseconds retry{2000};
constexpr std::uint64_t largest_answer = 64 << 20;

std::string line_of(std::filesystem::path const& path)
{
    std::string line;
    std::ifstream in{path};
    std::getline(in, line);
    return line;
}

std::runtime_error failure(std::string const& what, error_code const& error)
{
    auto const why = error == beast::error::timeout ? "no answer came" : error.message();
    return std::runtime_error{what + ": " + why};
}

/// A connection of this program, and the loop it needs.
struct Link {
    net::io_context io;
    beast::tcp_stream stream{io};
    beast::flat_buffer buffer;
};

net::awaitable<error_code> send(Link& link, tcp::endpoint place, Message const& request)
{
    link.stream.expires_after(patience);
    auto const [refused] = co_await link.stream.async_connect(place, no_throw);
    if (refused)
        co_return refused;
    auto const [error, size] = co_await http::async_write(link.stream, request, no_throw);
    co_return error;
}

net::awaitable<void> exchange(Link& link, tcp::endpoint place, Message const& request,
                              Parser& parser, error_code& failed)
{
    failed = co_await send(link, place, request);
    if (!failed)
        failed = std::get<0>(co_await http::async_read(link.stream, link.buffer, parser, no_throw));
}

Message message_of(std::string_view method, std::string const& path, std::string_view body,
                   std::string const& token)
{
    Message request{http::string_to_verb({method.data(), method.size()}), "/api/v1" + path, 11};
    request.set(http::field::host, "localhost");
    request.set(http::field::authorization, "Bearer " + token);
    request.keep_alive(false);
    if (!body.empty()) {
        request.set(http::field::content_type, "application/json");
        request.body() = body;
        request.prepare_payload();
    }
    return request;
}

/// Throws Refused for everything but success.
void judge(Parser const& parser)
{
    auto const& answer = parser.get();
    auto const status = answer.result_int();
    if (status < 300)
        return;
    std::string code;
    auto detail = "playsync answered " + std::to_string(status);
    error_code error;
    if (auto const problem = json::parse(answer.body(), error); !error && problem.is_object()) {
        auto const text = [&](char const* key, std::string& into) {
            if (auto const* value = problem.as_object().if_contains(key);
                value && value->is_string())
                into = value->as_string();
        };
        text("code", code);
        text("detail", detail);
    }
    throw Refused{status, code, detail};
}

} // namespace

bool is_running(std::filesystem::path const& data)
{
    struct stat info {};
    if (stat((data / "lock").c_str(), &info) != 0)
        return false;
    // "1: FLOCK  ADVISORY  WRITE 708 08:01:1835063 0 EOF"
    auto const inode = std::to_string(info.st_ino);
    std::ifstream locks{"/proc/locks"};
    for (std::string line; std::getline(locks, line);)
        if (line.find(" FLOCK ") != std::string::npos &&
            line.find(':' + inode + ' ') != std::string::npos)
            return true;
    return false;
}

AdminClient::AdminClient(std::filesystem::path data) : data_(std::move(data))
{
    place();
}

AdminClient::Place AdminClient::place() const
{
    // Whoever else listens there must not be sent the token.
    if (!is_running(data_))
        throw std::runtime_error{"no playsync runs on " + data_.string() +
                                 " (--data names another directory)"};
    auto const address = line_of(data_ / "admin-address");
    auto const colon = address.rfind(':');
    Place place;
    auto const port = colon == std::string::npos ? "" : address.substr(colon + 1);
    std::from_chars(port.data(), port.data() + port.size(), place.port);
    place.token = line_of(data_ / "admin-token");
    if (place.port == 0)
        throw std::runtime_error{"the playsync that runs on " + data_.string() +
                                 " has no admin page: its configuration or its log says why"};
    if (place.token.empty())
        throw std::runtime_error{(data_ / "admin-token").string() + " cannot be read"};
    place.host = address.substr(0, colon);
    return place;
}

json::value AdminClient::ask(std::string_view method, std::string_view path,
                             std::string_view body) const
{
    auto const there = place();
    auto const request = message_of(method, std::string{path}, body, there.token);
    Link link;
    Parser parser;
    parser.body_limit(largest_answer);
    error_code failed;
    tcp::endpoint const address{net::ip::make_address(there.host), there.port};
    net::co_spawn(link.io, exchange(link, address, request, parser, failed), net::detached);
    link.io.run();
    if (failed)
        throw failure("playsync at " + there.host + ":" + std::to_string(there.port), failed);
    judge(parser);
    return parser.get().body().empty() ? json::value{} : json::parse(parser.get().body());
}

namespace {

using Taken = std::function<bool(std::string_view)>;

net::awaitable<void> read_file(Link& link, tcp::endpoint place, Message const& request,
                               Parser& parser, Taken const& taken, error_code& failed)
{
    failed = co_await send(link, place, request);
    if (!failed)
        failed = std::get<0>(
            co_await http::async_read_header(link.stream, link.buffer, parser, no_throw));
    bool goes_on = true;
    while (!failed && goes_on && !parser.is_done()) {
        link.stream.expires_after(patience);
        failed =
            std::get<0>(co_await http::async_read_some(link.stream, link.buffer, parser, no_throw));
        if (parser.get().result_int() == 200)
            goes_on = taken(std::exchange(parser.get().body(), {}));
    }
}

} // namespace

void AdminClient::fetch(std::string_view path, Taken const& taken) const
{
    auto const there = place();
    auto const request = message_of("GET", std::string{path}, {}, there.token);
    Link link;
    Parser parser;
    parser.body_limit(boost::none);
    error_code failed;
    tcp::endpoint const address{net::ip::make_address(there.host), there.port};
    net::co_spawn(link.io, read_file(link, address, request, parser, taken, failed), net::detached);
    link.io.run();
    if (failed)
        throw failure("playsync at " + there.host + ":" + std::to_string(there.port), failed);
    judge(parser);
}

namespace {

using Heard = std::function<bool(StreamEvent const&)>;

/// False when `heard` wants no more.
bool drain(EventStream& events, Heard const& heard)
{
    while (auto const event = events.next())
        if (!heard(*event))
            return false;
    return true;
}

/// Until the link is lost; `goes_on` becomes false when `heard` wants no more.
net::awaitable<void> read_events(Link& link, tcp::endpoint place, Message const& request,
                                 EventStream& events, Heard const& heard, Parser& parser,
                                 bool& goes_on)
{
    if (co_await send(link, place, request))
        co_return;
    auto [error, size] =
        co_await http::async_read_header(link.stream, link.buffer, parser, no_throw);
    while (!error && !parser.is_done() && parser.get().result_int() == 200 && goes_on) {
        link.stream.expires_after(silence);
        std::tie(error, size) =
            co_await http::async_read_some(link.stream, link.buffer, parser, no_throw);
        events.add(std::exchange(parser.get().body(), {}));
        goes_on = drain(events, heard);
    }
}

net::awaitable<void> end_at(net::posix::stream_descriptor& stop, Link& link, bool& goes_on)
{
    auto const [error] =
        co_await stop.async_wait(net::posix::stream_descriptor::wait_read, no_throw);
    if (error)
        co_return;
    goes_on = false;
    link.stream.cancel();
}

} // namespace

void AdminClient::follow(int stop_fd, Heard const& heard) const
{
    EventStream events;
    bool goes_on = true;
    while (goes_on) {
        auto const there = place();
        auto request = message_of("GET", "/events", {}, there.token);
        request.set(http::field::accept, "text/event-stream");
        if (!events.last_id().empty())
            request.set("Last-Event-ID", events.last_id());
        events.begin();
        Link link;
        Parser parser;
        parser.body_limit(boost::none);
        net::posix::stream_descriptor stop{link.io, dup(stop_fd)};
        tcp::endpoint const address{net::ip::make_address(there.host), there.port};
        net::co_spawn(link.io, end_at(stop, link, goes_on), net::detached);
        net::co_spawn(link.io, read_events(link, address, request, events, heard, parser, goes_on),
                      [&](std::exception_ptr error) {
                          stop.cancel();
                          if (error)
                              std::rethrow_exception(error);
                      });
        link.io.run();
        if (parser.is_header_done() && goes_on)
            judge(parser);
        if (!goes_on)
            return;
        net::steady_timer pause{link.io, retry};
        net::posix::stream_descriptor again{link.io, dup(stop_fd)};
        net::co_spawn(link.io, end_at(again, link, goes_on),
                      [&](std::exception_ptr) { pause.cancel(); });
        pause.async_wait([&](error_code) { again.cancel(); });
        link.io.restart();
        link.io.run();
    }
}

} // namespace playsync::standalone
