// SPDX-License-Identifier: MIT
#include "tests/receiver/signature.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace playsync::receiver {
namespace {

constexpr std::string_view prefix = "whsec_";
constexpr std::string_view version = "v1,";
constexpr std::int64_t tolerance_s = 300;

std::optional<std::string> decoded(std::string_view base64)
{
    if (base64.empty() || base64.size() % 4 != 0)
        return std::nullopt;
    std::string out(base64.size() / 4 * 3, '\0');
    int const size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<unsigned char const*>(base64.data()),
                                     static_cast<int>(base64.size()));
    if (size < 0)
        return std::nullopt;
    out.resize(out.size() - (base64.ends_with("==") ? 2 : base64.ends_with('=') ? 1 : 0));
    return out;
}

std::optional<std::int64_t> seconds_of(std::string_view text)
{
    std::int64_t seconds = 0;
    auto const* const last = text.data() + text.size();
    auto const [end, error] = std::from_chars(text.data(), last, seconds);
    if (error != std::errc{} || end != last || seconds < 0)
        return std::nullopt;
    return seconds;
}

std::string mac_of(std::string_view key, Signed const& headers, std::string_view body)
{
    std::string content;
    content.reserve(headers.id.size() + headers.timestamp.size() + body.size() + 2);
    content.append(headers.id).append(".").append(headers.timestamp).append(".").append(body);
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<unsigned char const*>(content.data()), content.size(), mac.data(), &size);
    return {mac.begin(), mac.begin() + size};
}

} // namespace

std::string key_of(std::string_view secret)
{
    auto key = secret.starts_with(prefix) ? decoded(secret.substr(prefix.size())) : std::nullopt;
    if (!key)
        throw std::invalid_argument{"a secret is whsec_ and base64"};
    return *std::move(key);
}

bool is_signed(std::string_view key, Signed const& headers, std::string_view body,
               std::int64_t now_s)
{
    auto const sent = seconds_of(headers.timestamp);
    if (!sent || headers.id.empty() || *sent > now_s + tolerance_s || *sent < now_s - tolerance_s)
        return false;
    auto const right = mac_of(key, headers, body);
    bool found = false;
    for (auto rest = headers.signatures; !rest.empty();) {
        auto const one = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        auto const given =
            one.starts_with(version) ? decoded(one.substr(version.size())) : std::nullopt;
        found |= given && given->size() == right.size() &&
                 CRYPTO_memcmp(given->data(), right.data(), right.size()) == 0;
    }
    return found;
}

} // namespace playsync::receiver
