// SPDX-License-Identifier: MIT
// Tokens and codes: drawn at random, kept as digests, compared in constant time.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace playsync::web {

/// What a caller must know. Only its SHA-256 is kept, so it can be neither shown nor logged.
class Secret {
public:
    explicit Secret(std::string_view text);

    /// Takes as long whatever `text` is.
    bool matches(std::string_view text) const;

    /// Use matches(): comparing text tells by its time how much of it was right.
    bool operator==(Secret const&) const = delete;

private:
    std::array<unsigned char, 32> digest_;
};

/// 256 random bits in base64url. Throws std::runtime_error when the system has no randomness.
std::string random_token();
/// 64 random bits in hexadecimal.
std::string random_epoch();
/// The first 96 bits of the SHA-256 of `bytes`, in base64url: a name for a content.
std::string content_tag(std::string_view bytes);

} // namespace playsync::web
