// SPDX-License-Identifier: MIT
// What is no WebSocket message, byte by byte (RFC 6455), and the close code that answers it.
#include "tests/unit/web/server_fixture.hpp"
#include "web/visit.hpp"

namespace playsync::web {
namespace {

using test::PageLink;

constexpr unsigned protocol_error = 1002;
constexpr unsigned not_utf8 = 1007;
constexpr unsigned too_big = 1009;

constexpr unsigned last = 0x80; // FIN
constexpr unsigned text = 1;
constexpr unsigned more = 0;
constexpr unsigned ping = 9;

/// A client's frame, masked with zeros: its payload is sent as it is.
std::string frame(unsigned first, std::string_view payload)
{
    std::string out{static_cast<char>(first), static_cast<char>(0x80 | payload.size())};
    return out + std::string(4, '\0') + std::string{payload};
}

/// The head of a frame that claims `size` bytes.
std::string claim(unsigned first, std::uint64_t size)
{
    std::string out{static_cast<char>(first), static_cast<char>(0x80 | 127)};
    for (int shift = 56; shift >= 0; shift -= 8)
        out += static_cast<char>(size >> shift & 0xff);
    return out + std::string(4, '\0');
}

struct BadFrames {
    char const* name;
    std::string bytes;
    unsigned code;
    friend void PrintTo(BadFrames const& each, std::ostream* out) { *out << each.name; }
};

class FramesTest : public test::ServerFixture, public testing::WithParamInterface<BadFrames> {};

TEST_P(FramesTest, areAnsweredByTheirCode)
{
    start();
    for (bool const greeted : {false, true}) {
        auto link = greeted ? visit() : PageLink{port, own_origin};
        ASSERT_TRUE(link.send_bytes(GetParam().bytes));
        EXPECT_EQ(link.read_close(), GetParam().code) << (greeted ? "after" : "before") << " hello";
    }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Frames, FramesTest, testing::Values(
    BadFrames{"notMasked",            std::string{"\x81\x02{}"}, protocol_error},
    BadFrames{"messageInAMessage",    frame(text, "{") + frame(last | text, "{}"), protocol_error},
    BadFrames{"continuationOfNothing", frame(last | more, "{}"), protocol_error},
    BadFrames{"reservedBit",          frame(last | 0x40 | text, "{}"), protocol_error},
    BadFrames{"reservedOpcode",       frame(last | 3, "{}"), protocol_error},
    BadFrames{"pingInParts",          frame(ping, "a"), protocol_error},
    BadFrames{"pingTooLong",          claim(last | ping, 126), protocol_error},
    BadFrames{"lengthNotShortest",    claim(last | text, 5) + "hello", protocol_error},
    BadFrames{"lengthOf2To63",        claim(last | text, std::uint64_t{1} << 63), too_big},
    BadFrames{"huge",                 claim(last | text, std::uint64_t{1} << 40), too_big},
    BadFrames{"hugeInParts",          frame(text, "{") + claim(last | more, 70'000), too_big},
    BadFrames{"notUtf8",              frame(last | text, "\xc3\x28"), not_utf8},
    BadFrames{"surrogate",            frame(last | text, "\xed\xa0\x80"), not_utf8},
    BadFrames{"utf8CutAtTheEnd",      frame(last | text, "\xe2\x82"), not_utf8},
    // Beast looks at the end of a text only where there is one; then the JSON is none.
    BadFrames{"utf8CutBeforeNothing", frame(text, "\xe2\x82") + frame(last | more, ""), close_code::abuse}),
    [](auto const& test) { return std::string{test.param.name}; });
// clang-format on

class TruncatedTest : public test::ServerFixture {};

TEST_F(TruncatedTest, aFrameThatIsCutShortEndsTheVisitAndNothingElse)
{
    options.patience.stop = std::chrono::milliseconds{50};
    start();
    auto const whole = frame(last | text, hello());
    auto other = visit();
    for (std::size_t length = 0; length < whole.size(); length += 7) {
        PageLink link{port, own_origin};
        link.send_bytes(std::string_view{whole}.substr(0, length));
    }
    on_engine([this] { server->audience().network(false, false); });
    EXPECT_EQ(type_of(other.read()), "network");
    stop(); // every coroutine has ended
}

TEST_F(TruncatedTest, aMessageInPartsWithAPingBetweenIsOne)
{
    start();
    PageLink link{port, own_origin};
    auto const greeting = hello();
    link.send_bytes(frame(text, greeting.substr(0, 10)) + frame(last | ping, "are you there") +
                    frame(last | more, greeting.substr(10)));
    EXPECT_EQ(link.read()->payload, "are you there");
    EXPECT_EQ(type_of(link.read()), "welcome");
}

} // namespace
} // namespace playsync::web
