// SPDX-License-Identifier: MIT
#include "host_api/text/cut.hpp"

namespace playsync {

std::string_view cut_text(std::string_view text, std::size_t most) noexcept
{
    constexpr std::size_t longest_rest = 3; // continuation bytes of one character
    if (text.size() <= most)
        return text;
    auto size = most;
    auto const goes_on = [&] { return (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80; };
    while (size > 0 && most - size < longest_rest && goes_on())
        --size;
    return text.substr(0, goes_on() ? most : size);
}

} // namespace playsync
