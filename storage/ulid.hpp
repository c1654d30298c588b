// SPDX-License-Identifier: MIT
// ULID: 48 bits of time, 80 of chance; its bytes sort as it was made (the ULID specification).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace playsync {

struct Ulid {
    std::array<std::uint8_t, 16> bytes{}; // big-endian

    auto operator<=>(Ulid const&) const = default;

    bool is_null() const noexcept { return *this == Ulid{}; }
    std::int64_t time_ms() const noexcept;
    /// 26 letters of Crockford's base 32.
    std::string text() const;
    void append_to(std::string& out) const;
    static std::optional<Ulid> parse(std::string_view text) noexcept;
};

/// Ids that rise with every call, whatever the clock does.
class UlidSource {
public:
    /// `last`: the greatest id ever given out; `chance`: seed of the random part.
    UlidSource(Ulid last, std::uint64_t chance) noexcept : last_(last), chance_(chance) {}

    Ulid next(std::int64_t now_ms) noexcept;
    Ulid last() const noexcept { return last_; }

private:
    Ulid last_;
    std::uint64_t chance_;
};

} // namespace playsync

template <>
struct std::hash<playsync::Ulid> {
    std::size_t operator()(playsync::Ulid const& id) const noexcept
    {
        std::uint64_t low;
        std::memcpy(&low, id.bytes.data() + 8, sizeof low);
        return low * 0x9e3779b97f4a7c15; // ids of one millisecond differ in their last bits only
    }
};
