// SPDX-License-Identifier: MIT
#include "host_api/text/printable.hpp"

#include <boost/locale/utf.hpp>

namespace playsync {
namespace {

namespace utf = boost::locale::utf;

constexpr std::string_view cut_sign = " …";

/// C0, DEL and C1; marks, embeddings and isolates of direction; separators of lines; the BOM.
constexpr bool is_unfit(utf::code_point point) noexcept
{
    return point < 0x20 || (point >= 0x7f && point <= 0x9f) || point == 0x61c || point == 0xfeff ||
           point == 0x200e || point == 0x200f || (point >= 0x2028 && point <= 0x202e) ||
           (point >= 0x2066 && point <= 0x2069);
}

std::string escaped(utf::code_point point)
{
    constexpr std::string_view hex = "0123456789abcdef";
    bool const is_short = point < 0x100;
    std::string out = is_short ? "\\x" : "\\u";
    for (int shift = is_short ? 4 : 12; shift >= 0; shift -= 4)
        out += hex[point >> shift & 15];
    return out;
}

} // namespace

std::string printable(std::string_view text)
{
    std::string out;
    std::size_t fits = 0; // with the sign that it was cut
    for (auto const* at = text.data(); at != text.data() + text.size();) {
        auto const* const from = at;
        auto const point = utf::utf_traits<char>::decode(at, text.data() + text.size());
        if (!utf::is_valid_codepoint(point)) {
            at = from + 1;
            out += escaped(static_cast<unsigned char>(*from));
        } else if (is_unfit(point)) {
            out += escaped(point);
        } else {
            out.append(from, at);
        }
        if (out.size() > longest_line)
            return out.substr(0, fits).append(cut_sign);
        if (out.size() + cut_sign.size() <= longest_line)
            fits = out.size();
    }
    return out;
}

} // namespace playsync
