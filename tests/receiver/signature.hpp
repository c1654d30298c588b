// SPDX-License-Identifier: MIT
// Signatures of Standard Webhooks 1.0.0 (v1: HMAC-SHA256). No clock.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace playsync::receiver {

/// The key in "whsec_…". Throws std::invalid_argument.
std::string key_of(std::string_view secret);

/// The webhook-* headers of a request.
struct Signed {
    std::string_view id;
    std::string_view timestamp;
    std::string_view signatures;
};

/// Whether one of the signatures is right, and the message not five minutes older or newer than
/// `now_s`.
bool is_signed(std::string_view key, Signed const& headers, std::string_view body,
               std::int64_t now_s);

} // namespace playsync::receiver
