// SPDX-License-Identifier: MIT
#include "storage/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

namespace playsync {
namespace {

/// Length of the well-formed UTF-8 sequence at the start of `text` (Unicode 15, table 3-7), or 0.
std::size_t sequence_length(std::string_view text) noexcept
{
    auto const at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    auto const first = at(0);
    std::size_t const length = first < 0x80   ? 1
                               : first < 0xc2 ? 0
                               : first < 0xe0 ? 2
                               : first < 0xf0 ? 3
                               : first < 0xf5 ? 4
                                              : 0;
    if (length == 0 || text.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((at(i) & 0xc0) != 0x80)
            return 0;
    bool const overlong = (first == 0xe0 && at(1) < 0xa0) || (first == 0xf0 && at(1) < 0x90);
    bool const outside = (first == 0xed && at(1) > 0x9f) || (first == 0xf4 && at(1) > 0x8f);
    return overlong || outside ? 0 : length;
}

void append_escape(std::string& out, unsigned char c)
{
    constexpr std::string_view hex = "0123456789abcdef";
    switch (c) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\t':
        out += "\\t";
        return;
    case '\r':
        out += "\\r";
        return;
    default:
        out += "\\u00";
        out += hex[c >> 4];
        out += hex[c & 15];
    }
}

void append_digits(std::string& out, unsigned number, int width)
{
    std::array<char, 10> digits;
    for (int i = width; i-- > 0; number /= 10)
        digits[static_cast<std::size_t>(i)] = static_cast<char>('0' + number % 10);
    out.append(digits.data(), static_cast<std::size_t>(width));
}

/// Reads exactly `width` digits at `at`.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t width) noexcept
{
    if (at + width > text.size())
        return std::nullopt;
    int number = 0;
    for (char const c : text.substr(at, width)) {
        if (c < '0' || c > '9')
            return std::nullopt;
        number = number * 10 + (c - '0');
    }
    return number;
}

/// Minutes east of Greenwich: "Z", "+02:00".
std::optional<int> offset_minutes(std::string_view text) noexcept
{
    if (text == "Z" || text == "z")
        return 0;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
        return std::nullopt;
    auto const hours = digits(text, 1, 2);
    auto const minutes = digits(text, 4, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59)
        return std::nullopt;
    return (text[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
}

} // namespace

void append_json_string(std::string& out, std::string_view text)
{
    out += '"';
    std::size_t plain = 0; // begin of what needs no change
    for (std::size_t i = 0; i < text.size();) {
        auto const c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
            ++i;
            continue;
        }
        std::size_t const length = c < 0x80 ? 0 : sequence_length(text.substr(i));
        if (length > 0) {
            i += length;
            continue;
        }
        out.append(text, plain, i - plain);
        if (c < 0x80)
            append_escape(out, c);
        else
            out += "\xef\xbf\xbd";
        plain = ++i;
    }
    out.append(text, plain);
    out += '"';
}

void append_number(std::string& out, std::int64_t number)
{
    std::array<char, 20> text;
    auto const end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    out.append(text.data(), end);
}

// The library's own writer of reals brings 110 KiB of tables, for a few settings and figures.
void append_real(std::string& out, double number)
{
    constexpr double exact = 1e15; // as an integer, and shorter than with an exponent
    if (std::abs(number) < exact && number == std::trunc(number))
        return append_number(out, static_cast<std::int64_t>(number));
    std::array<char, 64> text{};
    std::size_t length = 0;
    for (int digits = 1; digits <= std::numeric_limits<double>::max_digits10; ++digits) {
        length = static_cast<std::size_t>(
            std::snprintf(text.data(), text.size(), "%.*g", digits, number));
        if (std::strtod(text.data(), nullptr) == number)
            break;
    }
    std::string_view const read{text.data(), length};
    if (!std::isfinite(number)) {
        out += read;
        return;
    }
    // Whatever is neither digit, sign nor exponent is the point of the host's locale.
    auto const point = read.find_first_not_of("0123456789+-e");
    auto const after = read.find_first_of("0123456789", std::min(point, read.size()));
    out += read.substr(0, point);
    if (point != std::string_view::npos)
        out.append(1, '.').append(read.substr(after));
}

void append_key(std::string& out, std::string_view key)
{
    if (!out.empty() && out.back() != '{')
        out += ',';
    out += '"';
    out += key;
    out += "\":";
}

void append_member(std::string& out, std::string_view key, std::string_view text)
{
    append_key(out, key);
    append_json_string(out, text);
}

void append_member(std::string& out, std::string_view key, std::int64_t number)
{
    append_key(out, key);
    append_number(out, number);
}

void append_time(std::string& out, std::int64_t unix_ms)
{
    namespace chr = std::chrono;
    constexpr std::int64_t first = -62167219200000; // year 0
    constexpr std::int64_t last = 253402300799999;  // year 9999
    chr::sys_time<chr::milliseconds> const time{
        chr::milliseconds{std::clamp(unix_ms, first, last)}};
    auto const day = chr::floor<chr::days>(time);
    chr::year_month_day const date{day};
    chr::hh_mm_ss const clock{time - day};
    append_digits(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    out += '-';
    append_digits(out, static_cast<unsigned>(date.month()), 2);
    out += '-';
    append_digits(out, static_cast<unsigned>(date.day()), 2);
    out += 'T';
    append_digits(out, static_cast<unsigned>(clock.hours().count()), 2);
    out += ':';
    append_digits(out, static_cast<unsigned>(clock.minutes().count()), 2);
    out += ':';
    append_digits(out, static_cast<unsigned>(clock.seconds().count()), 2);
    out += '.';
    append_digits(out, static_cast<unsigned>(clock.subseconds().count()), 3);
    out += 'Z';
}

std::string time_text(std::int64_t unix_ms)
{
    std::string out;
    append_time(out, unix_ms);
    return out;
}

std::optional<std::int64_t> parse_time(std::string_view text) noexcept
{
    namespace chr = std::chrono;
    auto const year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    auto const hour = digits(text, 11, 2), minute = digits(text, 14, 2),
               second = digits(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second || text[4] != '-' ||
        text[7] != '-' || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') ||
        text[13] != ':' || text[16] != ':')
        return std::nullopt;
    chr::year_month_day const date{chr::year{*year}, chr::month{static_cast<unsigned>(*month)},
                                   chr::day{static_cast<unsigned>(*day)}};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    std::size_t at = 19;
    int ms = 0;
    if (at < text.size() && text[at] == '.') {
        int scale = 100;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
            ms += (text[at] - '0') * scale;
    }
    auto const offset = offset_minutes(text.substr(at));
    if (!offset)
        return std::nullopt;
    std::int64_t const days = chr::sys_days{date}.time_since_epoch().count();
    return ((days * 24 + *hour) * 60 + *minute - *offset) * 60000 + *second * 1000 + ms;
}

} // namespace playsync
