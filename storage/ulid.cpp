// SPDX-License-Identifier: MIT
#include "storage/ulid.hpp"

namespace playsync {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t text_length = 26;

/// SplitMix64 (Steele, Lea, Flood 2014): small, and good enough to tell processes apart.
std::uint64_t mix(std::uint64_t& state) noexcept
{
    std::uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

int digit_of(char c) noexcept
{
    if (c >= 'a' && c <= 'z')
        c = static_cast<char>(c - 'a' + 'A');
    auto const at = alphabet.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

} // namespace

std::int64_t Ulid::time_ms() const noexcept
{
    std::int64_t ms = 0;
    for (std::size_t i = 0; i < 6; ++i)
        ms = (ms << 8) | bytes[i];
    return ms;
}

void Ulid::append_to(std::string& out) const
{
    // 130 bits of letters hold 128 of id: the first letter carries three.
    unsigned window = 0;
    unsigned bits = 2;
    std::size_t next = 0;
    for (std::size_t i = 0; i < text_length; ++i) {
        if (bits < 5) {
            window = ((window & 0x1f) << 8) | bytes[next++];
            bits += 8;
        }
        bits -= 5;
        out += alphabet[(window >> bits) & 0x1f];
    }
}

std::string Ulid::text() const
{
    std::string out;
    out.reserve(text_length);
    append_to(out);
    return out;
}

std::optional<Ulid> Ulid::parse(std::string_view text) noexcept
{
    if (text.size() != text_length || digit_of(text[0]) > 7)
        return std::nullopt;
    Ulid id;
    unsigned window = 0;
    unsigned bits = 0;
    std::size_t next = 0;
    for (std::size_t i = 0; i < text_length; ++i) {
        int const digit = digit_of(text[i]);
        if (digit < 0)
            return std::nullopt;
        window = ((window & 0xff) << 5) | static_cast<unsigned>(digit);
        bits += i == 0 ? 3 : 5;
        if (bits >= 8) {
            bits -= 8;
            id.bytes[next++] = static_cast<std::uint8_t>(window >> bits);
        }
    }
    return id;
}

Ulid UlidSource::next(std::int64_t now_ms) noexcept
{
    if (now_ms > last_.time_ms()) {
        for (std::size_t i = 0; i < 6; ++i)
            last_.bytes[i] = static_cast<std::uint8_t>(now_ms >> (8 * (5 - i)));
        auto const a = mix(chance_);
        auto const b = mix(chance_);
        for (std::size_t i = 0; i < 8; ++i)
            last_.bytes[6 + i] = static_cast<std::uint8_t>(a >> (8 * i));
        // The low bytes start at nought, so that counting up within a millisecond has room.
        last_.bytes[14] = static_cast<std::uint8_t>(b & 0x7f);
        last_.bytes[15] = 0;
        return last_;
    }
    for (std::size_t i = last_.bytes.size(); i-- > 0;)
        if (++last_.bytes[i] != 0)
            break;
    return last_;
}

} // namespace playsync
