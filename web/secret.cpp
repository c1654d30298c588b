// SPDX-License-Identifier: MIT
#include "web/secret.hpp"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <span>
#include <stdexcept>

#include <unistd.h>

namespace playsync::web {
namespace {

std::array<unsigned char, 32> sha256(std::string_view text)
{
    std::array<unsigned char, 32> digest;
    SHA256(reinterpret_cast<unsigned char const*>(text.data()), text.size(), digest.data());
    return digest;
}

template <std::size_t size>
std::array<unsigned char, size> random_bytes()
{
    std::array<unsigned char, size> bytes;
    if (getentropy(bytes.data(), size) != 0)
        throw std::runtime_error{"admin page: the system gives no random bytes"};
    return bytes;
}

/// RFC 4648 section 5, without padding.
std::string base64url(std::span<unsigned char const> bytes)
{
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    unsigned held = 0;
    int bits = 0;
    for (unsigned const byte : bytes) {
        held = (held << 8 | byte) & 0xffff;
        bits += 8;
        for (; bits >= 6; bits -= 6)
            out += letters[held >> (bits - 6) & 63];
    }
    if (bits > 0)
        out += letters[held << (6 - bits) & 63];
    return out;
}

} // namespace

Secret::Secret(std::string_view text) : digest_(sha256(text)) {}

bool Secret::matches(std::string_view text) const
{
    auto const other = sha256(text);
    return CRYPTO_memcmp(digest_.data(), other.data(), digest_.size()) == 0;
}

std::string random_token()
{
    return base64url(random_bytes<32>());
}

std::string random_epoch()
{
    constexpr std::string_view hex = "0123456789abcdef";
    std::string out;
    for (unsigned const byte : random_bytes<8>()) {
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
    return out;
}

std::string content_tag(std::string_view bytes)
{
    auto const digest = sha256(bytes);
    return base64url(std::span{digest}.first(12));
}

} // namespace playsync::web
