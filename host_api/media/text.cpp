// SPDX-License-Identifier: MIT
#include "host_api/media/text.hpp"

#include <boost/locale/utf.hpp>

#include <algorithm>
#include <charconv>

namespace playsync::media {
namespace {

constexpr bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

constexpr char lower_of(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int hex_value(char c) noexcept
{
    int value = -1;
    auto const lowered = lower_of(c);
    std::from_chars(&lowered, &lowered + 1, value, 16);
    return value;
}

/// `replace(byte, result)` writes what stands for a byte that is no UTF-8.
template <class Replace>
std::string repaired(std::string_view text, Replace replace)
{
    namespace utf = boost::locale::utf;
    std::string result;
    result.reserve(text.size());
    for (auto const* at = text.data(); at != text.data() + text.size();) {
        auto const* next = at;
        auto const point = utf::utf_traits<char>::decode(next, text.data() + text.size());
        if (utf::is_valid_codepoint(point)) {
            result.append(at, next);
            at = next;
        } else {
            replace(static_cast<unsigned char>(*at), result);
            ++at;
        }
    }
    return result;
}

} // namespace

std::string lower(std::string_view text)
{
    std::string result{text};
    std::ranges::transform(result, result.begin(), lower_of);
    return result;
}

std::string_view trimmed(std::string_view text, std::string_view edges)
{
    auto const first = text.find_first_not_of(edges);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(edges) - first + 1);
}

std::string folded(std::string_view text)
{
    auto result = lower(text);
    std::erase_if(result, [](char c) {
        bool const ascii = static_cast<unsigned char>(c) < 0x80;
        return ascii && !is_digit(c) && (c < 'a' || c > 'z');
    });
    return result;
}

std::optional<int> number_of(std::string_view digits)
{
    constexpr std::size_t most_digits = 6;
    if (digits.empty() || digits.size() > most_digits || !std::ranges::all_of(digits, is_digit))
        return std::nullopt;
    int number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

int year_of(std::string_view date)
{
    constexpr std::size_t digits = 4;
    date = trimmed(date);
    if (date.size() > digits && is_digit(date[digits]))
        return 0;
    auto const year = number_of(date.substr(0, digits)).value_or(0);
    return year >= 1000 ? year : 0;
}

std::string percent_decoded(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const escape = text[i] == '%' && i + 2 < text.size();
        int const high = escape ? hex_value(text[i + 1]) : -1;
        int const low = escape ? hex_value(text[i + 2]) : -1;
        if (high < 0 || low < 0 || high + low == 0) { // an escaped NUL would end the text
            result.push_back(text[i]);
        } else {
            result.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        }
    }
    return result;
}

std::string as_utf8(std::string_view text)
{
    return repaired(text, [](unsigned char, std::string& result) { result += "\xEF\xBF\xBD"; });
}

std::string as_utf8_key(std::string_view text)
{
    return repaired(text, [](unsigned char byte, std::string& result) {
        constexpr char digits[] = "0123456789ABCDEF";
        result += {'%', digits[byte / 16], digits[byte % 16]};
    });
}

} // namespace playsync::media
