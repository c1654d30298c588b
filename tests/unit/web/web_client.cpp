// SPDX-License-Identifier: MIT
#include "tests/unit/web/web_client.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace playsync::test {
namespace {

constexpr int patience_ms = 10'000;

} // namespace

Wire::Wire(std::uint16_t port, int receive_buffer)
{
    socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_buffer > 0)
        setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error{"no connection"};
}

Wire::~Wire()
{
    if (socket_ >= 0)
        close(socket_);
}

Wire::Wire(Wire&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      buffer_(std::move(other.buffer_)),
      ended_(other.ended_)
{
}

bool Wire::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        pollfd ready{socket_, POLLOUT, 0};
        if (poll(&ready, 1, patience_ms) != 1)
            return false;
        auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Wire::fill()
{
    pollfd ready{socket_, POLLIN, 0};
    if (ended_ || poll(&ready, 1, patience_ms) != 1)
        return false;
    std::array<char, 65536> bytes;
    auto const got = recv(socket_, bytes.data(), bytes.size(), 0);
    ended_ = got <= 0;
    if (!ended_)
        buffer_.append(bytes.data(), static_cast<std::size_t>(got));
    return !ended_;
}

std::optional<std::string> Wire::read_exactly(std::size_t size)
{
    while (buffer_.size() < size)
        if (!fill())
            return std::nullopt;
    auto out = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return out;
}

std::optional<std::string> Wire::read_until(std::string_view end)
{
    for (;;) {
        if (auto const at = buffer_.find(end); at != std::string::npos)
            return read_exactly(at + end.size());
        if (!fill())
            return std::nullopt;
    }
}

std::optional<std::string> Wire::read_to_end()
{
    while (fill()) {
    }
    return ended_ ? std::optional{std::exchange(buffer_, {})} : std::nullopt;
}

Wire::Answer Wire::ask(std::string_view request)
{
    send(request);
    return read_answer(request.starts_with("HEAD "));
}

Wire::Answer Wire::read_answer(bool is_head)
{
    Answer answer;
    auto head = read_until("\r\n\r\n");
    if (!head)
        return answer;
    answer.head = std::move(*head);
    answer.status = static_cast<unsigned>(std::stoul(answer.head.substr(9, 3)));
    constexpr std::string_view length = "Content-Length: ";
    auto const at = answer.head.find(length);
    if (at != std::string::npos && !is_head)
        answer.body = read_exactly(std::stoul(answer.head.substr(at + length.size()))).value_or("");
    return answer;
}

unsigned Frame::code() const noexcept
{
    if (opcode != 8 || payload.size() < 2)
        return 0;
    return static_cast<unsigned>(static_cast<unsigned char>(payload[0]) << 8 |
                                 static_cast<unsigned char>(payload[1]));
}

PageLink::PageLink(std::uint16_t port, std::string_view fields, int receive_buffer)
    : wire_(port, receive_buffer)
{
    std::string request = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n"
                          "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                          "Sec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    request += fields;
    answer_ = wire_.ask(request + "\r\n");
}

bool PageLink::send(std::string_view text, unsigned opcode)
{
    constexpr std::string_view mask = "\x11\x22\x33\x44";
    std::string frame;
    frame += static_cast<char>(0x80 | opcode);
    if (text.size() < 126) {
        frame += static_cast<char>(0x80 | text.size());
    } else {
        frame += '\xfe';
        frame += static_cast<char>(text.size() >> 8);
        frame += static_cast<char>(text.size());
    }
    frame += mask;
    for (std::size_t i = 0; i < text.size(); ++i)
        frame += static_cast<char>(text[i] ^ mask[i % 4]);
    return wire_.send(frame);
}

std::optional<Frame> PageLink::read()
{
    for (;;) {
        auto const head = wire_.read_exactly(2);
        if (!head)
            return std::nullopt;
        std::size_t size = static_cast<unsigned char>((*head)[1]);
        std::size_t const more = size == 126 ? 2 : size == 127 ? 8 : 0;
        if (auto const length = wire_.read_exactly(more); length && more > 0) {
            size = 0;
            for (unsigned char const byte : *length)
                size = size << 8 | byte;
        }
        auto payload = wire_.read_exactly(size);
        if (!payload)
            return std::nullopt;
        unsigned const opcode = static_cast<unsigned char>((*head)[0]) & 15;
        if (opcode != 9)
            return Frame{opcode, std::move(*payload)};
    }
}

unsigned PageLink::read_close()
{
    while (auto const frame = read()) {
        if (frame->opcode != 8)
            continue;
        send(frame->payload, 8);
        return frame->code();
    }
    return 0;
}

} // namespace playsync::test
