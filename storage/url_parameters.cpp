// SPDX-License-Identifier: MIT
#include "storage/url_parameters.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>
#include <vector>

namespace playsync {
namespace {

// clang-format off
/// Parts of names that mean nothing else, in lower case, without punctuation.
constexpr std::array<std::string_view, 17> sure_parts{
    "token", "passw", "passwd", "secret", "signature", "credential", "session", "expire", "apikey",
    "hmac", "authoriz", "xplex", "xamz", "xgoog", "deviceid", "passkey", "jwt"};
/// Whole words of names, that may mean something else too.
constexpr std::array<std::string_view, 20> words{
    "key", "auth", "sig", "sign", "pass", "pwd", "user", "username", "login", "ticket", "nonce",
    "policy", "sid", "hdnea", "hdnts", "gda", "otp", "pin", "bearer", "salt"};
/// Parts of a fragment that say where in the media to begin.
constexpr std::array<std::string_view, 4> places{"t", "start", "time", "xywh"};
/// What a music server of the Subsonic kind is told with each request besides the id.
constexpr std::array<std::string_view, 7> of_subsonic{"u", "p", "t", "s", "v", "c", "f"};
/// What a signed address of Azure's consists of besides "sig".
constexpr std::array<std::string_view, 15> of_azure{
    "sv", "se", "sr", "sp", "st", "spr", "sip", "ss", "srt", "skoid", "sktid", "skt", "ske", "sks",
    "skv"};
constexpr std::array<std::string_view, 38> extensions{
    "3gp", "aac", "aiff", "ape", "asf", "avi", "divx", "dsf", "flac", "flv", "iso", "m2ts", "m3u",
    "m3u8", "m4a", "m4b", "m4v", "mka", "mkv", "mov", "mp2", "mp3", "mp4", "mpd", "mpeg", "mpg",
    "oga", "ogg", "ogm", "ogv", "opus", "rm", "strm", "ts", "vob", "wav", "webm", "wmv"};
// clang-format on

template <class Table>
bool holds(Table const& table, std::string_view word)
{
    return std::ranges::find(table, word) != table.end();
}

constexpr bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) noexcept
{
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) noexcept
{
    return c >= 'a' && c <= 'z';
}
constexpr char lower_of(char c) noexcept
{
    return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

int hex_value(char c) noexcept
{
    auto const lowered = lower_of(c);
    return is_digit(c) ? c - '0' : lowered >= 'a' && lowered <= 'f' ? lowered - 'a' + 10 : -1;
}

/// "PlaySessionId", "play_session_id" → play, session, id.
std::vector<std::string> words_of(std::string_view name)
{
    std::vector<std::string> found(1);
    char before = 0;
    for (char const c : name) {
        bool const letter = is_digit(c) || is_upper(c) || is_lower(c);
        if (!letter || (is_upper(c) && is_lower(before)))
            found.emplace_back();
        if (letter)
            found.back() += lower_of(c);
        before = c;
    }
    return found;
}

/// A signed claim, whatever it is called: three parts in base64, the first begins as JSON does.
bool is_signed_claim(std::string_view value)
{
    return value.starts_with("eyJ") && value.find('.') != std::string_view::npos;
}

struct Parameter {
    std::string name;
    std::string whole; // decoded
};

/// A short "key" is most likely the media's.
bool is_left_out(Parameter const& parameter)
{
    constexpr std::size_t shortest_key = 16;
    auto const value = parameter.whole.size() - parameter.name.size();
    return is_volatile(parameter.name) && (parameter.name != "key" || value > shortest_key);
}

std::vector<Parameter> parameters_of(std::string_view text)
{
    std::vector<Parameter> found;
    while (!text.empty()) {
        auto const part = text.substr(0, text.find_first_of("?#&;"));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        auto const equals = std::min(part.size(), part.find('='));
        auto const value = part.substr(std::min(part.size(), equals + 1));
        if (!part.empty() && !is_signed_claim(value))
            found.push_back({url_decoded(part.substr(0, equals)), url_decoded(part)});
    }
    return found;
}

/// Parameters that are credentials only together.
void erase_signatures(std::vector<Parameter>& parameters)
{
    std::set<std::string_view> names;
    for (auto const& each : parameters)
        names.insert(each.name);
    auto const has = [&](auto const&... each) { return (names.contains(each) && ...); };
    bool const subsonic = has("u", "c", "v") && (has("p") || has("t", "s"));
    bool const azure = has("sig", "se");
    std::erase_if(parameters, [&](Parameter const& each) {
        return (subsonic && holds(of_subsonic, each.name)) || (azure && holds(of_azure, each.name));
    });
}

/// Whether the text before `at` ends in "name.mkv".
bool is_after_extension(std::string_view text, std::size_t at)
{
    constexpr std::size_t longest = 5;
    auto const from = at > longest ? at - longest : 0;
    auto const before = text.substr(from, at - from);
    auto const dot = before.rfind('.');
    if (dot == std::string_view::npos || from + dot == 0)
        return false;
    std::string extension{before.substr(dot + 1)};
    std::ranges::transform(extension, extension.begin(), lower_of);
    return holds(extensions, extension);
}

bool begins_parameters(std::string_view text, std::size_t at)
{
    auto const rest = text.substr(at + 1);
    auto const name = parameter_name(rest);
    bool const ended = rest.empty() || rest.front() == ' ';
    switch (text[at]) {
    case '?':
        return name || (!ended && is_after_extension(text, at));
    case '#':
        return (name && is_volatile(*name)) || (!ended && is_after_extension(text, at));
    case '&':
    case ';':
    case '|':
        return name && (is_volatile(*name) || is_after_extension(text, at));
    default:
        return false;
    }
}

} // namespace

std::string url_decoded(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
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

bool is_volatile(std::string_view name, bool surely)
{
    auto const parts = words_of(name);
    std::string folded;
    for (auto const& part : parts)
        folded += part;
    bool const sure = std::ranges::any_of(
        sure_parts, [&](std::string_view part) { return folded.find(part) != std::string::npos; });
    if (sure || surely)
        return sure;
    return std::ranges::any_of(parts, [](auto const& part) { return holds(words, part); });
}

std::optional<std::string_view> parameter_name(std::string_view text)
{
    constexpr std::size_t longest = 64;
    constexpr std::string_view signs = "_.-[]%~$:";
    auto const equals = text.substr(0, longest + 1).find('=');
    if (equals == std::string_view::npos || equals == 0)
        return std::nullopt;
    auto const name = text.substr(0, equals);
    bool const plain = std::ranges::all_of(name, [&](char c) {
        return is_digit(c) || is_upper(c) || is_lower(c) || signs.find(c) != std::string_view::npos;
    });
    return plain ? std::optional{name} : std::nullopt;
}

std::size_t parameters_begin(std::string_view text)
{
    if (auto const name = parameter_name(text);
        name && is_volatile(*name, true) && text.find(' ') == std::string_view::npos)
        return 0;
    for (auto at = text.find_first_of("?#&;|"); at != std::string_view::npos;
         at = text.find_first_of("?#&;|", at + 1))
        if (begins_parameters(text, at))
            return at;
    return text.size();
}

std::string lasting_parameters(std::string_view query, std::string_view fragment)
{
    auto of_query = parameters_of(query);
    erase_signatures(of_query);
    std::vector<std::string> kept;
    for (auto& each : of_query)
        if (!is_left_out(each))
            kept.push_back(std::move(each.whole));
    for (auto& each : parameters_of(fragment))
        if (!is_left_out(each) && !holds(places, each.name))
            kept.push_back('#' + std::move(each.whole));
    std::ranges::sort(kept);
    std::string all;
    for (auto const& each : kept)
        all.append(each).push_back('\n');
    return all;
}

std::string hash_mark(std::string_view text)
{
    constexpr std::size_t bytes = 12;
    constexpr char digits[] = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    if (EVP_Digest(text.data(), text.size(), hash.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error{"SHA-256 is not there"};
    std::string mark{'~'};
    for (std::size_t i = 0; i < bytes; ++i)
        mark.append({digits[hash.at(i) >> 4], digits[hash.at(i) & 15]});
    return mark;
}

} // namespace playsync
