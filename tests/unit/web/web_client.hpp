// SPDX-License-Identifier: MIT
// The other side of the server in tests: bytes as they are, every wait with an end.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace playsync::test {

/// A connection to a port of this machine. Throws std::runtime_error when it cannot be had.
class Wire {
public:
    explicit Wire(std::uint16_t port, int receive_buffer = 0);
    ~Wire();
    Wire(Wire&& other) noexcept;
    Wire(Wire const&) = delete;

    /// False when the other side does not take it.
    bool send(std::string_view bytes);
    /// Up to and with `end`; nothing when it does not come.
    std::optional<std::string> read_until(std::string_view end);
    std::optional<std::string> read_exactly(std::size_t size);
    /// Everything until the other side ends it; nothing when it does not.
    std::optional<std::string> read_to_end();

    /// Sends a request and reads one answer with its body.
    struct Answer {
        unsigned status = 0; // 0: none came
        std::string head;
        std::string body;
    };
    Answer ask(std::string_view request);
    Answer read_answer(bool is_head = false);

private:
    bool fill();

    int socket_ = -1;
    std::string buffer_;
    bool ended_ = false;
};

struct Frame {
    unsigned opcode = 0; // 1 text, 8 close
    std::string payload;

    /// Of a close frame.
    unsigned code() const noexcept;
};

/// A WebSocket of a page.
class PageLink {
public:
    /// `fields` are header lines with their line ends.
    PageLink(std::uint16_t port, std::string_view fields, int receive_buffer = 0);

    unsigned status() const noexcept { return answer_.status; } // 101: open
    Wire::Answer const& answer() const noexcept { return answer_; }

    bool send(std::string_view text, unsigned opcode = 1);
    /// Frames as they are, whatever they are.
    bool send_bytes(std::string_view bytes) { return wire_.send(bytes); }
    /// The next frame that is not a ping; nothing when none comes.
    std::optional<Frame> read();
    /// Everything until the other side ends it, without a word to it; nothing when it does not.
    std::optional<std::string> read_to_end() { return wire_.read_to_end(); }
    /// Reads on until a close frame; its code, or 0 when the connection ends without.
    unsigned read_close();

private:
    Wire wire_;
    Wire::Answer answer_;
};

} // namespace playsync::test
