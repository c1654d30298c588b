// SPDX-License-Identifier: MIT
#include "storage/crc32c.hpp"

#include <boost/crc.hpp>
#include <cstring>

namespace playsync {
namespace {

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("sse4.2"))) std::uint32_t by_instruction(std::string_view bytes,
                                                               std::uint32_t crc) noexcept
{
    std::uint64_t wide = crc;
    for (; bytes.size() >= sizeof(std::uint64_t); bytes.remove_prefix(sizeof(std::uint64_t))) {
        std::uint64_t word;
        std::memcpy(&word, bytes.data(), sizeof word);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    crc = static_cast<std::uint32_t>(wide);
    for (char const c : bytes)
        crc = __builtin_ia32_crc32qi(crc, static_cast<unsigned char>(c));
    return crc;
}

bool has_instruction() noexcept
{
    static bool const has = __builtin_cpu_supports("sse4.2") != 0;
    return has;
}
#else
std::uint32_t by_instruction(std::string_view, std::uint32_t crc) noexcept
{
    return crc;
}
constexpr bool has_instruction() noexcept
{
    return false;
}
#endif

std::uint32_t reflected(std::uint32_t bits) noexcept
{
    std::uint32_t out = 0;
    for (int i = 0; i < 32; ++i, bits >>= 1)
        out = (out << 1) | (bits & 1);
    return out;
}

std::uint32_t by_table(std::string_view bytes, std::uint32_t crc) noexcept
{
    // Boost takes its start value unreflected.
    boost::crc_optimal<32, 0x1EDC6F41, 0, 0, true, true> sum{reflected(crc)};
    sum.process_bytes(bytes.data(), bytes.size());
    return static_cast<std::uint32_t>(sum.checksum());
}

} // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t seed) noexcept
{
    std::uint32_t const start = ~seed;
    return ~(has_instruction() ? by_instruction(bytes, start) : by_table(bytes, start));
}

} // namespace playsync
